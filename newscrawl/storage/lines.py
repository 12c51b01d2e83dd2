"""Article <-> line."""

from __future__ import annotations

import msgspec

from newscrawl.records import Article

_decoder = msgspec.json.Decoder(Article)


def encode(article: Article) -> bytes:
    """One line of JSON in UTF-8, with its line end."""
    return msgspec.json.encode(article) + b"\n"


def decode(line: bytes) -> Article:
    """The article of a line. Keys that an older minor version lacks get their defaults.

    Raises:
        msgspec.DecodeError: the line is no JSON, or a value is of another type than the record's.
        UnicodeDecodeError: it is not UTF-8.
    """
    return _decoder.decode(line)
