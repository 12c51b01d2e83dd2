"""Sankei Shimbun: its keywords are the same for every story, so the sections at the foot are taken instead."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider


class SankeiShimbunSpider(NewsSpider):
    name = "sankei_shimbun"
    language = "ja"
    sources = ("https://www.sankei.com/feeds/sitemapindex-category/?outputType=xml",)
    rules = (
        Rules(
            body=".article-body",
            drop=".inline-gptAd, .custom-html-feature",
            section=".article-header .section-list-item",
            keywords=".article-footer-wrapper .section-list-item",
            images=ImageRules(container=".article-body .article-image"),
        ),
    )
