"""What a story is and what follows from it: records, vocabulary, ledger. Nothing here reads a file."""
