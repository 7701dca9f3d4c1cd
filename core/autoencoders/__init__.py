"""Autoencoders as tables, at work in numpy, with their trained weights; training lies apart."""
