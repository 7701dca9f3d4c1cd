"""The trace engine: every multiplication of a (transposed) convolution, one row each."""
