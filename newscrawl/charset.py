"""In which charset a page was written, told as browsers tell it: by byte order mark, header, ``<meta>``, its bytes.

One step comes before a browser's: bytes that are valid UTF-8 are UTF-8, whatever is declared. Text in another charset
is never valid UTF-8 by chance, and declarations are wrong more often than that.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from urllib.parse import urlsplit

from chardetng_py import detect  # type: ignore[import-untyped] # it has stubs, and does not say so
from selectolax.lexbor import LexborHTMLParser
from webencodings import lookup

_MARKS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16le"), (BOM_UTF16_BE, "utf-16be"))
_PRESCAN = 4096  # bytes in which a page has to declare its charset; the standard says 1024, browsers look further
_SAMPLE = 2**18  # bytes by which a charset is known
_TOLERATED = 0.002  # a declared charset is believed, though a cut or pasted character does not fit it
_LOST = "\ufffd"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_NO_TEXT = frozenset(b"\x00\x1b")  # by these, what looks like ASCII is UTF-16 or ISO-2022-JP
_STRANGE = re.compile(rb"[\x1b\x80-\xff]")
_ASCII = bytes(range(0x80))
_TLD = re.compile(r"[a-z0-9-]+")
# What the standard makes of some charsets, and Python's tables do not.
_READ_AS = {"gbk": "gb18030", "euc-jp": "euc_jis_2004", "x-user-defined": "windows-1252"}
_NEVER_ASCII = ("utf-16le", "utf-16be")


def in_utf_8(body: bytes, content_type: str | None, url: str) -> tuple[str, bytes]:
    """The charset in which a page was written, by the standard's name for it, and the page in UTF-8.

    Bytes that fit no character become U+FFFD. ``url`` helps where nothing is declared: sites of Russia are in Russian.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return charset, _read(body[len(mark) :], charset).encode(errors="replace")
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8", body
    elif _NO_TEXT.isdisjoint(body):
        return "utf-8", body
    charset, text = _decoded(body, content_type, url)
    return charset, text.encode(errors="replace")


def _decoded(body: bytes, content_type: str | None, url: str) -> tuple[str, str]:
    charset = _in_header(content_type) or _in_page(body) or _by_its_bytes(body, url)
    text = _read(body, charset)
    if (lost := text.count(_LOST)) > _TOLERATED * len(body):
        better = _by_its_bytes(body, url)
        if better != charset and (other := _read(body, better)).count(_LOST) < lost:
            return better, other
    return charset, text


def codec_of(charset: str) -> str:
    """Python's name for a charset of the standard."""
    encoding = lookup(charset)
    return _READ_AS.get(charset) or (encoding.codec_info.name if encoding else charset)


def _read(body: bytes, charset: str) -> str:
    return body.decode(codec_of(charset), "replace")


def _in_header(content_type: str | None) -> str | None:
    found = _CHARSET.search(content_type or "")
    return _known(found[1]) if found else None


def _in_page(body: bytes) -> str | None:
    """What the page's own start says, read as the markup that it is: a comment or a script declares nothing."""
    start = body[:_PRESCAN]
    labels = [found[1].decode()] if (found := _XML.match(start.lstrip())) else []
    for meta in LexborHTMLParser(start.decode("latin-1")).css("meta[charset], meta[http-equiv][content]"):
        told = meta.attributes
        if label := told.get("charset"):
            labels.append(label)
        elif (told.get("http-equiv") or "").lower() == "content-type":
            labels += _CHARSET.findall(told["content"] or "")
    declared = next(filter(None, map(_known, labels)), None)
    # Who can be read so far is no UTF-16.
    return "utf-8" if declared in _NEVER_ASCII else declared


def _known(label: str) -> str | None:
    """The standard's name for a charset; None too for those of which browsers show nothing, such as ISO-2022-KR."""
    encoding = lookup(label) if label.isascii() else None
    return encoding.name if encoding and encoding.name != "replacement" else None


def _by_its_bytes(body: bytes, url: str) -> str:
    """What the bytes look like: UTF-8 but for a few of them, else the charset that Firefox would take it for."""
    text = body.decode("utf-8", "replace")
    lost = text.count(_LOST)
    beyond_ascii = len(text) - (len(body) - len(body.translate(None, _ASCII)))
    # A cut or pasted character breaks itself only; in another charset, hardly one beyond ASCII is whole.
    if lost <= beyond_ascii - lost and b"\x1b" not in body:
        return "utf-8"
    strange = _STRANGE.search(body)
    start = max(0, strange.start() - 1) if strange else 0
    return str(detect(body[start : start + _SAMPLE], tld=_top_level_domain(url))).lower()


def _top_level_domain(url: str) -> bytes | None:
    try:
        name = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return None
    return name.encode() if _TLD.fullmatch(name) else None
