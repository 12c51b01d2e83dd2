"""A bucket that is away, slow, broken, full of wrong answers or not ours: what waits stays whole, and is told why."""

from __future__ import annotations

import errno
import logging
import os
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore import exceptions

from newscrawl.errors import Refused, StorageError, Unreachable, UsageError
from newscrawl.storage import bucket as module
from newscrawl.storage.bucket import Bucket
from newscrawl.storage.bucket_errors import in_our_words
from newscrawl.storage.lines import Damaged
from tests.faulty_proxy import FaultyProxy
from tests.object_store import KEY, SECRET, ObjectStore, faulty_proxy, fragile_store, object_store
from tests.storage.buckets import BUCKET, NAME, at, aws, segment

__all__ = ["aws", "faulty_proxy", "fragile_store", "object_store"]
LARGE = b"a line of the harbour\n" * 100_000
UNTRUSTED = ssl.SSLCertVerificationError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
NOBODY = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}


@pytest.fixture
def bucket(faulty_proxy: FaultyProxy, object_store: ObjectStore, aws: pytest.MonkeyPatch) -> Bucket:
    object_store.create_bucket(BUCKET)
    return at(faulty_proxy.environment, aws)


def statuses(proxy: FaultyProxy, method: str = "PUT") -> list[int]:
    return [one.status for one in proxy.asked if one.method == method]


# -- on the way there


def test_an_answer_that_is_lost_after_the_upload_is_found_to_be_stored(
    bucket: Bucket,
    faulty_proxy: FaultyProxy,
    tmp_path: Path,
) -> None:
    file, sealed = segment(tmp_path, LARGE)
    faulty_proxy.lose_next_answer()
    assert bucket.send(file, sealed) == sealed
    assert statuses(faulty_proxy) == [0, 412]


def test_where_all_answers_are_lost_the_next_try_finds_what_the_first_has_stored(
    bucket: Bucket,
    faulty_proxy: FaultyProxy,
    tmp_path: Path,
) -> None:
    file, sealed = segment(tmp_path, LARGE)
    faulty_proxy.lose_next_answer(times=3)
    with pytest.raises(Unreachable, match="does not answer"):
        bucket.send(file, sealed)
    assert bucket.send(file, sealed) == sealed
    assert bucket.names() == [NAME]


@pytest.mark.parametrize("after", [0, 1, 1_000_000])
def test_an_upload_that_breaks_leaves_nothing_to_be_seen_and_the_next_one_arrives(
    bucket: Bucket,
    faulty_proxy: FaultyProxy,
    tmp_path: Path,
    after: int,
) -> None:
    file, sealed = segment(tmp_path, LARGE)
    faulty_proxy.break_next_upload(after, times=3)
    with pytest.raises(Unreachable):
        bucket.send(file, sealed)
    assert bucket.names() == []
    faulty_proxy.break_next_upload(after)  # this time the retry mends it
    assert bucket.send(file, sealed) == sealed
    with bucket.open(NAME) as there:
        assert there.read() == LARGE


def test_a_store_that_is_killed_during_an_upload_has_nothing_of_it_and_all_that_was_before(
    fragile_store: ObjectStore,
    aws: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    fragile_store.create_bucket(BUCKET)
    with FaultyProxy(fragile_store.environment) as proxy, ThreadPoolExecutor(1) as pool:
        bucket = at(proxy.environment, aws)
        before = segment(tmp_path, b"before\n", NAME.replace("-1", "-0"))
        bucket.send(*before)
        hold = proxy.hold_next_upload(after=1_000_000)
        file, sealed = segment(tmp_path, LARGE)
        sending = pool.submit(bucket.send, file, sealed)
        assert hold.reached.wait(20)
        fragile_store.kill()
        hold.release.set()
        with pytest.raises(Unreachable):
            sending.result(60)
        fragile_store.start()
        assert bucket.names() == [before[1].name]
        assert bucket.send(*before) == before[1]
        assert bucket.send(file, sealed) == sealed
        with bucket.open(NAME) as there:
            assert there.read() == LARGE


def test_a_copy_that_breaks_off_is_unreachable_and_a_damaged_one_is_damaged(
    bucket: Bucket,
    faulty_proxy: FaultyProxy,
    tmp_path: Path,
) -> None:
    bucket.send(*segment(tmp_path, LARGE))
    faulty_proxy.break_next_download(after=1_500_000)
    with pytest.raises(Unreachable, match="does not answer"):
        bucket.open(NAME)
    faulty_proxy.damage_next_download()
    with pytest.raises(Damaged, match=f"{bucket}/{NAME} is damaged"):
        bucket.open(NAME)
    with bucket.open(NAME) as there:
        assert there.read() == LARGE


def test_an_object_that_is_not_what_its_metadata_says_is_damaged(bucket: Bucket, object_store: ObjectStore) -> None:
    object_store.client().put_object(
        Bucket=BUCKET, Key=bucket.prefix + NAME, Body=b"1\n", Metadata={"sha256": "0" * 64}
    )
    with pytest.raises(Damaged, match="is damaged"):
        bucket.open(NAME)


def test_a_store_that_keeps_less_than_it_was_given_is_found_out(
    bucket: Bucket,
    faulty_proxy: FaultyProxy,
    tmp_path: Path,
) -> None:
    faulty_proxy.answer(200, "", methods=("PUT",))
    with pytest.raises(StorageError, match=r"did not arrive whole: 0 of 2 bytes"):
        bucket.send(*segment(tmp_path, b"1\n"))


# -- asked to wait


def test_a_store_that_is_busy_for_a_moment_is_asked_again(
    bucket: Bucket,
    faulty_proxy: FaultyProxy,
    tmp_path: Path,
) -> None:
    file, sealed = segment(tmp_path, LARGE)
    faulty_proxy.answer(503, "SlowDown", times=2)
    assert bucket.send(file, sealed) == sealed
    assert statuses(faulty_proxy) == [503, 503, 200]


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (503, "SlowDown", Unreachable),
        (500, "InternalError", Unreachable),
        (507, "InsufficientStorage", Unreachable),
        (429, "TooManyRequests", Unreachable),
        (409, "ConditionalRequestConflict", Unreachable),
        (400, "RequestTimeout", Unreachable),
        (403, "RequestTimeTooSkewed", Unreachable),
        (403, "AccessDenied", Refused),
        (403, "InvalidAccessKeyId", Refused),
        (404, "NoSuchBucket", Refused),
        (400, "AuthorizationHeaderMalformed", Refused),
        (301, "PermanentRedirect", Refused),
        (302, "Found", Refused),
        (307, "TemporaryRedirect", Unreachable),
        (405, "MethodNotAllowed", Refused),
        (501, "NotImplemented", Refused),
    ],
)
def test_each_answer_means_wait_or_no(
    faulty_proxy: FaultyProxy,
    aws: pytest.MonkeyPatch,
    tmp_path: Path,
    status: int,
    code: str,
    error: type[StorageError],
) -> None:
    aws.setattr(module, "ATTEMPTS", 1)
    bucket = at(faulty_proxy.environment, aws)
    faulty_proxy.answer(status, code, message="the\nserver says")
    deeds: list[Callable[[], object]] = [
        lambda: bucket.send(*segment(tmp_path, b"1\n")),
        bucket.names,
        lambda: bucket.write("note", b""),
    ]
    endpoint = faulty_proxy.environment["AWS_ENDPOINT_URL"]
    for deed in deeds:
        with pytest.raises(error, match=f"^{bucket} at {endpoint} .*: {code}: the server says$"):
            deed()
    greeting = UsageError if error is Refused else error
    with pytest.raises(greeting, match=f"^{bucket} at {endpoint} .*: {code}: the server says$"):
        bucket.greet()


def test_a_store_that_stays_busy_is_unreachable(bucket: Bucket, faulty_proxy: FaultyProxy) -> None:
    faulty_proxy.answer(503, "SlowDown")
    with pytest.raises(Unreachable, match="asks to wait: SlowDown"):
        bucket.greet()
    assert statuses(faulty_proxy) == [503] * 3


def test_a_wrong_region_that_only_the_head_request_tells_of_is_refused(
    bucket: Bucket, faulty_proxy: FaultyProxy
) -> None:
    for status in (301, 400):
        faulty_proxy.answer(status, "", methods=("HEAD",), times=1)
        with pytest.raises(Refused, match=f"refuses: {status}: "):
            bucket.sealed(NAME)


# -- not there at all


def test_a_store_that_is_down_is_unreachable_within_seconds(aws: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bucket = at(NOBODY, aws)
    started = time.monotonic()
    for deed in (bucket.greet, lambda: bucket.send(*segment(tmp_path, b"1\n")), lambda: bucket.open(NAME)):
        with pytest.raises(Unreachable, match="does not answer: Could not connect to the endpoint"):
            deed()
    assert time.monotonic() - started < 5


def test_a_store_that_never_answers_is_unreachable_in_the_end(
    faulty_proxy: FaultyProxy,
    aws: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    aws.setattr(module, "READ_SECONDS", 0.3)
    aws.setattr(module, "ATTEMPTS", 1)
    bucket = at(faulty_proxy.environment, aws)
    faulty_proxy.swallow()
    with pytest.raises(Unreachable, match="Read timeout"):
        bucket.greet()
    with pytest.raises(Unreachable, match=r"does not answer"):
        bucket.send(*segment(tmp_path, LARGE))


# -- not ours


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "no-such-secret"}, "SignatureDoesNotMatch"),
        ({"AWS_ACCESS_KEY_ID": "no-such-key"}, "InvalidAccessKeyId"),
        ({"AWS_ACCESS_KEY_ID": f"{KEY}\n"}, "the request cannot be sent: ValueError"),
        ({"AWS_SESSION_TOKEN": "no-such-token\n"}, "the request cannot be sent: ValueError"),
    ],
)
def test_a_wrong_key_is_one_clear_line_without_the_key(
    object_store: ObjectStore,
    aws: pytest.MonkeyPatch,
    change: dict[str, str],
    told: str,
) -> None:
    object_store.create_bucket(BUCKET)
    bucket = at(object_store.environment | change, aws)
    with pytest.raises(UsageError, match=rf"^{bucket} at http://127[^\n]*{told}[^\n]*$") as error:
        bucket.greet()
    assert not [secret for secret in (SECRET, *change.values()) if secret.strip() in str(error.value)]
    with pytest.raises(Refused):
        bucket.names()


def test_a_bucket_that_is_not_there_is_one_clear_line(object_store: ObjectStore, aws: pytest.MonkeyPatch) -> None:
    bucket = at(object_store.environment, aws, "s3://nowhere/articles")
    with pytest.raises(UsageError, match=r"^s3://nowhere/articles at http://127.*refuses: NoSuchBucket"):
        bucket.greet()
    with pytest.raises(Refused):
        bucket.names()
    with pytest.raises(Refused):
        bucket.open(NAME)


def test_a_store_that_overwrites_is_refused(bucket: Bucket, faulty_proxy: FaultyProxy) -> None:
    faulty_proxy.answer(200, "", methods=("PUT",))
    with pytest.raises(UsageError, match=f"^{bucket} overwrites what is there: it does not heed If-None-Match$"):
        bucket.greet()


def test_a_right_to_read_that_is_missing_is_told_before_anything_is_sent(
    bucket: Bucket, faulty_proxy: FaultyProxy
) -> None:
    """Whoever may not read an object may not ask for its head, which is looked at after each upload."""
    faulty_proxy.answer(403, "", methods=("HEAD",))
    with pytest.raises(UsageError, match=f"^{bucket} at .* refuses: 403: "):
        bucket.greet()


def test_a_note_that_is_taken_and_then_not_shown_is_one_clear_line(bucket: Bucket, faulty_proxy: FaultyProxy) -> None:
    faulty_proxy.answer(404, "", methods=("HEAD",))
    with pytest.raises(UsageError, match=f"No such file or directory: '{bucket}/_newscrawl'"):
        bucket.greet()


CREDENTIALS = [
    ("AWS_CONFIG_FILE", "credential_process = /no/such/program", "no credentials: .*'/no/such/program'"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", None, "no credentials: .*'/no/such/token'"),
    (
        "AWS_CONFIG_FILE",
        "sso_start_url = https://x\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r",
        "Error loading SSO Token: Token for https://x does not exist",
    ),
]


@pytest.mark.parametrize(("name", "profile", "told"), CREDENTIALS, ids=["program", "token", "sso"])
def test_credentials_that_cannot_be_got_are_one_clear_line_with_nothing_logged_beside_it(
    aws: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    profile: str | None,
    told: str,
) -> None:
    aws.setenv("HOME", str(tmp_path))
    aws.delenv("AWS_ACCESS_KEY_ID")
    aws.delenv("AWS_SECRET_ACCESS_KEY")
    if profile:
        (tmp_path / "config").write_text(f"[default]\n{profile}\n")
    else:
        aws.setenv("AWS_ROLE_ARN", "arn:aws:iam::1:role/x")
    aws.setenv(name, str(tmp_path / "config") if profile else "/no/such/token")
    with pytest.raises(UsageError, match=rf"^s3://[^\n]*{told}[^\n]*$"):
        at(NOBODY, aws).greet()
    assert caplog.records == []


def test_credentials_that_are_lost_on_the_way_are_not_taken_for_a_file_that_cannot_be_read(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/token")

    sent = segment(tmp_path, b"1\n")
    monkeypatch.setattr("botocore.signers.RequestSigner.sign", lost)
    for deed in (lambda: bucket.send(*sent), lambda: bucket.open(NAME), lambda: bucket.sealed(NAME), bucket.names):
        with pytest.raises(Refused, match=r"cannot be asked: no credentials: .*'/token'"):
            deed()


def test_without_a_key_the_greeting_says_so(aws: pytest.MonkeyPatch) -> None:
    aws.delenv("AWS_ACCESS_KEY_ID")
    aws.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(UsageError, match=r"^s3://.*Unable to locate credentials$"):
        at(NOBODY, aws).greet()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"AWS_ENDPOINT_URL": "127.0.0.1:9000"}, "Invalid endpoint: 127.0.0.1:9000"),
        ({"AWS_ENDPOINT_URL": "http://user:words@"}, r"Invalid endpoint: http://\.\.\.@"),
        ({"AWS_PROFILE": "nobody"}, r"The config profile \(nobody\) could not be found"),
        ({"AWS_DEFAULT_REGION": "no region"}, "Provided region_name 'no region' doesn't match a supported format."),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_settings_that_do_not_fit_together_are_one_clear_line(
    aws: pytest.MonkeyPatch,
    change: dict[str, str],
    told: str,
) -> None:
    with pytest.raises(UsageError, match=f"^s3://news/articles: {told}$"):
        at(NOBODY | change, aws, "s3://news/articles")


@pytest.mark.parametrize(
    ("error", "ours", "told"),
    [
        (exceptions.CredentialRetrievalError(provider="p", error_msg="word"), Refused, "no credentials from p"),
        (exceptions.ProxyConnectionError(proxy_url="http://***:***@p:1"), Unreachable, "Failed to connect to proxy"),
        (exceptions.SSLError(endpoint_url="u", error=ssl.SSLEOFError("EOF")), Unreachable, "EOF"),
        (
            exceptions.SSLError(endpoint_url="u", error=ssl.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED]")),
            Refused,
            "CERTIFICATE",
        ),
        (exceptions.NoRegionError(), Refused, "You must specify a region"),
        (exceptions.HTTPClientError(error=MemoryError("word")), Unreachable, "MemoryError"),
        (
            FileNotFoundError(2, "No such file", "/token"),
            Refused,
            r"no credentials: \[Errno 2\] No such file: '/token'",
        ),
        (ValueError("not JSON"), Refused, "cannot be asked: not JSON"),
    ],
)
def test_each_way_of_not_being_answered_is_told_in_our_words(
    error: Exception, ours: type[StorageError], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ours, match=told) as raised, in_our_words("s3://news", "x"):
        raise error
    assert "word" not in str(raised.value)
