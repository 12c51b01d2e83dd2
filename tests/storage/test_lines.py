"""An article is its line, a line its article, and a file its lines, however it is compressed."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import pytest
import time_machine
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import StorageError
from newscrawl.records import SCHEMA_VERSION, Article, Http, Rights
from newscrawl.state import Sealed
from newscrawl.storage.lines import (
    NOT_READABLE,
    SUFFIXES,
    Compression,
    Damaged,
    decode,
    decode_whole,
    describe,
    encode,
    open_lines,
    pack,
    reading,
    site_of,
)
from tests.state.samples import story

KEYS = [field.name for field in attrs.fields(Article)]


def values(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type hint may be any object
    """Any value of a type hint, all classes of the record included."""
    if attrs.has(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: values(hints[field.name]) for field in attrs.fields(kind)})
    match get_origin(kind):
        case origin if origin in (Union, UnionType):
            return st.one_of(*map(values, get_args(kind)))
        case origin if origin is tuple:
            return st.lists(values(get_args(kind)[0]), max_size=2).map(tuple)
        case origin if origin is Literal:
            return st.sampled_from(get_args(kind))
    return {int: st.integers(-(2**63), 2**64 - 1), bool: st.booleans(), str: st.text(max_size=8)}.get(kind, st.none())


@settings(deadline=None)
@given(values(Article))
def test_whatever_an_article_holds_comes_back_from_its_line(article: Article) -> None:
    line = encode(article)
    assert decode(line) == article
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert b"\r" not in line


def test_all_keys_are_written_in_the_order_of_their_declaration_at_every_depth() -> None:
    written = json.loads(encode(Article(url="https://harbour.example/")))
    assert list(written) == KEYS
    assert list(written["rights"]) == [field.name for field in attrs.fields(Rights)]
    assert list(written["http"]) == [field.name for field in attrs.fields(Http)]


@given(st.sets(st.sampled_from(sorted({*KEYS} - {"url"}))))
def test_keys_that_an_older_line_lacks_get_their_defaults(missing: set[str]) -> None:
    whole = json.loads(encode(story(1)))
    older = json.dumps({name: value for name, value in whole.items() if name not in missing})
    plain = Article(url="")
    assert decode(older.encode()) == attrs.evolve(story(1), **{name: getattr(plain, name) for name in missing})


def test_keys_that_only_a_newer_minor_version_knows_are_passed_over() -> None:
    newer = json.loads(encode(story(1))) | {"schema_version": "1.7.0", "mood": {"sunny": [1, 2]}}
    assert decode(json.dumps(newer).encode()) == attrs.evolve(story(1), schema_version="1.7.0")
    assert SCHEMA_VERSION == "1.0.0"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b'{"url": "x", "deep": ' + b"[" * 100_000,
        b"\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"url": "x"',
        b'{"url": 1}\n',
        b'{"url": "\xff"}\n',
        b"\0" * 40,
    ],
    ids=lambda line: repr(line[:20]),
)
def test_a_line_that_is_no_article_is_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(line)


@pytest.mark.parametrize(
    "line",
    [
        encode(story(1))[:-1],
        encode(story(1, id=None)),
        encode(story(1, version=None)),
        encode(story(1, site=None)),
        encode(story(1, url="http://[")),
        encode(story(1)) + encode(story(2))[:-1],
    ],
    ids=["no end", "no id", "no version", "no site", "no address", "two"],
)
def test_a_line_that_is_no_stored_article_is_not_whole(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_whole(line)
    assert decode_whole(encode(story(1))) == story(1)


# -- files

CHUNKS = st.lists(st.binary(max_size=200), max_size=20)
COMPRESSIONS = pytest.mark.parametrize("compression", SUFFIXES)
NAME = "site=harbour/date=2026-11-20/run-1.jsonl"
TIMES = ["2026-11-20T09:00:00+00:00", "2026-11-20T07:00:00+00:00", "2026-11-20T08:00:00+00:00"]


@COMPRESSIONS
@given(chunks=CHUNKS)
def test_what_is_packed_comes_back_and_the_same_gives_the_same_bytes(
    compression: Compression, chunks: list[bytes]
) -> None:
    packed = b"".join(pack(chunks, compression))
    assert open_lines(io.BytesIO(packed), NAME + SUFFIXES[compression]).read() == b"".join(chunks)
    assert b"".join(pack(chunks, compression)) == packed


@given(CHUNKS)
def test_other_programs_unpack_it_too(chunks: list[bytes]) -> None:
    assert gzip.decompress(b"".join(pack(chunks, "gzip"))) == b"".join(chunks)
    assert zstd.decompress(b"".join(pack(chunks, "zstd"))) == b"".join(chunks)


@COMPRESSIONS
def test_lines_are_read_one_by_one_out_of_any_file(compression: Compression) -> None:
    lines = [encode(story(number, text="Words. " * 1000)) for number in range(30)]
    packed = b"".join(pack(lines, compression))
    assert list(open_lines(io.BytesIO(packed), NAME + SUFFIXES[compression])) == lines


@COMPRESSIONS
def test_the_manifest_tells_what_is_in_a_file(compression: Compression) -> None:
    content = b"".join(pack((encode(story(number, fetched_at=time)) for number, time in enumerate(TIMES)), compression))
    file = io.BytesIO(content)
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        sealed = describe(file, NAME + SUFFIXES[compression])
    assert sealed == Sealed(
        name=NAME + SUFFIXES[compression],
        site="harbour",
        rows=3,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        first_fetched_at=TIMES[1],
        last_fetched_at=TIMES[0],
        sealed_at="2026-11-20T10:00:00+00:00",
    )
    assert file.tell() == 0, "it can be read once more"


@COMPRESSIONS
@settings(deadline=None)
@given(data=st.data())
def test_a_packed_file_that_is_cut_or_changed_anywhere_is_not_taken_for_the_whole_one(
    compression: Compression, data: st.DataObject
) -> None:
    lines = [encode(story(number)) for number in range(3)]
    packed = b"".join(pack(lines, compression))
    name = NAME + SUFFIXES[compression]
    place = data.draw(st.integers(0, len(packed) - 1))
    changed = bytes([packed[place] ^ data.draw(st.integers(1, 255))])
    rest = data.draw(st.sampled_from([b"", changed + packed[place + 1 :]]))
    try:
        found = describe(io.BytesIO(packed[:place] + rest), name)
    except NOT_READABLE:
        return
    assert found.sha256 != hashlib.sha256(packed).hexdigest()
    assert found.rows == packed[:place].count(b"\n") if compression == "none" and not rest else found.rows <= len(lines)


@pytest.mark.parametrize("name", ["site=a/date=2026-11-20/run-1.jsonl", "site=a/_x.merge", "site=a"])
def test_the_site_of_a_file_is_in_its_name(name: str) -> None:
    assert site_of(name) == "a"


@pytest.mark.parametrize("name", ["run-1.jsonl", "run-1.jsonl.gz", "run-1.jsonl.zst"])
def test_a_content_is_called_damaged_and_a_disk_that_does_not_read_is_not(name: str) -> None:
    with pytest.raises(Damaged, match=r"^it is damaged; do this: "), reading("it", "; do this"):
        describe(io.BytesIO(b"\x1f\x8b no lines"), name)
    for error, told in ((OSError(errno.EIO, "sick"), "sick"), (OSError("no number"), "no number")):
        with pytest.raises(StorageError, match=f"^cannot read it: {told}$") as raised, reading("it", "; do this"):
            raise error
        assert not isinstance(raised.value, Damaged)
    with pytest.raises(FileNotFoundError), reading("it"):
        raise FileNotFoundError
