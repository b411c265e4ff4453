"""Story desk: what a writer types – the work behind `heard new`, `build`, `serve` and the rest.

It runs Pelican and adds nothing to a site. Pelican registers every plugin it finds when `PLUGINS`
is not set, so there is a `register`, and it does nothing.
"""
