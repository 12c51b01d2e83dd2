"""The news site that ships with newscrawl; `newscrawl demo` starts it and runs this spider."""

from newscrawl.demo import DEMO_PORT
from newscrawl.spider import NewsSpider

BASE = f"http://127.0.0.1:{DEMO_PORT}"


class DemoSpider(NewsSpider):
    name = "demo"
    language = "en"
    sources = (f"{BASE}/feed.xml", f"{BASE}/news-sitemap.xml", f"{BASE}/culture/")
