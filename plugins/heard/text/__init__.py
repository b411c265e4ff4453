"""Dates, names, HTML, files and messages: what everything else stands on; it knows no stories."""
