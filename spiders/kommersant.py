"""Kommersant: the daily's stories and its newswire share one layout, and its subheading is the lead."""

from newscrawl.extract import Rules
from newscrawl.spider import NewsSpider


class KommersantSpider(NewsSpider):
    name = "kommersant"
    language = "ru"
    timezone = "Europe/Moscow"
    sources = ("https://www.kommersant.ru/RSS/news.xml", "https://www.kommersant.ru/sitemaps/sitemap_news.xml")
    archives = ("https://www.kommersant.ru/sitemaps/all_docs_sitemap.xml",)
    rules = (
        Rules(
            lead=".doc_header__subheader",
            body=".article_text_wrapper",
            drop=".ui-modal, .doc_media, .document_authors",
            section=".doc .crumbs__item",
        ),
    )
