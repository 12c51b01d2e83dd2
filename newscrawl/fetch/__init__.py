"""Fetch: Candidate -> Page. Beside Scrapy's downloader: robots.txt as it is meant, rendering, named failures."""

from newscrawl.fetch.failure import failure_reason
from newscrawl.fetch.original import copy_of, led_on, original_of
from newscrawl.fetch.render import render_request
from newscrawl.fetch.response import read_http, read_rights, with_origin

__all__ = [
    "copy_of", "failure_reason", "led_on", "original_of", "read_http", "read_rights", "render_request", "with_origin",
]  # fmt: skip
