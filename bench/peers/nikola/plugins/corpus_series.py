"""Pages for each of the series."""

from facets import facet

Plugin = facet("series")
