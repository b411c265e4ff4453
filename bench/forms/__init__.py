"""The corpus in the form of each generator: what a writer who uses it would have in front of them."""
