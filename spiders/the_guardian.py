"""The Guardian."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class TheGuardianSpider(NewsSpider):
    name = "the_guardian"
    language = "en"
    sources = ("https://www.theguardian.com/sitemaps/news.xml",)
    rules = (
        Rules(
            lead="[data-gu-name=standfirst] p",
            body="[data-gu-name=body] .article-body-viewer-selector",
            drop="#sign-in-gate, [role=note]",
            images=ImageRules(container="[data-gu-name=media] figure, [data-gu-name=body] figure:has([id^=img-])"),
        ),
    )
