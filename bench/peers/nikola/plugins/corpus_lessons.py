"""Pages for each of the lessons."""

from facets import facet

Plugin = facet("lessons", with_feeds=False)
