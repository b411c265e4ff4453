"""Facets: every way to browse the stories – home, values, outcomes, lessons, companies, series,
tellers, tags, categories, archive – made from the library by one mechanism and a table of pages.
"""
