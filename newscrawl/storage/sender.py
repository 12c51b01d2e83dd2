"""Send what waits in the spool to the bucket, in a thread of its own, while the crawl goes on.

The thread only uploads. That a segment has arrived is told to the state, and its file removed, by :func:`take_in`: all
changes of the state stay in one thread. Killed in between, the next run sends the file again, and the bucket says that
it has it.
"""

from __future__ import annotations

import logging
from queue import Empty, SimpleQueue
from threading import Event, Thread

from attrs import define, field, frozen

from newscrawl.errors import Refused, StorageError, Unreachable
from newscrawl.state import Sealed
from newscrawl.storage.bucket import Bucket
from newscrawl.storage.lines import Damaged, describe, reading
from newscrawl.storage.shelf import Folder, segment_names

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0  # between two looks into the spool
LONGEST_WAIT_SECONDS = 60.0  # between two tries at a bucket that does not answer


@frozen
class Arrival:
    """A segment that the bucket has: its name in the spool, and what it is in the bucket."""

    name: str
    sealed: Sealed


@define
class Sender:
    """Sends the finished segments of one site, the oldest first, again and again until it is told to end.

    ``problem`` is why something still waits, and is tried again; ``damaged`` tells of a file that is not sent at all.
    """

    spool: Folder
    bucket: Bucket
    site: str
    problem: StorageError | None = field(default=None, init=False)
    damaged: StorageError | None = field(default=None, init=False)
    _arrivals: SimpleQueue[Arrival] = field(factory=SimpleQueue, init=False)
    _done: set[str] = field(factory=set, init=False)
    _ending: Event = field(factory=Event, init=False)
    _thread: Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin. The thread holds up no exit: what is cut off in the middle of an upload was never there."""
        self._thread = Thread(target=self._run, name=f"sender of {self.site}", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Send what is left, up to the first failure, and end."""
        self._ending.set()

    @property
    def is_running(self) -> bool:
        """Whether more may arrive."""
        return self._thread is not None and self._thread.is_alive()

    def arrivals(self) -> list[Arrival]:
        """What has arrived since this was last asked."""
        found = []
        while True:
            try:
                found.append(self._arrivals.get_nowait())
            except Empty:
                return found

    def _run(self) -> None:
        wait = LOOK_SECONDS
        while True:
            is_last = self._ending.is_set()
            wait = LOOK_SECONDS if self.send() else min(2 * wait, LONGEST_WAIT_SECONDS)
            if is_last:
                return
            self._ending.wait(wait)

    def send(self) -> bool:
        """Send all that waits now; False where some of it is to be tried again."""
        problem: StorageError | None = None
        before = len(self._done)
        try:
            for name in segment_names(self.spool, self.site):
                if name not in self._done:
                    problem = self._send(name) or problem
        except StorageError as error:
            problem = error
        if problem and type(problem) is not type(self.problem):  # an outage is told once, whichever its latest symptom
            logger.warning("%s: %s; what is fetched waits in %s", self.site, problem, self.spool)
        # Where nothing was there to be sent, an outage may go on.
        if problem or len(self._done) > before or not isinstance(self.problem, (Refused, Unreachable)):
            self.problem = problem
        return problem is None

    def _send(self, name: str) -> StorageError | None:
        """Send one file; return why it could not be sent, where that is about this one and the others may go.

        Raises:
            Refused, Unreachable: the bucket takes nothing.
        """
        try:
            with reading(f"{self.spool}/{name}", "; removed, it is fetched again"), self.spool.open(name) as file:
                sealed = describe(file, name)
            self._arrivals.put(Arrival(name, self.bucket.send(self.spool.root / name, sealed)))
        except (Refused, Unreachable):
            raise
        except Damaged as error:
            self.damaged = error
        except FileNotFoundError as error:
            return StorageError(f"{self.spool}/{name} is gone: {error.strerror}")
        except StorageError as error:
            return error
        self._done.add(name)
        return None
