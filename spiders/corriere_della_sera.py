"""Corriere della Sera, with its local editions."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class CorriereDellaSeraSpider(NewsSpider):
    name = "corriere_della_sera"
    language = "it"
    sources = ("https://www.corriere.it/rss/homepage.xml", "https://www.corriere.it/rss/ultimora.xml")
    archives = ("https://www.corriere.it/rss/sitemap_v2.xml",)
    rules = (
        Rules(
            lead="#content-to-read .summary-art",
            body="#content-to-read > .content",
            drop=".author-art, .bck-adv, .rcs-hide-in-editor, .information-group",
            images=ImageRules(container="#content-to-read .bck-media-image"),
        ),
    )
