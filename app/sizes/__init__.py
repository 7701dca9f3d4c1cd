"""Sizes that meet, and the ladder of a decoder: the engineer's page."""
