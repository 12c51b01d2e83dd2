"""Tests of newscrawl.normalise."""
