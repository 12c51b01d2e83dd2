"""The news site that ships with newscrawl; `newscrawl demo` starts it and runs this spider."""

from newscrawl.demo import DEMO_PORT
from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider

BASE = f"http://127.0.0.1:{DEMO_PORT}"


class DemoSpider(NewsSpider):
    name = "demo"
    language = "en"
    sources = (f"{BASE}/feed.xml", f"{BASE}/news-sitemap.xml", f"{BASE}/culture/")
    # Four templates of different years; each rule fits one of them.
    rules = (
        Rules(
            title="h1",
            body=".article-body, .body-wrap, .story-body, .tx, .print",
            drop=".newsletter-box, .ad-slot, .inline-related, .nl-signup, .video-embed, .promo, .box, caption, h1, "
            ".print-bar, .print-by, .print-foot",
            lead=".standfirst",
            images=ImageRules(container="figure", credit=".credit, .photo-credit, .src"),
        ),
    )
