"""Habertürk: the lead is a heading of its own, and each part of the text is a page that is read on from."""

from newscrawl.extract import Rules
from newscrawl.spider import NewsSpider


class HaberturkSpider(NewsSpider):
    name = "haberturk"
    language = "tr"
    timezone = "Europe/Istanbul"
    sources = ("https://www.haberturk.com/sitemap_google_news.xml",)
    archives = ("https://www.haberturk.com/sitemap.xml",)
    rules = (Rules(lead=".featured h2", body=".cms-container", drop=".adv-news, .widget-image + span"),)
