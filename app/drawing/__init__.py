"""The drawing: the canvas, what it sends, and how that becomes a picture."""
