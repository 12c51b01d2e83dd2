"""The settings, read once into one frozen record: option, then NEWSCRAWL_* variable, then newscrawl.toml, then default.

Each setting has one name in three spellings: the field ``fetch_delay_seconds`` is the option
``--fetch-delay-seconds``, the variable ``NEWSCRAWL_FETCH_DELAY_SECONDS`` and, in newscrawl.toml, ``delay_seconds`` in
the table ``[fetch]``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import attrs
import msgspec
from attrs import field, frozen

from newscrawl.errors import UsageError

PROJECT = Path(__file__).resolve().parent.parent
VERSION = version("newscrawl")
PREFIX = "NEWSCRAWL_"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/", re.IGNORECASE)  # a slash may be missing: no folder is meant by that
_TABLES = ("fetch",)  # the stages that have a table of their own in newscrawl.toml


def _setting(default: Any, text: str) -> Any:  # noqa: ANN401 - the type is the field's
    return field(default=default, metadata={"help": text})


@frozen(kw_only=True)
class Config:
    """All settings of one run. Build it with :func:`load_config`."""

    data: Annotated[str, msgspec.Meta(min_length=1)] = _setting(
        "data", "Folder for articles, state, locks and run records."
    )
    store: str | None = _setting(
        None, "Folder or s3://BUCKET/PREFIX that receives the finished articles; without it DATA/articles."
    )
    store_compression: Literal["none", "gzip", "zstd"] = _setting(
        "none", "How finished files are compressed: none, gzip or zstd."
    )
    store_segment_megabytes: Annotated[float, msgspec.Meta(gt=0, lt=64)] = _setting(
        48.0, "Size in MiB, before compression, at which a file is finished and the next one begun."
    )
    store_segment_seconds: Annotated[float, msgspec.Meta(gt=0)] = _setting(
        900.0, "Age at which a file is finished and the next one begun: what is in it waits that long at most."
    )
    state: str | None = _setting(None, "SQLAlchemy address of the crawl's memory; without it SQLite in DATA/state.db.")
    spiders: str | None = _setting(
        None,
        "Folder with spiders of your own, beside those that come with newscrawl; several are separated by a colon.",
    )
    contact: Annotated[str, msgspec.Meta(pattern=r"^[^\s()]+$")] | None = _setting(
        None, "A URL or mail address that site owners find in the user agent."
    )
    purpose: Literal["archive", "search", "research", "ai-train"] = _setting(
        "research",
        "What the articles are for: archive, search, research or ai-train. What publishers reserve is not stored.",
    )
    fetch_delay_seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] = _setting(
        1.0, "Seconds between an answer and the next request to its host, at least; at random up to half as many more."
    )
    fetch_from: Annotated[str, msgspec.Meta(pattern=r"^[!-;=?-~]+@[!-;=?-~]+$")] | None = _setting(
        None, "A mail address that is sent with each request in a From header."
    )
    fetch_timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = _setting(
        60.0, "Seconds after which a download is given up, however much of it has come."
    )
    fetch_allow: str | None = _setting(
        None, "Hosts, addresses and networks, with commas between, that may be asked although they are inside."
    )
    fetch_verify_certificates: bool = _setting(True, "Refuse hosts whose TLS certificate is not valid.")  # noqa: FBT003

    @property
    def data_folder(self) -> Path:
        """DATA as an absolute path: a relative one stands beside scrapy.cfg."""
        return PROJECT / self.data

    @property
    def store_bucket(self) -> str | None:
        """The s3:// address that receives finished articles; None where a folder does.

        Raises:
            UsageError: it is the address of something else.
        """
        if not self.store or not _SCHEME.match(self.store):
            return None
        if not self.store.startswith("s3://"):
            raise UsageError(f"setting store ({variable('store')}) must be a folder or s3://..., not {self.store!r}")
        return self.store

    @property
    def work_folder(self) -> Path:
        """Where files grow: the store itself, so that finishing is a rename, or a spool where the store is a bucket."""
        if self.store_bucket:
            return self.data_folder / "spool"
        return PROJECT / self.store if self.store else self.data_folder / "articles"

    @property
    def spider_folders(self) -> tuple[Path, ...]:
        """The folders of one's own spiders."""
        return tuple(PROJECT / folder for folder in (self.spiders or "").split(":") if folder)

    @property
    def state_url(self) -> str:
        """The SQLAlchemy address of the state.

        Raises:
            UsageError: it is a SQLite address without a whole path: it would be another file in every folder, or none.
        """
        if self.state and self.state.startswith("sqlite") and ":////" not in self.state:
            raise UsageError(
                f"setting state ({variable('state')}) must name a SQLite file by its whole path, "
                f"such as sqlite:////srv/news/state.db, not {self.state!r}"
            )
        return self.state or f"sqlite:///{self.data_folder / 'state.db'}"

    @property
    def user_agent(self) -> str:
        """How we introduce ourselves to every host."""
        return f"newscrawl/{VERSION}" + (f" (+{self.contact})" if self.contact else "")


SETTINGS: dict[str, attrs.Attribute[Any]] = {setting.name: setting for setting in attrs.fields(Config)}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def toml_path(name: str) -> tuple[str, ...]:
    """The keys under which a setting stands in newscrawl.toml, outermost first."""
    table, _, rest = name.partition("_")
    return (table, rest) if table in _TABLES else (name,)


def load_config(
    options: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    project: Path = PROJECT,
) -> Config:
    """Read all settings.

    ``options`` are those given on the command line, by field name; None stands for 'not given'. Relative folders among
    the options and variables are taken from the current folder, those of newscrawl.toml from its own.

    Raises:
        UsageError: a key or NEWSCRAWL_ variable that does not exist, or a value of the wrong kind.
    """
    given = {name: value for name, value in (options or {}).items() if value is not None}
    if unknown := sorted(set(given) - set(SETTINGS)):
        raise UsageError(
            f"unknown setting {variable(unknown[0])}: the settings are {', '.join(map(variable, SETTINGS))}"
        )
    here = _from_environment(os.environ if environment is None else environment) | given
    values = _anchored(_from_toml(project / "newscrawl.toml"), project) | _anchored(here, Path.cwd())
    try:
        return msgspec.convert(values, Config, strict=False)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`")
        raise UsageError(
            f"setting {name} ({variable(name)}) cannot be {values.get(name)!r}: {str(error).partition(' - at')[0]}"
        ) from error


def _anchored(values: dict[str, object], folder: Path) -> dict[str, object]:
    """The values with absolute folders; relative ones are taken from ``folder``."""
    found = {name: value for name in ("data", "store") if isinstance(value := values.get(name), str)}
    anchored = {name: str(folder / value) for name, value in found.items() if value and not _SCHEME.match(value)}
    if isinstance(spiders := values.get("spiders"), str):
        anchored["spiders"] = ":".join(str(folder / one) for one in spiders.split(":") if one)
    return values | anchored


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    names = {variable(name): name for name in SETTINGS}
    found = {key: value for key, value in environment.items() if key.startswith(PREFIX)}
    if unknown := sorted(set(found) - set(names)):
        raise UsageError(f"unknown variable {unknown[0]}: the settings are {', '.join(names)}")
    return {names[key]: value for key, value in found.items() if value}  # an empty variable is one that is not set


def _from_toml(file: Path) -> dict[str, object]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    flat: dict[tuple[str, ...], object] = {}
    for key, value in document.items():
        flat |= {(key, name): part for name, part in value.items()} if isinstance(value, dict) else {(key,): value}
    names = {toml_path(name): name for name in SETTINGS}
    if unknown := sorted(set(flat) - set(names)):
        raise UsageError(f"{file}: unknown key {'.'.join(unknown[0])}")
    return {names[path]: value for path, value in flat.items()}
