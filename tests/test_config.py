"""The settings: their order, their spellings, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newscrawl.config import PROJECT, SETTINGS, Config, load_config, toml_path, variable
from newscrawl.errors import UsageError


def write(folder: Path, toml: str) -> Path:
    (folder / "newscrawl.toml").write_text(toml, encoding="utf-8")
    return folder


def test_an_option_outranks_a_variable_a_variable_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    project = write(tmp_path, "[fetch]\ndelay_seconds = 3")
    told = {"NEWSCRAWL_FETCH_DELAY_SECONDS": "4"}
    delays = [
        load_config(options, environment, folder).fetch_delay_seconds
        for options, environment, folder in (
            ({}, {}, tmp_path / "elsewhere"),
            ({"fetch_delay_seconds": None}, {}, project),
            ({"fetch_delay_seconds": None}, told, project),
            ({"fetch_delay_seconds": "5"}, told, project),
        )
    ]
    assert delays == [1.0, 3.0, 4.0, 5.0]


def test_each_setting_can_be_given_by_variable_and_by_file(tmp_path: Path) -> None:
    values: dict[str, Any] = {
        "data": "/d", "store": "/s", "state": "sqlite:///x.db", "spiders": "/s:/t", "contact": "https://desk.example",
        "store_compression": "zstd", "store_segment_megabytes": 8.0, "store_segment_seconds": 60.0,
        "purpose": "search", "fetch_delay_seconds": 2.5, "fetch_timeout_seconds": 7.0, "fetch_allow": "127.0.0.1",
        "fetch_from": "desk@desk.example",
        "fetch_verify_certificates": False,
    }  # fmt: skip
    assert values.keys() == SETTINGS.keys()
    lines = [
        f"{'.'.join(toml_path(name))} = {str(value).lower() if value is False else repr(value)}"
        for name, value in values.items()
    ]
    by_file = load_config({}, {}, write(tmp_path, "\n".join(lines)))
    by_variable = load_config({}, {variable(name): str(value) for name, value in values.items()}, tmp_path / "none")
    assert by_file == by_variable == Config(**values)


def test_without_a_word_from_anybody_the_defaults_hold(tmp_path: Path) -> None:
    config = load_config(None, {"PATH": "/bin", "newscrawl_data": "x"}, tmp_path)
    assert config == Config()
    assert config.work_folder == PROJECT / "data" / "articles"
    assert config.state_url == f"sqlite:///{PROJECT}/data/state.db"


def test_the_environment_is_that_of_the_process_unless_another_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCRAWL_CONTACT", "desk@news.example")
    assert load_config().contact == "desk@news.example"


@pytest.mark.parametrize(
    ("options", "environment", "toml", "said"),
    [
        ({"speed": 1}, {}, "", "unknown setting NEWSCRAWL_SPEED"),
        ({}, {"NEWSCRAWL_SPEED": "1"}, "", "unknown variable NEWSCRAWL_SPEED"),
        ({}, {}, "speed = 1", "unknown key speed"),
        ({}, {}, "[fetch]\nspeed = 1", r"unknown key fetch\.speed"),
        ({}, {}, "fetch_delay_seconds = 1", "unknown key fetch_delay_seconds"),  # it stands in the table [fetch]
        ({}, {}, "[data]\nfolder = 'x'", r"unknown key data\.folder"),
        ({}, {}, "fetch = 1", "unknown key fetch"),
        ({}, {}, "contact =", r"newscrawl\.toml cannot be read"),
    ],
)
def test_what_nobody_knows_is_refused_by_its_name(
    tmp_path: Path, options: dict[str, object], environment: dict[str, str], toml: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        load_config(options, environment, write(tmp_path, toml))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("fetch_delay_seconds", value) for value in ("-1", "3601", "nan", "inf", "-inf", "fast", "", float("nan"))),
        *(("fetch_timeout_seconds", value) for value in ("0", "nan", "inf", float("inf"), True)),
        ("fetch_verify_certificates", "perhaps"),
        ("store_compression", "bzip2"),
        *(("store_segment_megabytes", value) for value in ("0", "64", "-1", "nan", "much")),
        ("store_segment_seconds", "0"),
        ("contact", "two words"),
        ("contact", "(desk)"),
        ("contact", "line\nbreak"),
        ("contact", ""),
        ("data", 5),
    ],
)
def test_a_wrong_value_is_refused_by_setting_variable_and_value(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(UsageError) as refusal:
        load_config({name: value}, {}, tmp_path)
    assert str(refusal.value).startswith(f"setting {name} ({variable(name)}) cannot be {value!r}: ")
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "newscrawl.toml").write_bytes(b"contact = '\xff'")
    with pytest.raises(UsageError, match="cannot be read"):
        load_config({}, {}, tmp_path)


def test_folders_of_options_and_variables_start_here_and_those_of_the_file_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, here = tmp_path / "project", tmp_path / "here"
    project.mkdir()
    here.mkdir()
    write(project, 'data = "d"\nstore = "s"')
    monkeypatch.chdir(here)
    by_file = load_config({}, {}, project)
    assert (by_file.data_folder, by_file.work_folder) == (project / "d", project / "s")
    assert by_file.state_url == f"sqlite:///{project}/d/state.db"
    mixed = load_config({"data": "d"}, {"NEWSCRAWL_STORE": "../s"}, project)
    assert (mixed.data_folder, mixed.work_folder.resolve()) == (here / "d", tmp_path / "s")


def test_an_absolute_folder_is_left_as_it_is(tmp_path: Path) -> None:
    assert load_config({"data": "/var/news"}, {}, tmp_path).data_folder == Path("/var/news")


def test_the_user_agent_tells_how_to_reach_us_where_that_is_known() -> None:
    assert Config().user_agent.startswith("newscrawl/")
    assert "+" not in Config().user_agent
    assert Config(contact="desk@news.example").user_agent.endswith(" (+desk@news.example)")


def test_a_setting_can_be_traced_through_its_three_spellings() -> None:
    assert variable("fetch_delay_seconds") == "NEWSCRAWL_FETCH_DELAY_SECONDS"
    assert toml_path("fetch_delay_seconds") == ("fetch", "delay_seconds")
    assert toml_path("data") == ("data",)
    assert all(setting.metadata["help"] for setting in SETTINGS.values())


def test_a_store_is_a_folder_or_a_bucket_which_has_its_spool_in_the_data(tmp_path: Path) -> None:
    config = load_config({"data": "/d", "store": "s3://news/articles"}, {}, tmp_path)
    assert (config.store_bucket, config.work_folder) == ("s3://news/articles", Path("/d/spool"))
    assert load_config({"data": "/d"}, {}, tmp_path).store_bucket is None
    for wrong in ("gs://news/articles", "s3:/news/articles", "S3://news"):
        with pytest.raises(UsageError, match=r"NEWSCRAWL_STORE.*must be a folder or s3://"):
            _ = load_config({"store": wrong}, {}, tmp_path).store_bucket
