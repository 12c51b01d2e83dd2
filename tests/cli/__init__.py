"""The commands that need no crawl."""
