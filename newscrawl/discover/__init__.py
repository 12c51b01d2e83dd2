"""Discover: a source's document -> Candidates. Nothing here touches the network.

``read_source`` looks at the document itself, not at its name or its declared type: servers are careless with both.
"""

from newscrawl.discover.source import Source, read_source

__all__ = ["Source", "read_source"]
