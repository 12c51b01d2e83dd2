"""RSS and Atom: an entry -> a Candidate."""

from __future__ import annotations

from newscrawl.discover.moment import read_moment
from newscrawl.discover.stream import Element
from newscrawl.records import Candidate


def read_entry(element: Element, source_url: str) -> Candidate | None:
    """Read an RSS ``item`` or an Atom ``entry``; None where it names no address."""
    url = _link(element)
    if not url:
        return None
    return Candidate(
        url=url,
        kind="feed",
        source_url=source_url,
        title=element.text("title"),
        # Atom demands `updated` and makes `published` optional; most feeds then mean the same by both.
        published=read_moment(element.text("pubDate", "published", "date", "issued") or element.text("updated")),
        modified=read_moment(element.text("updated", "modified")),
    )


def _link(element: Element) -> str | None:
    for text, attributes in zip(element.texts.get("link", ()), element.attributes.get("link", ()), strict=True):
        if attributes.get("rel", "alternate") == "alternate" and (address := attributes.get("href") or text):
            return address.strip()
    guid = element.text("guid")
    if guid and element.attributes["guid"][0].get("isPermaLink", "true") == "true" and "://" in guid:
        return guid
    identity = element.text("id")
    return identity if identity and identity.startswith(("http://", "https://")) else None
