"""Pages for each of the companies."""

from facets import facet

Plugin = facet("companies")
