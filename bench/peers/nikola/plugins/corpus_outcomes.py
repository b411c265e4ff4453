"""Pages for each of the outcomes."""

from facets import facet

Plugin = facet("outcomes")
