"""Live comments from Isso: a local server for this site, and the way home for what was said there.

Nothing here runs during a build. What is pulled becomes comment files that the writer owns.
"""
