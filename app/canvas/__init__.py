"""The canvas: strokes in the browser, sent to Python when the pen is lifted."""
