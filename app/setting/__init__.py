"""What the lab's controls say: one immutable value, its link, and the wishes that change it."""
