"""People's Daily online: one template for all channels, whose lines tell the time and the editors among other words."""

import re

from attrs import evolve

from newscrawl.extract import Rules
from newscrawl.records import Author, Found, Page
from newscrawl.spider import NewsSpider

TIME = re.compile(r"\d{4}年\d+月\d+日\s*\d+:\d+")
EDITORS = re.compile(r"[(（]?责编[:：]|[)）]$")


class PeopleRules(Rules):
    def __call__(self, page: Page) -> Found:
        """Cut the time, the names and the keywords out of the lines that hold them."""
        found = super().__call__(page)
        time = TIME.search(found.date_published_raw or "")
        return evolve(
            found,
            date_published_raw=time[0] if time else None,
            authors=tuple(Author(name=EDITORS.sub("", author.name)) for author in found.authors or ()),
            keywords=tuple(word for words in found.keywords or () for word in words.split()) or None,
        )


class PeopleSpider(NewsSpider):
    name = "people"
    language = "zh"
    timezone = "Asia/Shanghai"
    sources = tuple(
        f"http://www.people.com.cn/rss/{channel}.xml"
        for channel in ("ywkx", "politics", "society", "legal", "world", "military", "haixia")
    )
    archives = ("http://www.people.cn/sitemap_index.xml",)
    rules = (
        PeopleRules(
            title=".rm_txt h1",
            kicker=".rm_txt .pre",
            lead=".rm_txt .sub",
            body=".rm_txt_con",
            drop=".edit, .paper_num, .bza, .box_pic",
            authors=".rm_txt .author, .rm_txt .edit",
            date_published_raw=".rm_txt .channel",
            keywords="meta[name=keywords]::attr(content)",
        ),
    )
