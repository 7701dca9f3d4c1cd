"""The models page: one drawing through every trained model."""
