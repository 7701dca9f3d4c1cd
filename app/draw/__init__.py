"""The drawing page: a digit of your own, rebuilt."""
