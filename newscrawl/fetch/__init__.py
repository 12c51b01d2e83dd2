"""Fetch: Candidate -> Page. Beside Scrapy's downloader: robots.txt as it is meant, rendering, named failures."""

from newscrawl.fetch.failure import failure_reason
from newscrawl.fetch.render import render_request
from newscrawl.fetch.response import read_http, with_origin

__all__ = ["failure_reason", "read_http", "render_request", "with_origin"]
