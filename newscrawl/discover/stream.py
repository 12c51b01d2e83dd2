"""Walk an XML document element by element, without ever building the tree, and without obeying its DTD."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.entities import name2codepoint
from typing import Any

from attrs import frozen
from lxml import etree

from newscrawl.discover.unpack import BadSource, Stream

KNOWN_ROOTS = ("rss", "feed", "RDF", "urlset", "sitemapindex")
ENTRIES = ("item", "entry", "url", "sitemap")
FACTS = ("ttl", "updatePeriod", "updateFrequency", "language")  # what a feed says of itself, and we ask for
MAX_ENTRY_BYTES = 2 * 2**20  # of one entry; its elements are all in memory until it ends
MAX_BYTES_OF_A_TAG = 2**20  # and of what stands between two tags
MAX_ELEMENTS = 2_000_000  # 50,000 entries of 40 elements each
MAX_ENTRIES = 100_000  # the same ones again and again included
MAX_PROLOG_BYTES = 2**16  # before the root element: what a DTD declares is all kept
_CUT_OFF = "ERR_TAG_NOT_FINISHED"
# After these slips, what follows may be missing.
_LOSING = frozenset((_CUT_OFF, "ERR_GT_REQUIRED", "ERR_TAG_NAME_MISMATCH", "ERR_RESOURCE_LIMIT"))
_FULL_LOG = 100  # slips that libxml2 tells, and no more
_BARE = re.compile(rb"&(?!(?:#(?:x[0-9a-fA-F]{1,6}|[0-9]{1,7})|\w{1,32});)")
_NAMED = re.compile(rb"&(?:#\w{1,7}|\w{1,32});")
# No text holds them: one stands for a bare ampersand, the other behind the number of one that was named.
_IS_BARE, _WAS_NAMED = "\ufdd0", "\ufdd1"
_BARE_BYTES, _NAMED_BYTES = _IS_BARE.encode(), _WAS_NAMED.encode()
_LONGEST_ENTITY = 40
_CHARACTERS = ((9, 10, 13), range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))


@frozen
class Element:
    """An entry of a feed or sitemap: its own texts and attributes by local name, in the order of the document.

    What stands in its own vocabulary comes before what stands in another: the title before the title of a picture.
    ``base`` is the address to which its links are relative, where ``xml:base`` says so, and ``language`` what
    ``xml:lang`` says. A fact of the whole feed is an element too: its text has its own name.
    """

    name: str
    texts: dict[str, list[str]]
    attributes: dict[str, list[dict[str, str]]]
    base: str = ""
    language: str | None = None

    def text(self, *names: str) -> str | None:
        """The first text that is not blank, asked for by name in the order of preference."""
        return next((text for name in names for text in self.texts.get(name, ()) if text), None)


class Mended:
    """A stream in which nothing but numbered characters begins with an ampersand.

    After the first slip in a document, lxml's parser leaves out every ``&amp;``, and with it the addresses would be
    wrong; a bare ampersand is left out always. Numbered characters stay. Named ones of HTML become such, and entities
    of the document's own what they look like: no DTD is obeyed. In CDATA numbered characters are no characters but
    text: ``_meant`` takes them back there.
    """

    def __init__(self, inner: Stream) -> None:
        self._inner = inner
        self._rest = b""
        self._since_tag = 0
        self.position = 0
        self.has_begun = False
        self.is_over = False

    def read(self, size: int = -1) -> bytes:
        """The next piece; an entity is never cut in two.

        Raises:
            BadSource: one tag, or what stands before it or before the root element, is too long.
        """
        piece = b""
        while not piece and (fresh := self._inner.read(size)):
            whole = self._rest + fresh
            cut = whole.rfind(b"&", -_LONGEST_ENTITY)
            piece, self._rest = (whole[:cut], whole[cut:]) if cut >= 0 else (whole, b"")
        if not piece:
            piece, self._rest = self._rest, b""
        self.is_over = not piece
        self.position += len(piece)
        self._since_tag = len(piece) - tag if (tag := piece.rfind(b"<")) >= 0 else self._since_tag + len(piece)
        if self._since_tag > MAX_BYTES_OF_A_TAG:
            raise BadSource(f"more than {MAX_BYTES_OF_A_TAG} bytes in one piece")
        if self.position > MAX_PROLOG_BYTES and not self.has_begun:
            raise BadSource(f"no root element in the first {MAX_PROLOG_BYTES} bytes")
        piece = piece.replace(_BARE_BYTES, b"").replace(_NAMED_BYTES, b"")
        return _NAMED.sub(_numbered, _BARE.sub(_BARE_BYTES, piece))


def _numbered(found: re.Match[bytes]) -> bytes:
    return _in_numbers(found[0])


@lru_cache(maxsize=4096)
def _in_numbers(entity: bytes) -> bytes:
    name = entity[1:-1].decode()
    if name.startswith("#"):
        code = int(f"0{name[1:]}", 16) if name[1] == "x" else int(name[1:])
        return entity if _is_character(code) else b""
    character = name2codepoint.get(name)
    if character is None:
        return _BARE_BYTES + entity[1:]
    return f"&#{character};".encode() + (_NAMED_BYTES if name == "amp" else b"")


def _is_character(code: int) -> bool:
    """Whether XML may hold it."""
    return any(code in part for part in _CHARACTERS)


def _meant(text: str) -> str:
    return text.replace(f"&#38;{_WAS_NAMED}", "&amp;").replace(_WAS_NAMED, "").replace(_IS_BARE, "&")


def elements(inner: Stream) -> Iterator[Element]:
    """Yield each entry and each fact of a document in UTF-8, whatever it declares, as soon as it ends.

    Entities are not resolved, nothing is loaded. Slips such as an undefined entity or a bare ampersand are passed over
    as browsers do.

    Raises:
        BadSource: this is no feed or sitemap, or it ends in the middle of one, is too broken to be read whole, or
            beyond a limit.
    """
    stream = Mended(inner)
    parser = etree.iterparse(
        stream, events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = next((node for _, node in parser), None)
        stream.has_begun = True
        name = _local(root.tag) if root is not None else ""
        if root is None or name not in KNOWN_ROOTS:
            raise BadSource(f"neither feed nor sitemap: the root element is {f'<{name}>' if name else 'missing'}")
        if language := _language(root):
            yield Element("language", {"language": [language]}, {})
        yield from _entries(parser, stream)
    except etree.XMLSyntaxError as error:
        raise BadSource(f"broken XML: {error.msg}") from error
    if slip := next((entry for entry in parser.error_log if entry.type_name in _LOSING), None):
        raise BadSource(f"broken XML: {slip.message}")


def _entries(parser: etree.iterparse[tuple[Any, etree._Element]], stream: Mended) -> Iterator[Element]:
    count = 0
    for node in _ended(parser, stream):
        if (name := _local(node.tag)) in FACTS:
            yield Element(name, {name: [_text(node)]}, {})
        elif name in ENTRIES:
            # The parser closes what is open at the end: half an entry, maybe half an address.
            if stream.is_over and any(slip.type_name == _CUT_OFF for slip in parser.error_log):
                return
            if stream.is_over and len(parser.error_log) >= _FULL_LOG:
                raise BadSource("broken XML: so many slips that nobody knows whether its end is missing")
            count += 1
            if count > MAX_ENTRIES:
                raise BadSource(f"more than {MAX_ENTRIES} entries")
            yield _element(name, node)


def _ended(parser: Iterable[tuple[str, etree._Element]], stream: Mended) -> Iterator[etree._Element]:
    """Each entry, and each element outside of entries, when it has ended; after the next step it is gone."""
    depth = 0  # of entries within entries: an Atom entry may quote another one
    begun = count = 0
    for event, node in parser:
        if _local(node.tag) in ENTRIES:
            begun = begun if depth else stream.position
            depth += 1 if event == "start" else -1
        if event == "start":
            count += 1
            if count > MAX_ELEMENTS:
                raise BadSource(f"more than {MAX_ELEMENTS} elements")
        elif depth == 0:
            yield node
            _forget(node)
        if depth and stream.position - begun > MAX_ENTRY_BYTES:
            raise BadSource(f"an entry of more than {MAX_ENTRY_BYTES} bytes")


def _element(name: str, node: etree._Element) -> Element:
    texts: dict[str, list[str]] = defaultdict(list)
    attributes: dict[str, list[dict[str, str]]] = defaultdict(list)
    # What lies deeper, but for the news of a news sitemap, speaks of pictures, authors or another feed.
    own = list(_own(node))
    for child in sorted(own, key=lambda one: _space(one.tag) != _space(node.tag)):
        if local := _local(child.tag):
            texts[local].append(_text(child))
            attributes[local].append({_local(key): _meant(str(value)) for key, value in child.attrib.items()})
    if about := next((value for key, value in node.attrib.items() if _local(key) == "about"), None):
        texts["about"].append(_meant(str(about)))
    return Element(name, texts, attributes, _meant(node.base or ""), _language(node))


def _own(node: etree._Element) -> Iterator[etree._Element]:
    for part in node:
        yield part
        if _local(part.tag) == "news":
            for child in part:
                yield child
                if _local(child.tag) == "publication":
                    yield from child


def _text(node: etree._Element) -> str:
    text = "".join(node.itertext()) if len(node) else node.text or ""
    return _meant(text).strip()


def _language(node: etree._Element) -> str | None:
    return node.get("{http://www.w3.org/XML/1998/namespace}lang")


def _local(tag: object) -> str:
    """A name without its namespace or, where nobody declared that, without its prefix; "" for what is no element."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _space(tag: object) -> str:
    return tag.rpartition("}")[0] if isinstance(tag, str) else ""


def _forget(node: etree._Element) -> None:
    """Free an element that was read, and the empty shells of those before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
