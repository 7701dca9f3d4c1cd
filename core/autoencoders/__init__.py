"""Autoencoders in PyTorch, their training and their trained weights; the only torch in core."""
