"""Training and measuring: everything that needs torch or MNIST."""
