"""A site on loopback; what it announces is decided by each test."""

import os

from newscrawl.spider import NewsSpider

BASE = os.environ["LOCAL_BASE"]


class LocalSpider(NewsSpider):
    """Reads the sources named in LOCAL_SOURCES, /feed.xml by default."""

    name = "local"
    language = "en"
    sources = tuple(f"{BASE}{path}" for path in os.environ.get("LOCAL_SOURCES", "/feed.xml").split())
    archives = tuple(f"{BASE}{path}" for path in os.environ.get("LOCAL_ARCHIVES", "").split())
    render = "always" if os.environ.get("LOCAL_RENDER") else "never"


class OtherSpider(LocalSpider):
    """The same site under another name."""

    name = "other"


class FarSpider(NewsSpider):
    """A site that is not on loopback."""

    name = "far"
    language = "en"
    sources = ("https://far.example/feed.xml",)
