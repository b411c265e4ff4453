"""Builds any Pelican site faster, to the same bytes: sources are read once, in several processes, and
kept; pages are planned first, then rendered in several processes, and only where an input changed.
It works below all other plugins, from Pelican's signals and its writer's seat, and knows no stories.
"""

from heard.engine.hooks import register

__all__ = ["register"]
