"""The page of the code: its plane as a map, ways through it, and what can be read from it."""
