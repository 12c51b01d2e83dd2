"""Pages beyond the limits are read apart: in a child process that a deadline kills, while the event loop goes on.

No such process exists as long as no page needs one; each reads one page and ends, one at a time. It may take only so
much memory and processor time, and it ends with its parent, however that ends.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence

import msgspec
from attrs import frozen

from newscrawl.errors import TooComplex, TookTooLong
from newscrawl.extract.chain import GENERAL, extract
from newscrawl.extract.site_rule import Rules
from newscrawl.limits import check
from newscrawl.records import Article, Page

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 10.0
MAX_MEMORY = 2**30  # bytes of address space; Python itself and what we import take a fifth of it
_one_at_a_time = asyncio.Lock()


@frozen
class Task:
    """What a child is told."""

    page: Page
    rules: tuple[Rules, ...]


async def read_article(page: Page, rules: Sequence[Rules] = ()) -> Article:
    """Read a page with a site's rules and the general readers: at once, or apart where it is beyond the limits.

    Raises:
        TooComplex: the child that was to read it has died.
        TookTooLong: the child was not ready within ``DEADLINE_SECONDS``.
    """
    try:
        check(page.html)
    except TooComplex as beyond:
        logger.info("%s: read apart: %s", page.url, beyond)
    else:
        return extract(page, (*rules, *GENERAL))
    async with _one_at_a_time:
        return await _read_apart(Task(page, tuple(rules)))


async def _read_apart(task: Task) -> Article:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "newscrawl.extract.child", str(os.getpid()),
        stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        answer, complaint = await asyncio.wait_for(
            child.communicate(msgspec.msgpack.encode(task)), timeout=DEADLINE_SECONDS
        )
    except TimeoutError:
        raise TookTooLong(f"{task.page.url}: it was not read within {DEADLINE_SECONDS:g} seconds") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode == -signal.SIGXCPU:
        raise TookTooLong(f"{task.page.url}: reading it took more than {DEADLINE_SECONDS:g} seconds of processor time")
    if child.returncode:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise TooComplex(f"{task.page.url}: reading it ended with {child.returncode} ({last})")
    return msgspec.msgpack.decode(answer, type=Article)
