"""Links: stories that know each other.

Wiki-links, typed relations with their inverses, mentions with the sentence that holds them, related
stories with the reason in words, two-sided reading, loose ends, and a map.
"""

from heard import register_part

register = register_part
