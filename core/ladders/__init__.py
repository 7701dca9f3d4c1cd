"""A network that somebody wrote: its text, its sizes, where its decoder misses, the remedy."""
