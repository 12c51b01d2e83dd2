"""What stands around the headline: kicker, lead, byline and date, told by class, words and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from attrs import frozen
from selectolax.lexbor import LexborNode

# What belongs to a headline stands near it; the limits also keep a hostile page from making the search long.
MAX_LEVELS = 4
MAX_SIBLINGS = 16
MAX_PART_NODES = 40
MAX_NODES = 120
MAX_TEXT = 600
MAX_TEXT_NODES = 40

_KICKER = re.compile(
    r"kicker|overline|eyebrow|roofline|dachzeile|spitzmarke|top-?line|(?:pre|over|super)-?title|ante-?tit|occhiello",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"stand-?first|sub-?(?:title|head|headline|heading|deck)(?![a-z0-9])|"
    r"(?<![a-z])lead(?:-?text|-?paragraph)?(?![a-z-])|lede|(?<![a-z])de(?:ck|k)(?![a-z])|chapo|bajad|entradilla|"
    r"sottotitolo|(?<![a-z])intro(?![a-z])|vorspann|ingress(?![a-z])|sommario|(?<![a-z])summary(?![a-z-])|excerpt",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"caption|media|image|author|bio|teaser|related|promo|newsletter|comment|card|nav", re.IGNORECASE)
_LEAD_TAGS = frozenset(("p", "h2", "h3", "h4", "div", "span", "strong"))
_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "button", "form", "select", "iframe", "nav"))
_KICKER_LENGTH = range(2, 80)
_LEAD_LENGTH = range(40, MAX_TEXT)
_BODY_LENGTH = (
    250  # the first paragraph of this length that is no lead begins the text: nothing is looked for behind it
)
_BYLINE = re.compile(
    r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|Di|[Aa]f|[Aa]v|[Dd]oor|[Tt]e(?:ks|x)t)(?:\s+|\s*:\s*)(?=[^\W\d_a-z])[^!?:]{3,90}"
)
_DAY = (
    r"(?:\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)\d\d|(?:19|20)\d\d[./-]\d\d?[./-]\d\d?|"
    r"\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.? (?:de )?(?:19|20)\d\d|"
    r"[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|(?:19|20)\d\d年\d{1,2}月\d{1,2}日)"
)
_CLOCK = r"(?:,? ?(?:um|à|at|kl\.?|o|om|[-–—|])? ?\d{1,2}[:.h時时]\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?)?"
_DATE = re.compile(rf"(?<!\d){_DAY}{_CLOCK}", re.IGNORECASE)
_DATE_LENGTH = 160  # a longer text that holds a date tells of another one


@frozen(kw_only=True)
class Header:
    """What was found around a headline; ``byline`` still begins with 'By' or its like."""

    kicker: str | None = None
    lead: str | None = None
    byline: str | None = None
    date: str | None = None


def read_header(headline: LexborNode) -> Header:
    """Look within the headline, before it and after it, in its own container and in those around that."""
    lead = byline = date = None
    for node in islice(_beside(headline, "next"), MAX_NODES):
        text = words(node)
        if not text:
            continue
        named = _names(node)
        lead = lead or (text if _is_lead(node, named, text) else None)
        byline = byline or (text if _BYLINE.fullmatch(text) else None)
        date = date or _date(text)
        if node.tag == "p" and len(text) >= _BODY_LENGTH and text != lead:
            break
    kicker = inner_kicker(headline) or _kicker(islice(_beside(headline, "prev"), MAX_NODES))
    return Header(kicker=kicker, lead=lead, byline=byline, date=date)


def words(node: LexborNode) -> str:
    """The node's words on one line; none where they are more than a lead can have."""
    parts: list[str] = []
    size = 0
    for place, one in enumerate(node.traverse(include_text=True)):
        if place > MAX_TEXT_NODES or size > MAX_TEXT or one.tag in _SILENT:
            return ""
        if one.is_text_node:
            parts.append(one.text_content or "")
            size += len(parts[-1])
    return " ".join(" ".join(parts).split()) if size <= MAX_TEXT else ""


def inner_kicker(headline: LexborNode) -> str | None:
    """The kicker that stands within the headline's own element."""
    return _kicker(islice(_elements(headline), 1, MAX_PART_NODES))


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return (one for one in node.traverse() if one.is_element_node)


def _beside(node: LexborNode, side: Literal["prev", "next"]) -> Iterator[LexborNode]:
    """The elements on one side of a node, nearest first: those beside it, then those beside its parent, and so on."""
    holder: LexborNode | None = node
    for _ in range(MAX_LEVELS):
        if holder is None or holder.tag in ("body", "main", "html"):
            return
        other: LexborNode | None = getattr(holder, side)
        for _ in range(MAX_SIBLINGS):
            if other is None:
                break
            if other.is_element_node and other.tag not in _SILENT:
                yield from islice(_elements(other), MAX_PART_NODES)
            other = getattr(other, side)
        holder = holder.parent


def _names(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''} {attributes.get('data-testid') or ''}"


def _kicker(nodes: Iterable[LexborNode]) -> str | None:
    for node in nodes:
        if _KICKER.search(_names(node)) and len(text := words(node)) in _KICKER_LENGTH:
            return text
    return None


def _is_lead(node: LexborNode, named: str, text: str) -> bool:
    return (
        node.tag in _LEAD_TAGS
        and len(text) in _LEAD_LENGTH
        and _LEAD.search(named) is not None
        and _OTHERS.search(named) is None
    )


def _date(text: str) -> str | None:
    found = _DATE.search(text) if len(text) <= _DATE_LENGTH else None
    return found[0] if found else None
