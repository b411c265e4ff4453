"""Comments: the conversation under a story, kept in files that the writer owns.

Reads `comments/<story-id>/*.md` below the content folder, cleans their HTML, and hands pages and feeds
the approved ones, threaded.
"""

from heard import register_part

register = register_part
