"""Spiders for the server that the tests start; its address is in LOCAL_BASE."""
