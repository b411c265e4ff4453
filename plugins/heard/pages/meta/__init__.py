"""Meta: what a story page tells machines: the story, what was said under it, and the way to it (JSON-LD).

Works from the library and from what the conversation left in the context; pages only show it.
"""
