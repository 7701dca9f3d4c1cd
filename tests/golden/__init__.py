"""The golden message: a small one, for Python's tests and for the JavaScript's type check."""
