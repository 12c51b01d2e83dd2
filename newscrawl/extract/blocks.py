"""Leaves and media of a story -> blocks in the order of the page, and its links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from selectolax.lexbor import LexborNode

from newscrawl.extract.address import absolute
from newscrawl.extract.figures import outermost, read_figures
from newscrawl.extract.leaves import HEADINGS, PLACES, Container, Leaf, Medium, Walked, walk_parts
from newscrawl.extract.posts import Posts
from newscrawl.extract.words import words_of
from newscrawl.records import Block, Found, Image, Link, Video

_ITEM_LEAVES = 2  # of a list's item; more are a page laid out as a list
_STEPS = 4  # from a leaf to its list or quotation; what is farther lays out the page
_POST = re.compile(r"twitter-tweet|instagram-media|tiktok-embed|fb-post|bluesky-embed|mastodon-embed|telegram-post")
_FILM = re.compile(
    r"youtube(?:-nocookie)?\.com/embed|youtu\.be/|player\.vimeo|dailymotion\.com|dai\.ly/|brightcove|jwp(?:layer|latform)|"
    r"\.mp4|\.m3u8|\.webm|rutube\.ru|vk\.com/video|videa\.hu|player\.twitch"
)
_FRAMES = ("src", "data-src", "data-lazy-src")


def read_blocks(
    walked: Walked, story: Sequence[Leaf], media: Sequence[Medium], base: str, posts: Posts | None = None
) -> Found:
    """Body, links, pictures and films; leaves of one list, table or quotation that follow each other make one block.

    So do those of one post of a live blog: the words of an update, and behind them its pictures.
    """
    posts = posts or {}
    places = {leaf: place for place, leaf in enumerate(walked.leaves)}
    pieces: list[tuple[int, int, Leaf | Medium]] = [(places[leaf], 1, leaf) for leaf in story]
    pieces += [(medium.place, 0, medium) for medium in media]
    ordered = [piece for *_, piece in sorted(pieces, key=lambda piece: piece[:2])]
    images = {medium: image for medium in media for image in read_figures([medium.node], base)}
    blocks: list[Block] = []
    for post, parts in groupby(ordered, posts.get):
        inner = _blocks(parts, images, base)
        blocks += _updated(inner, post.date) if post else inner
    films = (block.url for block in blocks if block.type == "embed" and block.url and _FILM.search(block.url))
    return Found(
        body=tuple(blocks) or None,
        links=_links(story, base) if blocks else None,
        images=tuple({image.url: image for image in images.values()}.values()) or None,
        videos=tuple(Video(url=url) for url in dict.fromkeys(films)) or None,
    )


def _blocks(pieces: Iterator[Leaf | Medium], images: Mapping[Medium, Image], base: str) -> Iterator[Block]:
    for whole, parts in groupby(pieces, _whole):
        if whole:
            yield from _joined(whole, _leaves(parts), base)
        else:
            yield from _single(parts, images, base)


def _updated(blocks: Iterable[Block], date: str | None) -> Iterator[Block]:
    """One update of a live blog, an empty line between its parts, and what is not of words behind it."""
    whole = list(blocks)
    told = [block.text for block in whole if block.text and block.type != "embed"]
    if told:
        yield Block(type="update", text="\n\n".join(told), date=date)
    yield from (block for block in whole if not block.text or block.type == "embed")


def read_parts(
    parts: Sequence[LexborNode], base: str, dropped: Collection[int] = (), quotes: Collection[int] = ()
) -> Found:
    """All that stands in these parts of the page, each word once; ``dropped``, ``quotes`` are nodes by ``mem_id``."""
    walked = walk_parts(list(outermost(parts)), dropped, quotes)
    return read_blocks(walked, [leaf for leaf in walked.leaves if _shows(leaf)], walked.media, base)


def _shows(leaf: Leaf) -> bool:
    """Whether it is neither hidden nor in a box, form or figure; where one of these is a part itself, it is meant."""
    container = leaf.container
    if container.places & PLACES["hidden"]:
        return False
    while container.parent is not None and container.parent.parent is not None:
        if container.tag in ("aside", "form") or (container.tag == "figure" and not leaf.cells):
            return False
        container = container.parent
    return True


def _leaves(pieces: Iterator[Leaf | Medium]) -> list[Leaf]:
    return [piece for piece in pieces if isinstance(piece, Leaf)]


def _links(story: Sequence[Leaf], base: str) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for leaf in story:
        for anchor in leaf.anchors:
            if url := absolute(base, anchor.attributes.get("href")):
                found.setdefault(url, Link(url=url, text=words_of(anchor) or None))
    return tuple(found.values())


def _whole(piece: Leaf | Medium) -> Container | None:
    """The list, table or quotation that a leaf is a part of."""
    if isinstance(piece, Medium):
        return None
    if piece.cells:
        return piece.container
    node: Container | None = piece.container
    steps = 0
    while node is not None and steps < _STEPS and node.tag not in ("article", "section", "body"):
        if node.tag in ("ul", "ol", "blockquote"):
            return node if piece.container.tag not in HEADINGS else None
        node, steps = node.parent, steps + 1
    return None


def _joined(whole: Container, leaves: Sequence[Leaf], base: str) -> Iterator[Block]:
    if leaves[0].cells:
        rows = tuple(leaf.cells for leaf in leaves)
        yield Block(type="table", text="\n".join("\t".join(row) for row in rows), rows=rows)
    elif whole.tag == "blockquote":
        yield _quote(whole, leaves, base)
    else:
        items = [[leaf.text for leaf in parts] for _, parts in groupby(leaves, lambda leaf: _item(leaf.container))]
        if max(map(len, items)) > _ITEM_LEAVES:
            yield from map(_block, leaves)
        else:
            texts = tuple(" ".join(item) for item in items)
            yield Block(type="list", text="\n".join(texts), items=texts)


def _quote(whole: Container, leaves: Sequence[Leaf], base: str) -> Block:
    text = " ".join(leaf.text for leaf in leaves)
    if _POST.search(whole.node.attributes.get("class") or ""):
        return Block(type="embed", text=text, url=next((link.url for link in reversed(_links(leaves, base))), None))
    speaker = whole.node.css_first("cite, footer")
    name = words_of(speaker) if speaker else ""
    return Block(type="quote", text=text.removesuffix(name).rstrip() or text, speaker=name.lstrip("-–— ") or None)


def _item(container: Container) -> Container:
    """The list item around a container."""
    node = container
    while node.tag != "li" and node.parent is not None and node.parent.tag not in ("ul", "ol"):
        node = node.parent
    return node


def _single(pieces: Iterator[Leaf | Medium], images: Mapping[Medium, Image], base: str) -> Iterator[Block]:
    for piece in pieces:
        if isinstance(piece, Leaf):
            yield _block(piece)
        elif image := images.get(piece):
            yield Block(type="image", url=image.url, caption=image.caption, credit=image.credit)
        elif url := _frame(piece, base):
            yield Block(type="embed", url=url)


def _block(leaf: Leaf) -> Block:
    tag = leaf.container.tag
    if tag in HEADINGS:
        return Block(type="heading", text=leaf.text, level=int(tag[1]))
    return Block(type="paragraph", text=leaf.text)


def _frame(medium: Medium, base: str) -> str | None:
    """The address of what is embedded."""
    frame = medium.node if medium.node.tag in ("iframe", "video") else medium.node.css_first("iframe, video")
    if frame is None:
        return None
    told, source = frame.attributes, frame.css_first("source[src]")
    addresses = [*(told.get(name) for name in _FRAMES), source.attributes["src"] if source else None]
    return next((url for address in addresses if (url := absolute(base, address))), None)
