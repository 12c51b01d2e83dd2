"""Where the fuzzer begins: our own pages, and the words that markup is made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

SITES = Path(__file__).resolve().parent.parent / "sites"
DICTIONARY = (
    "<p>", "</p>", "<h1>", "<div class='", "<article>", "<main>", "<table><tr><td>", "<b>", "<a href='", "<svg>",
    "<title>", "<meta property='og:title' content='", "<meta charset=", "<time datetime='", "<!--", "-->", "<![CDATA[",
    "<script type='application/ld+json'>", "</script>", "itemscope itemtype='https://schema.org/NewsArticle'",
    "itemprop='headline'", "itemprop='author'", "@graph", "@type", "@id", "NewsArticle", "LiveBlogPosting",
    "datePublished", "articleBody", "&#0;", "&#xd800;", "&#x110000;", "&nbsp;", "2026-11-16T08:00:00+01:00",
    "16. November 2026",
    "By Ada Byron and", "Photo: ", "http://[", "https://", "\\xef\\xbb\\xbf", "\\xff\\xfe", "\\xfe\\xff",
    "\\x1b$B", "\\xed\\xa0\\x80", "charset=", "utf-16le", "iso-2022-jp", "gb18030",
)  # fmt: skip


def seeds(target: str) -> list[bytes]:
    """Some inputs from which others are made."""
    pages = [file.read_bytes() for file in sorted(SITES.rglob("page.html"))]
    if target != "json_ld":
        return pages if target == "page" else [b"\x00" + page for page in pages]
    found = [LexborHTMLParser(page).css('script[type="application/ld+json"]') for page in pages]
    return [node.text().encode() for nodes in found for node in nodes] or [b'{"@type": "NewsArticle"}']


def write_seeds(target: str, folder: str) -> Path:
    """Write them as files, each under the name of what is in it."""
    corpus = Path(folder)
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (corpus / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
    return corpus
