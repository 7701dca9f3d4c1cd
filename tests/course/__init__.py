"""The course: its form, its sums, its answers."""
