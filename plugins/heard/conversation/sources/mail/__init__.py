"""The inbox: a saved mail becomes a comment that waits, and whoever looks after the site reads what waits.

Only tasks use it, so it is no plugin, although it lies among them.
"""
