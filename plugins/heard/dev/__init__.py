"""`heard serve`: the site while it is being written."""
