"""A setting and its table as text: programs, CSV, JSON, TikZ."""
