"""What can go wrong, each with the one line that the user reads.

Reasons to drop an item are in newscrawl/drops.py: those are no errors but the line's ordinary work.
"""


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


class NotHtml(NewscrawlError):  # noqa: N818 - a public name that reads as what it says
    """The bytes given to ``extract_article`` are not an HTML document."""


class TooLarge(NewscrawlError):  # noqa: N818 - a public name that reads as what it says
    """The page is larger than ``newscrawl.extract.MAX_PAGE_BYTES``."""


class Unreachable(StorageError):  # noqa: N818 - a public name that reads as what it says
    """The object store does not answer, or asks to wait: what is to be sent stays in the spool."""


class Refused(StorageError):  # noqa: N818 - a public name that reads as what it says
    """The object store answers, and refuses: key, bucket, region or rights."""
