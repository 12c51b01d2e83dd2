"""Tests of newscrawl.fetch."""
