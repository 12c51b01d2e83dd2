"""newscrawl: a news crawler whose output can be trusted.

    from newscrawl import extract_article, read_articles

Start reading at newscrawl/flow.py.
"""

from newscrawl.errors import NotHtml, TooComplex, TooLarge
from newscrawl.extract import extract, read_page
from newscrawl.limits import check
from newscrawl.normalise import normalise
from newscrawl.records import Article
from newscrawl.storage.reader import read_articles

__all__ = ["Article", "NotHtml", "TooComplex", "TooLarge", "extract_article", "read_articles"]


def extract_article(html: bytes, url: str) -> Article:
    """Read one page as the line would, without any site's rules, in the calling process.

    Args:
        html: the page's bytes as they came from the server, decompressed.
        url: the address that they came from; links and the canonical address are judged by it.

    Returns:
        The normalised article. What only a run knows is null: id, site, version, run_id, times of our own clock.

    Raises:
        NotHtml: the bytes are no HTML document.
        TooLarge: the page is larger than ``newscrawl.extract.MAX_PAGE_BYTES``.
        TooComplex: it is beyond ``newscrawl.limits``. Where there is an event loop,
            ``newscrawl.extract.apart.read_article`` reads such a page too, in a process that it can end.
    """
    page = read_page(html, url)
    check(page.html)
    return normalise(extract(page))
