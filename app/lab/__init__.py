"""The lab: one operation, every multiplication of it."""
