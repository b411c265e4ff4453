"""Identity: what was once published keeps its name in feeds, and every address it ever had leads to it.

Made from `data/ids.json` and the stories of the site, after Pelican has read them and after all pages are
written. A build only reads the file; `heard ids` writes it.
"""

from heard import register_part

register = register_part
