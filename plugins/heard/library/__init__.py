"""The library: all stories of a site, the terms they name, and all that follows from them together."""
