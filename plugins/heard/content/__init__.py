"""Reading: from a Markdown file with front matter to a `Story`, mistakes named by file and line."""
