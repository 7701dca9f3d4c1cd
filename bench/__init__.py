"""Measurements, never assertions: ``make bench`` prints a table and writes JSON."""
