"""The course: lessons as text files, resolved into beats with finished answers."""
