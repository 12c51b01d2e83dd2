"""El Mundo; its feeds lie on the publisher's own delivery network."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class ElMundoSpider(NewsSpider):
    name = "el_mundo"
    language = "es"
    domains = ("elmundo.es",)
    sources = (
        "https://e00-elmundo.uecdn.es/elmundo/rss/portada.xml",
        "https://e00-elmundo.uecdn.es/elmundo/rss/espana.xml",
    )
    rules = (
        Rules(
            kicker=".ue-c-article__kicker",
            lead=".ue-c-article__standfirst",
            body=".ue-c-article__body",
            drop=".ue-c-article__listing, [class*=newsletter-widget], .ue-c-ad",
            images=ImageRules(
                container=".ue-c-article__media--image",
                caption=".ue-c-article__media-description",
                credit=".ue-c-article__media-author",
            ),
        ),
    )
