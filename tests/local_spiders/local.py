"""A site on loopback; what it announces is decided by each test."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import ClassVar

from scrapy import Request

from newscrawl.spider import NewsSpider

BASE = os.environ["LOCAL_BASE"]


class LocalSpider(NewsSpider):
    """Reads the sources named in LOCAL_SOURCES, /feed.xml by default."""

    name = "local"
    language = "en"
    sources = tuple(f"{BASE}{path}" for path in os.environ.get("LOCAL_SOURCES", "/feed.xml").split())
    archives = tuple(f"{BASE}{path}" for path in os.environ.get("LOCAL_ARCHIVES", "").split())
    custom_settings: ClassVar = {"RETRY_TIMES": int(os.environ.get("LOCAL_RETRIES", "2"))}
    render = "always" if os.environ.get("LOCAL_RENDER") else "never"

    async def start(self) -> AsyncIterator[Request]:
        """Begin; with LOCAL_CHILD only a child process begins, as a browser would be one."""
        if os.environ.get("LOCAL_CHILD"):
            quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
            child = subprocess.Popen(  # noqa: ASYNC220 - the rest is to wait for it
                [sys.executable, "-c", "import time; time.sleep(100)"], close_fds=False, **quiet
            )
            draft = Path(os.environ["NEWSCRAWL_DATA"]) / "child.part"
            draft.write_text(str(child.pid))
            draft.rename(draft.with_suffix(".pid"))
            child.wait()
        async for request in super().start():
            yield request


class OtherSpider(LocalSpider):
    """The same site under another name."""

    name = "other"


class FarSpider(NewsSpider):
    """A site that is not on loopback."""

    name = "far"
    language = "en"
    sources = ("https://far.example/feed.xml",)


HARBOURS = [f"harbour_{number}" for number in range(1, 9)]
globals().update({name: type(name, (LocalSpider,), {"name": name}) for name in HARBOURS})
