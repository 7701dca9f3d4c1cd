"""What can be done with a code: its plane, samples of it, the digit it stands for."""
