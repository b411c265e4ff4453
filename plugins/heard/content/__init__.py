"""Stories: the kernel of the blog.

Reads Markdown files with front matter on values, outcome and lesson – YAML or plain Pelican headers –
into `Story` records, reports what is wrong with file and line, and builds the `Library` of all
stories once every file is read. Every other plugin stands on this one.
"""

from heard.library.hooks import register

__all__ = ["register"]
