"""The bench: one corpus of stories in the native form of five generators, and their times side by side.

Nothing here belongs to a built site, and nothing is installed with the package.
"""
