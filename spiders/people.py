"""People's Daily online: one template for all channels."""

from newscrawl.extract import Rules
from newscrawl.spider import NewsSpider


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
        Rules(
            title=".rm_txt h1",
            kicker=".rm_txt .pre",
            lead=".rm_txt .sub",
            body=".rm_txt_con",
            drop=".edit, .paper_num, .bza, .box_pic",
            authors=".rm_txt .author, .rm_txt .edit",
            date_published_raw=".rm_txt .channel",
        ),
    )
