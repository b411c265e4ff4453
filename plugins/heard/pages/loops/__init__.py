"""Loops: what is still owed – open and overdue stories, a calendar of deadlines, how companies answer."""

from heard.pages.loops.hooks import register

__all__ = ["register"]
