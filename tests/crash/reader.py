"""A consumer that looks all the while, and says what it must never meet: a torn line, a double, a file that changes."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from threading import Event, Thread
from typing import Self

from attrs import define, field
from backports import zstd
from jsonschema import ValidationError

from tests.conftest import SCHEMA
from tests.crash.places import AwayError, Place

BETWEEN_LOOKS = 0.02


@define
class Reader:
    """Looks in a thread of its own until it is left. ``wrong`` says what, ``counted`` how often."""

    place: Place
    wrong: list[str] = field(factory=list)
    counted: Counter[str] = field(factory=Counter)
    articles: dict[tuple[str, int], str] = field(factory=dict)  # id and version -> canonical address
    files: dict[str, tuple[object, str]] = field(factory=dict)  # name -> stamp and checksum
    _end: Event = field(factory=Event)
    _thread: Thread = field(init=False)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """End the thread."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(BETWEEN_LOOKS):
            try:
                self.look()
            except AwayError:
                continue
            except Exception as error:  # noqa: BLE001 - a thread's error would be lost
                self._note("broken", f"the reader ended: {error!r}")
                return

    def look(self, *, closely: bool = False) -> None:
        """Look once; ``closely`` reads again what is known.

        Raises:
            AwayError: the store does not answer.
        """
        there = self.place.names()
        self.counted["looks"] += 1
        for name in sorted(self.files.keys() - there.keys()):
            self._note("vanished", f"{name} has vanished")
            del self.files[name]
        for name, stamp in there.items():
            if name not in self.files:
                content = self.place.read(name)
                self._read(name, content)
                self.files[name] = (stamp, _digest(content))
            elif (closely or self.files[name][0] != stamp) and _digest(self.place.read(name)) != self.files[name][1]:
                self._note("changed", f"{name} has changed")

    def _read(self, name: str, content: bytes) -> None:
        try:
            lines = _unpack(name, content).splitlines(keepends=True)
        except (OSError, EOFError, zstd.ZstdError) as error:
            self._note("torn", f"{name} cannot be unpacked: {error}")
            return
        for number, line in enumerate(lines, 1):
            try:
                article = json.loads(line)
                SCHEMA.validate(article)
            except (ValueError, ValidationError) as error:
                self._note("torn", f"{name}, line {number}: {error}")
                continue
            if not line.endswith(b"\n"):
                self._note("torn", f"{name}, line {number} has no end")
            key = article["id"], article["version"]
            if key in self.articles:
                self._note("doubled", f"{name}, line {number}: {article['url']} was there already")
            self.articles[key] = article["canonical_url"]

    def _note(self, kind: str, text: str) -> None:
        self.counted[kind] += 1
        self.wrong.append(text)


def _unpack(name: str, content: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.decompress(content)
    return zstd.decompress(content) if name.endswith(".zst") else content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
