"""Die Presse: the text without its boxes, which tell of the author or of the debate."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class DiePresseSpider(NewsSpider):
    name = "die_presse"
    language = "de"
    timezone = "Europe/Vienna"
    sources = ("https://www.diepresse.com/news-sitemap",)
    archives = ("https://www.diepresse.com/sitemap",)
    rules = (
        Rules(
            kicker=".article__kicker",
            lead=".article > .lead",
            body=".article__body",
            drop=".fm-box, .article__extra",
            images=ImageRules(
                container=".article .figure--article", caption=".figure__caption", credit=".figure__credits"
            ),
        ),
    )
