"""Webmentions: what this site tells the pages that its stories link to, and what pages elsewhere tell it.

Nothing here runs during a build, except that pages say where mentions are taken. What arrives becomes a
comment file, pending until somebody reads it.
"""
