"""Where live comments from Isso are kept, below the folder of what commands record."""

FOLDER, DATABASE = "isso", "comments.db"
"""The folder of the local Isso and its database, which holds e-mail and IP addresses: never commit it."""
STATE_FILE = "isso.json"
"""What `heard comments-pull` took."""
