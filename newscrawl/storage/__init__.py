"""Store: articles as segments of JSON Lines on local disk, and how they are read back."""

from newscrawl.storage.reader import read_articles, read_lines, sealed_files
from newscrawl.storage.recover import Recovered, recover
from newscrawl.storage.store import ArticleStore

__all__ = ["ArticleStore", "Recovered", "read_articles", "read_lines", "recover", "sealed_files"]
