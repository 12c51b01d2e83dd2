"""Pictures with what stands below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from newscrawl.extract.address import absolute
from newscrawl.extract.words import words_of
from newscrawl.records import Image

# Where a picture is loaded late, ``src`` holds a placeholder.
_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "data-lazyimage-src", "src")
_CREDIT = '[class*="credit"], [class*="copyright"], [class*="source"], [itemprop="copyrightHolder"], small'


def read_figures(
    nodes: Sequence[LexborNode], base: str, caption: str = "figcaption", credit: str = _CREDIT
) -> tuple[Image, ...]:
    """Read pictures with their captions and credits; the first is the main one. Without an address it is no picture."""
    found: dict[str, Image] = {}
    for node in outermost(nodes):
        image = node if node.tag == "img" else node.css_first("img")
        url = _address(image, base) if image else None
        if not image or not url:
            continue
        sources = [words for one in node.css(credit) if (words := words_of(one))]
        captions = [words for one in node.css(caption) if (words := words_of(one))]
        text = captions[0] if captions else None
        for words in sources:
            text = text.replace(words, " ") if text and text != words else text
        found.setdefault(
            url,
            Image(
                url=url,
                caption=" ".join(text.split()) or None if text else None,
                credit=sources[0] if sources else None,
                alt=image.attributes.get("alt") or None,
                is_main=not found,
            ),
        )
    return tuple(found.values())


def _address(image: LexborNode, base: str) -> str | None:
    for name in _ADDRESSES:
        if url := absolute(base, image.attributes.get(name)):
            return url
    # Of several widths, the last is the largest as a rule.
    widths = (image.attributes.get("data-srcset") or image.attributes.get("srcset") or "").split(", ")
    return absolute(base, widths[-1].strip().partition(" ")[0])


def outermost(nodes: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """Those of some nodes that lie in no other one of them."""
    wanted = {node.mem_id for node in nodes}
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in wanted:
            parent = parent.parent
        if parent is None:
            yield node
