"""Walk an XML document element by element, without ever building the tree, and without obeying its DTD."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from html import unescape
from typing import IO

from attrs import frozen
from lxml import etree

KNOWN_ROOTS = ("rss", "feed", "RDF", "urlset", "sitemapindex")


class BadSource(Exception):  # noqa: N818 - a value with a reason that never leaves this package
    """A document cannot be read; the message says why, in a few words."""


@frozen
class Element:
    """An entry of a feed or sitemap: its texts and attributes by local name, in the order of the document."""

    name: str
    texts: dict[str, list[str]]
    attributes: dict[str, list[dict[str, str]]]

    def text(self, *names: str) -> str | None:
        """The first text that is not blank, asked for by name in the order of preference."""
        return next((text for name in names for text in self.texts.get(name, ()) if text), None)


def elements(stream: IO[bytes], names: Collection[str]) -> Iterator[Element]:
    """Yield each element whose local name is in ``names``, as soon as it ends.

    Entities are not resolved, nothing is loaded. Slips such as an undefined entity or a bare ampersand are passed over
    as browsers do.

    Raises:
        BadSource: this is no feed or sitemap, or it ends in the middle of one.
    """
    parser = etree.iterparse(
        stream, events=("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    depth = 0  # of entries within entries: an Atom entry may quote another one
    try:
        root = next((etree.QName(node).localname for _, node in parser), None)
        if root not in KNOWN_ROOTS:
            raise BadSource(f"neither feed nor sitemap: the root element is {f'<{root}>' if root else 'missing'}")
        for event, node in parser:
            if (name := etree.QName(node).localname) in names:
                depth += 1 if event == "start" else -1
                if event == "end" and depth == 0:
                    yield _element(name, node)
                    _forget(node)
    except etree.XMLSyntaxError as error:
        raise BadSource(f"broken XML: {error.msg}") from error
    if cut_off := next((entry for entry in parser.error_log if entry.type_name == "ERR_TAG_NOT_FINISHED"), None):
        raise BadSource(f"broken XML: {cut_off.message}")


def _element(name: str, node: etree._Element) -> Element:
    texts: dict[str, list[str]] = defaultdict(list)
    attributes: dict[str, list[dict[str, str]]] = defaultdict(list)
    for child in node.iterdescendants():
        if isinstance(child.tag, str):
            local = etree.QName(child).localname
            # With children it holds entities that nobody resolved: named ones of HTML are meant as such.
            text = unescape("".join(child.itertext())) if len(child) else child.text or ""
            texts[local].append(text.strip())
            attributes[local].append({etree.QName(key).localname: str(value) for key, value in child.attrib.items()})
    return Element(name, texts, attributes)


def _forget(node: etree._Element) -> None:
    """Free an entry that was read, and the empty shells of those before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
