"""Sputnik, and the layout that it shares with its sister sites; stories of before 2021 have an older one."""

from newscrawl.extract import ImageRules, Rules
from newscrawl.spider import NewsSpider

TEXT_BLOCKS = ("text", "h2", "h3", "h4", "quote", "list", "table")


class SputnikSpider(NewsSpider):
    name = "sputnik"
    language = "en"
    domains = ("sputnikglobe.com", "sputniknews.com")
    sources = ("https://sputnikglobe.com/export/rss2/archive/index.xml",)
    archives = ("https://sputnikglobe.com/sitemap_article_index.xml",)
    articles = r"/\d{8}/[^/]+-\d+\.html$|/\d{12,}-[^/]+/$"
    rules = (
        Rules(
            title=".article__title",
            lead=".article__announce-text",
            body=", ".join(f".article__body > .article__block[data-type={kind}]" for kind in TEXT_BLOCKS),
            quotes=".article__quote-text",
            drop=".article__quote-info, .article__quote-bg, .article__list-label",
            date_published_raw=".article__info-date a[data-unixtime]::attr(data-unixtime)",
            date_modified_raw=".article__info-date-modified [data-unixtime]::attr(data-unixtime)",
            images=ImageRules(
                container=".article__announce .media, .article__block[data-type=media] .media",
                caption=".media__description",
                credit=".m-copyright, .media__copyright:not(:has(.m-copyright))",
            ),
        ),
        Rules(
            title=".b-article__header-title h1",
            lead=".b-article__lead",
            body=".b-article__text",
            drop=".b-inject, .ria-tweet",
            authors=".b-article__refs-author a",
            section=".b-article__refs-rubric",
            images=ImageRules(
                container=".b-article__header", caption=".b-article__header-desc", credit=".b-article__header-copy"
            ),
        ),
    )
