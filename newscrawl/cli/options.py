"""Options that several commands share: one for each setting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from newscrawl.config import SETTINGS, variable

Command = Callable[..., Any]


def setting_options(*names: str) -> Callable[[Command], Command]:
    """Add an option for each of these settings, or for all; what is given arrives as keyword arguments."""

    def add(command: Command) -> Command:
        for name in reversed(names or tuple(SETTINGS)):
            flag = f"--{name.replace('_', '-')}"
            if isinstance(SETTINGS[name].default, bool):
                flag = f"{flag}/--no-{name.replace('_', '-')}"
            text = f"{SETTINGS[name].metadata['help']}  [{variable(name)}]"
            kind = {"default": None} if "/" in flag else {"metavar": "TEXT"}
            command = click.option(flag, name, help=text, **kind)(command)
        return command

    return add
