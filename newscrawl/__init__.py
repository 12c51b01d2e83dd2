"""newscrawl: a news crawler whose output can be trusted.

    from newscrawl import extract_article, read_articles

Start reading at newscrawl/flow.py.
"""

from newscrawl.errors import NotHtml, TooComplex, TookTooLong, TooLarge
from newscrawl.extract import read_page
from newscrawl.extract.apart import read_article_now
from newscrawl.normalise import normalise
from newscrawl.records import Article
from newscrawl.storage.reader import read_articles

__all__ = ["Article", "NotHtml", "TooComplex", "TooLarge", "TookTooLong", "extract_article", "read_articles"]


def extract_article(html: bytes, url: str) -> Article:
    """Read one page as the line would, without any site's rules.

    Args:
        html: the page's bytes as they came from the server, decompressed.
        url: the address that they came from; links and the canonical address are judged by it.

    Returns:
        The normalised article. What only a run knows is null: id, site, version, run_id, times of our own clock.

    Raises:
        NotHtml: the bytes are no HTML document.
        TooLarge: the page is larger than ``newscrawl.extract.MAX_PAGE_BYTES``.
        TooComplex, TookTooLong: the page is beyond ``newscrawl.limits``, and the child process that reads such pages
            has failed, or was not ready in time.
    """
    return normalise(read_article_now(read_page(html, url)))
