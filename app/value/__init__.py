"""The value page: one number of a network, down to its multiplications."""
