"""What is sent to a bucket is there, whole, once, and as it was told; against a real object store."""

from __future__ import annotations

import base64
import functools
import hashlib
import itertools
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve

from newscrawl.errors import Refused, StorageError, UsageError
from newscrawl.state import Sealed
from newscrawl.storage import bucket as module
from newscrawl.storage.bucket import Bucket
from newscrawl.storage.bucket_object import Source
from newscrawl.storage.shelf import Shelf
from tests.object_store import SECRET, ObjectStore, object_store
from tests.storage.buckets import BUCKET, NAME, at, aws, segment

__all__ = ["aws", "object_store"]


@pytest.fixture
def bucket(object_store: ObjectStore, aws: pytest.MonkeyPatch) -> Bucket:
    object_store.create_bucket(BUCKET)
    return at(object_store.environment, aws)


def other(sealed: Sealed) -> str:
    """The name of a segment whose own is taken."""
    return sealed.name.replace(".jsonl", f"-{sealed.sha256[:8]}.jsonl")


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3:///articles",
        "s3:/news",
        "s3://news?versionId=1",
        "s3://news/articles#top",
        "s3://news//articles",
        "s3://news/a/../b",
        "s3://news/ articles",
        "s3://news:9000/articles",
        "https://news/articles",
        "news",
        "",
    ],
)
def test_an_address_that_is_none_is_one_clear_line(address: str) -> None:
    with pytest.raises(UsageError, match=r"^[^\n]*is no address of a bucket: s3://BUCKET or s3://BUCKET/PREFIX$"):
        Bucket.at(address)


def test_a_key_in_an_address_is_refused_and_not_printed() -> None:
    with pytest.raises(UsageError) as told:
        Bucket.at("s3://AKIAKEY:Sec/Ret@news/articles")
    assert not {"AKIAKEY", "Sec", "Ret"} & set(str(told.value).replace("/", " ").replace(":", " ").split())


@pytest.mark.parametrize(
    ("address", "told", "prefix"),
    [
        ("s3://news", "s3://news", ""),
        ("s3://news/", "s3://news", ""),
        ("s3://news/a/b", "s3://news/a/b", "a/b/"),
        ("s3://news/a/b//", "s3://news/a/b", "a/b/"),
        ("s3://my.news-1/.a/b=c", "s3://my.news-1/.a/b=c", ".a/b=c/"),
    ],
)
@pytest.mark.usefixtures("aws")
def test_slashes_at_the_end_of_an_address_do_not_matter(address: str, told: str, prefix: str) -> None:
    bucket = Bucket.at(address)
    assert (str(bucket), bucket.address, bucket.prefix) == (told, told, prefix)


@pytest.mark.usefixtures("aws")
def test_a_bucket_is_a_shelf_that_a_cache_can_hold_and_that_shows_no_secret() -> None:
    shelf: Shelf = Bucket.at("s3://news/articles")
    assert hash(shelf)
    assert SECRET not in repr(shelf)


def test_the_whole_bucket_can_be_the_place(object_store: ObjectStore, aws: pytest.MonkeyPatch) -> None:
    object_store.create_bucket("whole")
    bucket = at(object_store.environment, aws, "s3://whole")
    bucket.greet()
    bucket.write("site=harbour/note", b"1")
    assert bucket.names() == ["site=harbour/note"]
    assert set(object_store.objects("whole")) == {"_newscrawl", "site=harbour/note"}


def test_greeting_leaves_a_note_once_that_is_no_name(bucket: Bucket, object_store: ObjectStore) -> None:
    bucket.greet()
    where = f"{bucket.prefix}_newscrawl"
    first = object_store.client().head_object(Bucket=BUCKET, Key=where)["LastModified"]
    bucket.greet()
    assert bucket.names() == []
    assert object_store.client().head_object(Bucket=BUCKET, Key=where)["LastModified"] == first


def test_what_was_sent_is_there_with_its_checksum_and_all_that_is_told_of_it(
    bucket: Bucket,
    object_store: ObjectStore,
    tmp_path: Path,
) -> None:
    file, sealed = segment(tmp_path, b'{"a":1}\n' * 100)
    sent = bucket.send(file, sealed)
    assert sent == sealed
    there = object_store.client().get_object(Bucket=BUCKET, Key=bucket.prefix + NAME, ChecksumMode="ENABLED")
    assert there["Body"].read() == file.read_bytes()
    assert base64.b64decode(there["ChecksumSHA256"]).hex() == sealed.sha256
    assert there["ContentType"] == "application/x-ndjson"
    assert "content-encoding" not in there["ResponseMetadata"]["HTTPHeaders"]
    assert there["Metadata"] == {
        "sha256": sealed.sha256,
        "rows": "100",
        "first-fetched-at": "2026-11-20T08:00:00+00:00",
        "last-fetched-at": "2026-11-20T09:00:00+00:00",
        "sealed-at": "2026-11-20T10:00:00+00:00",
    }
    assert bucket.sealed(NAME) == sealed
    assert file.exists()


def test_what_is_not_known_of_a_segment_is_not_told(bucket: Bucket, tmp_path: Path) -> None:
    file, sealed = segment(tmp_path, b"")
    sealed = evolve(sealed, first_fetched_at=None, last_fetched_at=None)
    bucket.send(file, sealed)
    assert bucket.sealed(NAME) == sealed


def test_the_same_file_twice_is_there_once(bucket: Bucket, tmp_path: Path) -> None:
    file, sealed = segment(tmp_path, b"1\n")
    assert bucket.send(file, sealed) == bucket.send(file, sealed) == sealed
    assert bucket.names() == [NAME]


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_another_file_under_the_same_name_gets_one_of_its_own_and_finds_it_again(
    bucket: Bucket, tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    name = NAME.replace(".jsonl", suffix)
    first, second = segment(tmp_path, b"1\n", name), segment(tmp_path, b"2\n", name)
    bucket.send(*first)
    for _ in range(2):
        with caplog.at_level(logging.WARNING):
            assert bucket.send(*second) == evolve(second[1], name=other(second[1]))
    assert "is another segment already" in caplog.text
    assert bucket.names() == sorted([name, other(second[1])])
    for file, stored in ((first[0], name), (second[0], other(second[1]))):
        with bucket.open(stored) as there:
            assert there.read() == file.read_bytes()


def test_where_both_names_are_taken_nothing_is_overwritten(
    bucket: Bucket,
    object_store: ObjectStore,
    tmp_path: Path,
) -> None:
    file, sealed = segment(tmp_path, b"1\n")
    bucket.write(NAME, b"no segment at all")
    bucket.write(other(sealed), b"nor this")
    with pytest.raises(StorageError, match="another segment already") as told:
        bucket.send(file, sealed)
    assert not isinstance(told.value, Refused)
    there = object_store.objects(BUCKET)
    assert [there[bucket.prefix + name] for name in (NAME, other(sealed))] == [b"no segment at all", b"nor this"]


def test_an_object_with_the_right_checksum_in_its_metadata_but_another_length_is_another(
    bucket: Bucket,
    object_store: ObjectStore,
    tmp_path: Path,
) -> None:
    file, sealed = segment(tmp_path, b"1\n2\n")
    object_store.client().put_object(
        Bucket=BUCKET, Key=bucket.prefix + NAME, Body=b"1\n", Metadata={"sha256": sealed.sha256}
    )
    assert bucket.send(file, sealed).name == other(sealed)


def test_a_file_that_changed_after_it_was_described_is_not_taken(bucket: Bucket, tmp_path: Path) -> None:
    file, sealed = segment(tmp_path, b"1\n")
    file.write_bytes(b"3\n")
    with pytest.raises(StorageError, match="what was sent is not what arrived: BadDigest"):
        bucket.send(file, sealed)
    assert bucket.names() == []


def test_a_file_that_is_gone_is_a_storage_error(bucket: Bucket, tmp_path: Path) -> None:
    file, sealed = segment(tmp_path, b"1\n")
    file.unlink()
    with pytest.raises(StorageError, match=rf"^cannot read {file}: No such file or directory$"):
        bucket.send(file, sealed)


@pytest.mark.parametrize("reads", [0, 2], ids=["while it is signed", "while it is sent"])
def test_a_file_that_cannot_be_read_to_its_end_is_a_storage_error(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reads: int
) -> None:
    file, sealed = segment(tmp_path, b"1\n" * 100_000)
    count = itertools.count()
    folder = os.open(tmp_path, os.O_RDONLY)

    class Failing(Source):
        def read(self, size: int | None = -1, /) -> bytes:
            if next(count) == reads:
                os.dup2(folder, self.fileno())  # reading a folder fails in the kernel, as a bad disk would
            return super().read(size)

    monkeypatch.setattr(module, "Source", Failing)
    with pytest.raises(StorageError, match=rf"^cannot read {file}: Is a directory$"):
        bucket.send(file, sealed)
    os.close(folder)
    assert bucket.names() == []


def test_names_are_those_that_begin_so_over_all_pages(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    names = [f"site={site}/date=2026-11-2{day}/run-1.jsonl" for site in ("a", "ab", "b") for day in range(4)]
    for name in reversed(names):
        bucket.write(name, name.encode())
    assert bucket.names() == names
    assert bucket.names("site=a/") == names[:4]
    assert bucket.names("site=a") == names[:8]
    assert bucket.names("site=b/date=2026-11-21/") == [names[9]]
    assert bucket.names("site=c/") == []


def test_a_note_is_written_over_and_removed_and_removing_it_again_is_no_error(bucket: Bucket) -> None:
    for content in (b"one", b"two"):
        bucket.write("site=a/_note", content)
    with bucket.open("site=a/_note") as note:
        assert note.read() == b"two"
    assert bucket.sealed("site=a/_note") is None
    for _ in range(2):
        bucket.remove("site=a/_note")
    assert bucket.names() == []


def test_what_is_not_there_is_missing_as_a_file_would_be(bucket: Bucket) -> None:
    for ask in (bucket.open, bucket.sealed):
        with pytest.raises(FileNotFoundError, match=f"{bucket}/{NAME}"):
            ask(NAME)


def test_a_large_copy_is_kept_on_disk_and_whole(bucket: Bucket, tmp_path: Path) -> None:
    content = hashlib.shake_256(b"news").digest(20 * 2**20)
    file, sealed = segment(tmp_path, content)
    bucket.send(file, sealed)
    with bucket.open(NAME) as there:
        assert there.tell() == 0
        assert there.read() == content


def test_a_copy_for_which_there_is_no_room_is_one_clear_line(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.send(*segment(tmp_path, b"1\n"))
    full = functools.partial(Path("/dev/full").open, "wb")
    monkeypatch.setattr("newscrawl.storage.bucket_object.SpooledTemporaryFile", lambda _: full())
    with pytest.raises(StorageError, match=f"^{bucket}/{NAME} cannot be kept in a temporary file: No space left"):
        bucket.open(NAME)


def test_eight_threads_send_through_one_client(bucket: Bucket, tmp_path: Path) -> None:
    content = [str(number).encode() * 300_000 for number in range(8)]
    made = [segment(tmp_path, one, f"site=a/date=2026-11-20/{number}.jsonl") for number, one in enumerate(content)]
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda one: bucket.send(*one), made * 2))
    assert sent == [sealed for _, sealed in made] * 2
    for (_, sealed), one in zip(made, content, strict=True):
        with bucket.open(sealed.name) as there:
            assert there.read() == one
