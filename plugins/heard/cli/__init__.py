"""The commands: what a writer types, such as `heard new` and `heard build`, and the work behind each."""
