"""Tests of newscrawl.discover."""
