"""A crawl that is killed again and again."""
