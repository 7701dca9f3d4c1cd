"""Worked examples first, then laws, then odd cases."""
