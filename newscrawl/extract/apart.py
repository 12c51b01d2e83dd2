"""Pages beyond the limits are read apart: in a child process that a deadline kills, while the event loop goes on.

No such process exists as long as no page needs one; each reads one page and ends, one at a time. It may take only so
much memory and processor time, and it ends with its parent, however that ends.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence

import msgspec
from attrs import frozen

from newscrawl.errors import TooComplex, TookTooLong
from newscrawl.extract.chain import GENERAL, extract
from newscrawl.extract.site_rule import Rules
from newscrawl.limits import check
from newscrawl.page import Page
from newscrawl.records import Article

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
    if not _is_read_apart(page):
        return extract(page, (*rules, *GENERAL))
    async with _one_at_a_time:
        child = await asyncio.create_subprocess_exec(
            *_command(), stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
        try:
            answer, complaint = await asyncio.wait_for(child.communicate(_task(page, rules)), timeout=DEADLINE_SECONDS)
        except TimeoutError:
            raise _too_long(page) from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
    return _article(page, child.returncode, answer, complaint)


def read_article_now(page: Page, rules: Sequence[Rules] = ()) -> Article:
    """Do the same where there is no event loop, or where it may wait."""
    if not _is_read_apart(page):
        return extract(page, (*rules, *GENERAL))
    try:
        child = subprocess.run(  # noqa: S603 - our own program, by our own interpreter
            _command(), input=_task(page, rules), capture_output=True, timeout=DEADLINE_SECONDS, check=False,
            start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_long(page) from None
    return _article(page, child.returncode, child.stdout, child.stderr)


def _is_read_apart(page: Page) -> bool:
    try:
        check(page.html)
    except TooComplex as beyond:
        logger.info("%s: read apart: %s", page.url, beyond)
        return True
    return False


def _command() -> tuple[str, ...]:
    # Without -P, a file of any folder that we are started in would stand in for a module of the same name.
    return sys.executable, "-P", "-m", "newscrawl.extract.child", str(os.getpid())


def _task(page: Page, rules: Sequence[Rules]) -> bytes:
    return msgspec.msgpack.encode(Task(page, tuple(rules)))


def _too_long(page: Page) -> TookTooLong:
    return TookTooLong(f"{page.url}: it was not read within {DEADLINE_SECONDS:g} seconds")


def _article(page: Page, code: int | None, answer: bytes, complaint: bytes) -> Article:
    """What a child has read, if it has."""
    if code == -signal.SIGXCPU:
        raise TookTooLong(f"{page.url}: reading it took more than {DEADLINE_SECONDS:g} seconds of processor time")
    if code:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise TooComplex(f"{page.url}: reading it ended with {code} ({last})")
    return msgspec.msgpack.decode(answer, type=Article)
