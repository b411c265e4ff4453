"""Loops: what is still owed – open and overdue stories, a calendar of deadlines, how companies answer."""
