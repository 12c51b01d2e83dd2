"""A disk, a bucket and a database that fail at one step of our choice, and a power cut that takes what was not synced.

Every step has a moment before and one after it, and writing one in the middle. A fault strikes at the n-th moment.
"""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from attrs import define, evolve, field
from sqlalchemy import Connection

from newscrawl.errors import StateError, Unreachable
from newscrawl.state import Database, Sealed
from newscrawl.storage.disk import Disk


class Killed(BaseException):
    """The end of a process by kill -9: what no code of ours catches."""


@define
class Faults:
    """When something goes wrong: at moment ``at`` (0 for never), or from there on where it is ``lasting``.

    ``number`` is the errno of what the system says then; without one the process is killed.
    """

    at: int = 0
    number: int | None = None
    lasting: bool = False
    met: int = 0

    def arm(self, at: int = 0) -> None:
        """For the next process: count from the beginning."""
        self.at, self.met = at, 0

    @property
    def has_struck(self) -> bool:
        """Whether it went wrong."""
        return 0 < self.at <= self.met

    def before(self, refusal: Callable[[int], Exception]) -> None:
        """Raise what is to be raised before a step."""
        self.met += 1
        if self.number is None:
            if self.has_struck:  # a dead process does nothing more
                raise Killed
        elif self.met == self.at or (self.lasting and self.has_struck):
            raise refusal(self.number)

    def after(self, refusal: Callable[[int], Exception]) -> None:
        """The same after a step. Who is killed after a step is killed before the next one: that is no moment more."""
        if self.number is not None:
            self.before(refusal)

    @contextmanager
    def step(self, refusal: Callable[[int], Exception]) -> Iterator[None]:
        """One step, with a moment before and one after it."""
        self.before(refusal)
        yield
        self.after(refusal)


def refuse(number: int) -> OSError:
    """What a system says."""
    return OSError(number, os.strerror(number))


@define
class FaultyDisk(Disk):
    """A disk that knows what of it is durable. It skips the syncing itself, which takes its time.

    What the system could not sync it has forgotten, as Linux does: to sync again succeeds and brings nothing back.
    """

    faults: Faults = field(factory=Faults)
    _durable: dict[int, bytes] = field(factory=dict, init=False)  # by inode
    _forgotten: dict[int, tuple[int, int]] = field(factory=dict, init=False)
    _undo: list[tuple[Path, Callable[[], object]]] = field(factory=list, init=False)  # of names, by folder
    _opened: list[IO[bytes]] = field(factory=list, init=False)

    def make_folder(self, folder: Path) -> None:
        """Two moments more than its syncing has. Each folder's name is durable once the one above it is synced."""
        with self.faults.step(refuse):
            missing = [one for one in (folder, *folder.parents) if not one.exists()]
            for one in reversed(missing):
                self._undo.append((one.parent, functools.partial(shutil.rmtree, one, ignore_errors=True)))
            super().make_folder(folder)

    def create(self, file: Path) -> IO[bytes]:
        """Its name is durable once its folder is synced."""
        with self.faults.step(refuse):
            opened = super().create(file)
            self._opened.append(opened)
            self._durable[_inode(file)] = b""
            self._forgotten.pop(_inode(file), None)
            self._undo.append((file.parent, lambda: file.unlink(missing_ok=True)))
        return opened

    def write(self, file: IO[bytes], content: bytes) -> int:
        """Here there is a moment when half of it is written."""
        self.faults.before(refuse)
        half = super().write(file, content[: len(content) // 2])
        self.faults.before(refuse)
        written = half + super().write(file, content[half:])
        self.faults.after(refuse)
        return written

    def cut(self, file: IO[bytes], size: int) -> None:
        """What is cut off may come back when the power is cut."""
        with self.faults.step(refuse):
            super().cut(file, size)
            first, last = self._forgotten.get(_inode(Path(file.name)), (0, 0))
            self._forgotten[_inode(Path(file.name))] = (min(first, size), min(last, size))

    def sync(self, file: IO[bytes]) -> None:
        """What is in the file now is durable."""
        path = Path(file.name)
        content = path.read_bytes()
        try:
            with self.faults.step(refuse):
                pass
        except OSError:
            self._forgotten[_inode(path)] = (len(self._durable.get(_inode(path), b"")), len(content))
            raise
        first, last = self._forgotten.get(_inode(path), (0, 0))
        last = min(last, len(content))
        self._durable[_inode(path)] = content[:first] + b"\0" * (last - first) + content[max(first, last) :]

    def rename(self, source: Path, target: Path) -> None:
        """It is durable once the folder is synced."""
        with self.faults.step(refuse):
            old = self._take_out(target)
            super().rename(source, target)
            self._undo.append((target.parent, lambda: target.exists() and target.replace(source) and old()))

    def remove(self, file: Path) -> None:
        """It is durable once the folder is synced."""
        with self.faults.step(refuse):
            old = self._take_out(file)
            super().remove(file)
            self._undo.append((file.parent, old))

    def sync_folder(self, folder: Path) -> None:
        """What was done to its names is not undone any more."""
        with self.faults.step(refuse):
            self._undo = [(where, undo) for where, undo in self._undo if where != folder]

    def _take_out(self, file: Path) -> Callable[[], object]:
        """What puts a file back that is about to go, with what of it is durable."""
        if not file.exists():
            return lambda: None
        content = self._durable.pop(_inode(file), b"")
        self._forgotten.pop(_inode(file), None)
        return lambda: file.write_bytes(content)

    def end_process(self) -> None:
        """As a process ends, its files are closed."""
        for file in self._opened:
            file.close()
        self._opened.clear()

    def settle(self, root: Path) -> None:
        """What is there now is durable."""
        self._undo.clear()
        self._forgotten.clear()
        self._durable = {_inode(file): file.read_bytes() for file in root.rglob("*") if file.is_file()}

    def cut_power(self, root: Path) -> None:
        """Take away what was written and not synced, and undo what was done to names in folders not synced since."""
        for file in root.rglob("*"):
            if file.is_file():
                file.write_bytes(self._durable.get(_inode(file), b""))
        for _, undo in reversed(self._undo):
            undo()
        self.settle(root)


def _inode(file: Path) -> int:
    return file.stat().st_ino


@define(eq=False)
class FaultyDatabase(Database):
    """A state whose transactions fail before or after their commit."""

    faults: Faults

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction. Those that change nothing are no steps, but to an error that is told."""
        with Database.begin(self) as connection:
            self.faults.after(_refuse_state)  # its beginning, which alone changes nothing
            driver = connection.connection.driver_connection
            before = driver.total_changes
            yield connection
            changes = driver.total_changes > before
            if changes:
                self.faults.before(_refuse_state)
        if changes:
            self.faults.after(_refuse_state)


def _refuse_state(number: int) -> StateError:
    return StateError(f"the state cannot be used: {os.strerror(number)}")


@define
class BucketInMemory:
    """A bucket as the sender and the readers know it. Objects are there whole, or not at all."""

    faults: Faults = field(factory=Faults)
    objects: dict[str, tuple[bytes, Sealed | None]] = field(factory=dict)
    address: str = "s3://news"

    def greet(self) -> None:
        """Look whether it answers."""
        self.faults.before(_refuse_bucket)

    def names(self, under: str = "") -> list[str]:
        """The names of the objects that begin so."""
        self._look()
        return sorted(name for name in self.objects if name.startswith(under))

    def open(self, name: str) -> IO[bytes]:
        """An object."""
        self._look()
        return BytesIO(self._object(name)[0])

    def sealed(self, name: str) -> Sealed | None:
        """What was told of an object when it was sent."""
        self._look()
        return self._object(name)[1]

    def send(self, file: Path, sealed: Sealed) -> Sealed:
        """Take a file; where another stands under its name, under another one."""
        with self.faults.step(_refuse_bucket):
            content = file.read_bytes()
            there = self.objects.setdefault(sealed.name, (content, sealed))
            if there[0] != content:
                sealed = evolve(sealed, name=sealed.name.replace(".jsonl", f"-{sealed.sha256[:8]}.jsonl"))
                self.objects[sealed.name] = (content, sealed)
        return sealed

    def write(self, name: str, content: bytes) -> None:
        """Take a note."""
        with self.faults.step(_refuse_bucket):
            self.objects[name] = (content, None)

    def remove(self, name: str) -> None:
        """Forget an object."""
        with self.faults.step(_refuse_bucket):
            self.objects.pop(name, None)

    def _look(self) -> None:
        """To look is no step, but to an error that is told."""
        self.faults.after(_refuse_bucket)

    def _object(self, name: str) -> tuple[bytes, Sealed | None]:
        if name not in self.objects:
            raise FileNotFoundError(name)
        return self.objects[name]


def _refuse_bucket(number: int) -> Unreachable:
    return Unreachable(f"the bucket does not answer: {os.strerror(number)}")
