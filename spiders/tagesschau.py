"""Tagesschau."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class TagesschauSpider(NewsSpider):
    name = "tagesschau"
    language = "de"
    sources = ("https://www.tagesschau.de/xml/rss2/",)
    rules = (
        Rules(
            lead=".article-head__shorttext, article > .textabsatz:first-of-type:has(> strong)",
            body="article > .textabsatz, article > .meldung__subhead, article > ul, article > ol, article blockquote",
            images=ImageRules(
                container=".seitenkopf__media, .article-head__media, article .absatzbild", caption=".absatzbild__info"
            ),
        ),
    )
