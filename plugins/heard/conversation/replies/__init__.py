"""Replies of companies: their words under the story, as they came, before anybody's comment.

`content` reads `replies/<story-id>/*.md` and puts their events into the ledger. This folder shows the
words, and checks the lessons that are said to come from them.
"""
