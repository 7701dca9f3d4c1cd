"""Faults put in on purpose, to see which ones the tests notice: ``make mutate``."""
