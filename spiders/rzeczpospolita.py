"""Rzeczpospolita: the text comes in numbered blocks, between which stand advertisements and links to other stories."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class RzeczpospolitaSpider(NewsSpider):
    name = "rzeczpospolita"
    language = "pl"
    sources = ("https://www.rp.pl/sitemaps/news-sitemap.xml",)
    archives = ("https://www.rp.pl/sitemaps/sitemap.xml",)
    rules = (
        Rules(
            lead=".article--lead, .blog--subtitle",
            body=".articleBody > .articleBodyBlock",
            drop=".content--excerpt, .article--media--lead, .article--media--title, .image--author",
            images=ImageRules(
                container=".article--image, .blog--image, .articleBody .block--media--infographic",
                caption=".article--media--lead, .article--media--title",
                credit=".image--author",
            ),
        ),
    )
