"""The child process that reads one page: ``python -m newscrawl.extract.child PARENT``, a task in and an article out."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys
from pathlib import Path

import msgspec

from newscrawl.extract.apart import DEADLINE_SECONDS, MAX_MEMORY, Task
from newscrawl.extract.chain import GENERAL, extract

_PR_SET_PDEATHSIG = 1
_FIRST_TO_DIE = "1000"


def main(parent: int) -> None:
    """Read a task from standard input and write the article to standard output, within limits set by the kernel."""
    seconds = math.ceil(DEADLINE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Where the machine runs out of memory, this process is to go, and not the crawl.
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_DIE)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return  # it ended before it could be asked to take us with it
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    _ = task.page.tree  # where that fails, it would fail again for each of the readers
    article = extract(task.page, (*task.rules, *GENERAL))
    sys.stdout.buffer.write(msgspec.msgpack.encode(article))


if __name__ == "__main__":
    main(int(sys.argv[1]))
