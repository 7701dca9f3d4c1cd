"""Tests of networks that somebody wrote: reading, climbing, mending."""
