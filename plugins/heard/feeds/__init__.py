"""Feeds: the newest stories as RSS 2.0 and Atom 1.0, full text, each under an identity that no edit
of title, slug, date or domain changes.
"""

from heard import register_part

register = register_part
