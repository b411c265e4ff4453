"""Building a site from a command: one run of Pelican, checked, reported and swapped into place."""
