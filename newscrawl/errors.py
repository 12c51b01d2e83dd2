"""What can go wrong, each with the one line that the user reads.

Reasons to drop an item are in newscrawl/drops.py: those are no errors but the line's ordinary work.
"""

from __future__ import annotations

import re


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

    @classmethod
    def reason(cls) -> str:
        """The name in counters, logs and run records: the class's, in snake_case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class NotHtml(Unreadable):
    """The bytes given to ``extract_article`` are not an HTML document."""


class TooLarge(Unreadable):
    """The page is larger than ``newscrawl.extract.MAX_PAGE_BYTES``."""


class TooComplex(Unreadable):
    """The page is beyond ``newscrawl.extract.limits``, or has broken the child process that was to read it."""


class TookTooLong(Unreadable):
    """The child process that was to read the page had not done so in time."""


class ListPage(Unreadable):
    """The page names many stories and tells none: a section, a topic, search results, an archive."""


class FrontPage(Unreadable):
    """The page is the website's front page."""


class Passing(Unreadable):
    """The base of those reasons that may be gone tomorrow: the address is tried again."""


class ConsentWall(Passing):
    """Instead of an article, the page asks to agree to cookies or to being tracked."""


class ErrorPage(Passing):
    """The page says that something is missing or went wrong, though the server said that all is well."""


class ScriptShell(Unreadable):
    """The page has next to no words; scripts are to fill it, which takes a browser."""


class Unreachable(StorageError):  # noqa: N818 - a public name that reads as what it says
    """The object store does not answer, or asks to wait: what is to be sent stays in the spool."""


class Refused(StorageError):  # noqa: N818 - a public name that reads as what it says
    """The object store answers, and refuses: key, bucket, region or rights."""
