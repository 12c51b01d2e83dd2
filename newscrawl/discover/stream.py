"""Walk an XML document element by element, without ever building the tree, and without obeying its DTD."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from html import unescape
from html.entities import name2codepoint
from typing import IO

from attrs import frozen
from lxml import etree

KNOWN_ROOTS = ("rss", "feed", "RDF", "urlset", "sitemapindex")
_CUT_OFF = "ERR_TAG_NOT_FINISHED"
# After these slips, what follows may be missing.
_LOSING = frozenset((_CUT_OFF, "ERR_GT_REQUIRED", "ERR_TAG_NAME_MISMATCH", "ERR_RESOURCE_LIMIT"))
_AMPERSAND = re.compile(rb"&(?:(\w{1,32});|(?!#\w{1,32};))")
_LONGEST_ENTITY = 40


class BadSource(Exception):  # noqa: N818 - a value with a reason that never leaves this package
    """A document cannot be read; the message says why, in a few words."""


@frozen
class Element:
    """An entry of a feed or sitemap: its own texts and attributes by local name, in the order of the document.

    What stands in its own vocabulary comes before what stands in another: the title before the title of a picture.
    """

    name: str
    texts: dict[str, list[str]]
    attributes: dict[str, list[dict[str, str]]]

    def text(self, *names: str) -> str | None:
        """The first text that is not blank, asked for by name in the order of preference."""
        return next((text for name in names for text in self.texts.get(name, ()) if text), None)


class Mended:
    """A stream in which bare ampersands and the named characters of HTML are numbered characters.

    After the first slip in a document, lxml's parser leaves out every ``&amp;``, and with it the addresses would be
    wrong; a bare ampersand is left out always. Numbered characters stay. In CDATA they are no characters but text:
    ``_meant`` takes them back there.
    """

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """The next piece; an entity is never cut in two."""
        piece = b""
        while not piece and (fresh := self._inner.read(size)):
            whole = self._rest + fresh
            cut = whole.rfind(b"&", -_LONGEST_ENTITY)
            piece, self._rest = (whole[:cut], whole[cut:]) if cut >= 0 else (whole, b"")
        if not piece:
            piece, self._rest = self._rest, b""
        return _AMPERSAND.sub(_numbered, piece)


def _numbered(found: re.Match[bytes]) -> bytes:
    if not found[1]:
        return b"&#038;"
    character = name2codepoint.get(found[1].decode())
    return f"&#{character};".encode() if character else found[0]


def _meant(text: str) -> str:
    return text.replace("&#38;", "&amp;").replace("&#038;", "&")


def elements(stream: IO[bytes] | Mended, names: Collection[str], encoding: str | None = None) -> Iterator[Element]:
    """Yield each element whose local name is in ``names``, as soon as it ends.

    Entities are not resolved, nothing is loaded. Slips such as an undefined entity or a bare ampersand are passed over
    as browsers do. ``encoding`` outranks the one that the document declares.

    Raises:
        BadSource: this is no feed or sitemap, or it ends in the middle of one, or is too broken to be read whole.
    """
    parser = etree.iterparse(
        stream, events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True, encoding=encoding,
    )  # fmt: skip
    depth = 0  # of entries within entries: an Atom entry may quote another one
    try:
        root = next((_local(node.tag) for _, node in parser), None)
        if root not in KNOWN_ROOTS:
            raise BadSource(f"neither feed nor sitemap: the root element is {f'<{root}>' if root else 'missing'}")
        for event, node in parser:
            if (name := _local(node.tag)) in names:
                depth += 1 if event == "start" else -1
                if event == "end" and depth == 0:
                    if any(entry.type_name == _CUT_OFF for entry in parser.error_log):
                        break  # the parser closes what is open at the end: half an entry, maybe half an address
                    yield _element(name, node)
                    _forget(node)
    except etree.XMLSyntaxError as error:
        raise BadSource(f"broken XML: {error.msg}") from error
    if slip := next((entry for entry in parser.error_log if entry.type_name in _LOSING), None):
        raise BadSource(f"broken XML: {slip.message}")


def _element(name: str, node: etree._Element) -> Element:
    texts: dict[str, list[str]] = defaultdict(list)
    attributes: dict[str, list[dict[str, str]]] = defaultdict(list)
    # What lies deeper, but for the news of a news sitemap, speaks of pictures, authors or another feed.
    own = [child for part in node for child in (part, *(part if _local(part.tag) == "news" else ()))]
    for child in sorted(own, key=lambda one: _space(one.tag) != _space(node.tag)):
        if local := _local(child.tag):
            # With children it holds entities that nobody resolved: named ones of HTML are meant as such.
            text = unescape("".join(child.itertext())) if len(child) else child.text or ""
            texts[local].append(_meant(text).strip())
            attributes[local].append({_local(key): str(value) for key, value in child.attrib.items()})
    return Element(name, texts, attributes)


def _local(tag: object) -> str:
    """A name without its namespace or, where nobody declared that, without its prefix; "" for what is no element."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _space(tag: object) -> str:
    return tag.rpartition("}")[0] if isinstance(tag, str) else ""


def _forget(node: etree._Element) -> None:
    """Free an entry that was read, and the empty shells of those before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
