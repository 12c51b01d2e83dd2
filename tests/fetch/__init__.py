"""Fetching: which addresses are asked, and what is taken in."""
