"""What can go wrong, each with the one line that the user reads.

Reasons to drop an item are in newscrawl/drops.py: those are no errors but the line's ordinary work.
"""

from __future__ import annotations

import re
from typing import ClassVar


class NewscrawlError(Exception):
    """The base of all our errors. ``exit_code`` is what the command line ends with."""

    exit_code = 1


class UsageError(NewscrawlError):
    """The command, a setting or a spider's argument is wrong: nothing was started."""

    exit_code = 2


class StorageError(NewscrawlError):
    """The data folder cannot be used, or what was written could not be made durable."""


class StateError(NewscrawlError):
    """The state cannot be opened, read or committed."""


class SiteLockedError(NewscrawlError):
    """Another run holds the site's lock."""

    exit_code = 75


class Unreadable(NewscrawlError):  # noqa: N818 - a public name that reads as what it says
    """The base of all reasons for which a page is not read; a run counts each under its class's name."""

    is_passing: ClassVar[bool] = False
    """Whether the page may be another one an hour later."""

    @classmethod
    def reason(cls) -> str:
        """The name in counters, logs and run records: the class's, in snake_case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class NotHtml(Unreadable):
    """The bytes given to ``extract_article`` are not an HTML document."""


class TooLarge(Unreadable):
    """The page is larger than ``newscrawl.extract.MAX_PAGE_BYTES``."""


class TooComplex(Unreadable):
    """The page is beyond ``newscrawl.limits``, or has broken the child process that was to read it."""


class TookTooLong(Unreadable):
    """The child process that was to read the page had not done so in time."""


class ListPage(Unreadable):
    """The page holds headlines that lead to stories, and none of its own."""


class FrontPage(Unreadable):
    """The same, at the site's own address."""


class Gallery(Unreadable):
    """The page holds pictures, and no text."""


class Video(Unreadable):
    """The page holds a film, and no text."""


class ScriptShell(Unreadable):
    """The page is a frame that scripts are to fill: a spider with ``render = "always"`` reads it."""


class ConsentWall(Unreadable):
    """The page asks for consent to cookies, and holds no story."""

    is_passing = True


class ErrorPage(Unreadable):
    """The page tells of an error, though the server said 200."""

    is_passing = True


class Unreachable(StorageError):  # noqa: N818 - a public name that reads as what it says
    """The object store does not answer, or asks to wait: what is to be sent stays in the spool."""


class Refused(StorageError):  # noqa: N818 - a public name that reads as what it says
    """The object store answers, and refuses: key, bucket, region or rights."""
