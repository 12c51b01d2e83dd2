"""Le Monde; of subscribers' articles the pages hold the beginning."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class LeMondeSpider(NewsSpider):
    name = "le_monde"
    language = "fr"
    sources = ("https://www.lemonde.fr/sitemap_news.xml",)
    archives = ("https://www.lemonde.fr/sitemap_index.xml",)
    rules = (
        Rules(
            lead=".article__desc",
            body="article.article__content",
            drop=".article__content > section, .article__content > p:not([class])",
            images=ImageRules(container=".article__media", caption=".article__legend", credit=".article__credit"),
        ),
    )
