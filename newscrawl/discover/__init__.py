"""Discover: a source's document -> Candidates. Nothing here touches the network.

``read_source`` looks at the document itself, not at its name or its declared type: servers are careless with both.
``read_links`` and ``usual_places`` tell where a site may have further sources, and so does ``read_robots_sitemaps``.
"""

from newscrawl.discover.links import read_links, usual_places
from newscrawl.discover.sitemap import read_robots_sitemaps
from newscrawl.discover.source import Source, read_source

__all__ = ["Source", "read_links", "read_robots_sitemaps", "read_source", "usual_places"]
