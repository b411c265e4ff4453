"""Pages for each of the values."""

from facets import facet

Plugin = facet("values")
