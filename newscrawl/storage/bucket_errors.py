"""What an object store's refusals and silences mean, in one clear line each that never holds a key.

The library's own text is not always safe to print: it quotes headers, and what a program that gets credentials said.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from newscrawl.errors import Refused, StorageError, Unreachable

LONGEST = 300  # characters of what a server says
LATER = {307, 408, 409, 429}  # statuses that ask to come again; of 5xx, all but 501 (not implemented)
LATER_CODES = {"RequestTimeTooSkewed", "RequestTimeout", "IncompleteBody", "Throttling", "ThrottlingException"}
DAMAGED_CODES = {"BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"}
MISSING_CODES = {"NoSuchKey", "NotFound", "404"}  # the last where there is no body to say more, as after HEAD
NO_ANSWER = (
    exceptions.ConnectionError,
    exceptions.HTTPClientError,
    exceptions.IncompleteReadError,
    ResponseParserError,
    HTTPError,
)

for name in ("botocore.credentials", "botocore.tokens"):  # what they log as a warning, with a traceback, they raise too
    logging.getLogger(name).setLevel(logging.CRITICAL)


class Taken(StorageError):  # noqa: N818 - a name that reads as what it says
    """There is something under this name."""


@contextmanager
def in_our_words(place: str, wanted: str) -> Iterator[None]:
    """Raise our errors instead of the library's. They name the place; ``wanted`` is the object that may be missing.

    Raises:
        Unreachable, Refused, Taken, StorageError: as the store answers, or does not.
        FileNotFoundError: an object that was asked for is not there.
    """
    try:
        yield
    except exceptions.ClientError as error:
        raise _answered(error, place, wanted) from None
    except StorageError:
        raise
    except (exceptions.BotoCoreError, ResponseParserError, HTTPError, OSError, ValueError) as error:
        raise _unanswered(error, place) from None


def no_region(**_: object) -> tuple[AWSResponse, dict[str, object]]:
    """The answer to the library's own question for a bucket's region, instead of the store's.

    It asks when a redirection does not name the region, and where the store redirects that question too, it asks again,
    without end.
    """
    return AWSResponse("", 200, HTTPHeaders(), None), {"ResponseMetadata": {"HTTPHeaders": {}}}


def reason(error: Exception) -> str:
    """Why the library could not ask, in one line. A bare system error is that of a file or program with credentials."""
    if isinstance(error, OSError):
        return f"no credentials: {clean(str(error))}"
    if isinstance(error, exceptions.CredentialRetrievalError):
        return f"no credentials from {error.kwargs.get('provider')}"
    if type(error) is exceptions.HTTPClientError:
        return f"the request cannot be sent: {type(error.kwargs.get('error')).__name__}"
    return clean(str(error))


def clean(text: str) -> str:
    """Text in one line of some length at most, without what stands before the host in an address."""
    return " ".join(re.sub(r"//\S*@", "//...@", text).split())[:LONGEST]


def _answered(error: exceptions.ClientError, place: str, wanted: str) -> Exception:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    code = error.response.get("Error", {}).get("Code", "")
    told = clean(f"{code or status}: {error.response.get('Error', {}).get('Message', '')}")
    if status == 412:  # noqa: PLR2004 - precondition failed
        return Taken(f"{place}: {told}")
    if code in MISSING_CODES and error.operation_name in {"GetObject", "HeadObject"}:
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), wanted)
    if status in LATER or code in LATER_CODES or (status >= 500 and status != 501):  # noqa: PLR2004
        return Unreachable(f"{place} asks to wait: {told}")
    if code in DAMAGED_CODES:
        return StorageError(f"{place}: what was sent is not what arrived: {told}")
    return Refused(f"{place} refuses: {told}")


def _unanswered(error: Exception, place: str) -> Exception:
    """A certificate that is not trusted and a key that fits in no header will not be better the next time."""
    is_lasting = (isinstance(error, exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error)) or (
        type(error) is exceptions.HTTPClientError and isinstance(error.kwargs.get("error"), ValueError)
    )
    if isinstance(error, NO_ANSWER) and not is_lasting:
        return Unreachable(f"{place} does not answer: {reason(error)}")
    return Refused(f"{place} cannot be asked: {reason(error)}")
