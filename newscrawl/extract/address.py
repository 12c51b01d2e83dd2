"""Addresses: as pages write them -> absolute ones, and what the page's own tells of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from newscrawl.page import Page
from newscrawl.records import ContentType, Found

# Whole parts of a path, in the languages of the web's larger newsrooms.
_WORDS: Mapping[ContentType, str] = {
    "opinion": """opinion opinions opinie opinione opinioni opiniao opinión meinung kommentar kommentare kolumne
        kolumnen leitartikel editorial editorials op-ed opeds tribune tribunes chroniques columns columnists
        columnistas ledare
        debatt leder meninger debat kronik yazarlar""",
    "live_blog": """live live-news liveblog live-blog live-blogs liveblogs liveticker live-ticker live-updates en-vivo
        en-directo en-direct""",
    "video": "video videos watch vídeo vídeos mediathek",
    "gallery": """gallery galleries galerie galeries galeria galerias galería galerías fotogallery foto-galeri
        fotostrecke fotostrecken bildergalerie bildergalerien photos photo-gallery slideshow slideshows diaporama
        diaporamas""",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_MAX_PATH = 500


def absolute(base: str, address: str | None) -> str | None:
    """The absolute http(s) address; None where there is none, where it is broken or leads to no document."""
    try:
        url = urljoin(base, (address or "").strip()) if address else ""
        url.encode()
    except ValueError:  # half a pair of surrogates, which JSON can spell, is a UnicodeEncodeError
        return None
    return url if url.startswith(("http://", "https://")) else None


def read_address(page: Page) -> Found:
    """Read what the page's address tells: its kind by a part of the path, and its day where the path is a calendar."""
    try:
        path = urlsplit(page.url).path[:_MAX_PATH].lower()
    except ValueError:
        return Found()
    parts = path.split("/")[1:-1]  # the last part names the story
    day = _DAY.search(path)
    return Found(
        content_type=next((_KINDS[part] for part in parts if part in _KINDS), None),
        date_published_raw="-".join(part.zfill(2) for part in day.groups()) if day else None,
    )
