"""Dainik Bhaskar, whose class names are hashes; most of a story stands in the block that its app would unlock."""

from newscrawl.extract import Rules
from newscrawl.spider import NewsSpider


class BhaskarSpider(NewsSpider):
    name = "bhaskar"
    language = "hi"
    sources = ("https://www.bhaskar.com/sitemaps-v1--sitemap-google-news-index.xml",)
    rules = (
        Rules(
            body="article p, article h3, article blockquote, "
            ".paywallBlockedContent ul, .paywallBlockedContent ol, .paywallBlockedContent table",
        ),
    )
