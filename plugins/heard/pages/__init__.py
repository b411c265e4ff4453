"""Pages: lists by value, outcome and lesson, open loops, and what a story page tells machines."""

from heard import register_part

register = register_part
