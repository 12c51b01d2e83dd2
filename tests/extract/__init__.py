"""Tests of newscrawl.extract."""
