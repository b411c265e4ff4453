"""The exchange with the world outside: comments that arrive from Isso, by mail or by webmention, and the
webmentions that this site sends.

What arrives becomes a comment file, pending until somebody reads it. Nothing here runs during a build,
except that pages say where webmentions are taken.
"""

from .hooks import register

__all__ = ["register"]
