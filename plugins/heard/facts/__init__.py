"""How a build works: records of sources, facts of the site, and pages that note what they ask."""
