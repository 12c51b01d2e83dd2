"""NRK, the Norwegian broadcaster."""

from newscrawl.extract import Rules
from newscrawl.spider import NewsSpider


class NrkSpider(NewsSpider):
    name = "nrk"
    language = "no"
    sources = (
        "https://www.nrk.no/norge/toppsaker.rss",
        "https://www.nrk.no/urix/toppsaker.rss",
        "https://www.nrk.no/sport/toppsaker.rss",
        "https://www.nrk.no/kultur/toppsaker.rss",
        "https://www.nrk.no/livsstil/toppsaker.rss",
        "https://www.nrk.no/viten/toppsaker.rss",
        "https://www.nrk.no/dokumentar/toppsaker.rss",
    )
    archives = ("https://www.nrk.no/sitemap.xml",)
    rules = (
        Rules(
            title="meta[property='og:title']::attr(content)",
            lead=".article-lead",
            body=".article-body",
            drop=".widget, .image-reference",
        ),
    )
