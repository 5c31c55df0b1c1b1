"""Parts of a policy from their configurations: what YAML picks and checkpoints keep.

A checkpoint may come from anywhere, so `_target_` may name nothing but this room.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from typing import Any, get_type_hints

from beartype import BeartypeConf
from beartype.door import is_bearable

from vla.errors import UnknownName, UserError

ROOM = "vla.policies."

Config = Mapping[str, Any]
"""Plain values with a `_target_`."""
NUMBERS = BeartypeConf(is_pep484_tower=True)
"""Whole numbers pass for any."""


def build(config: Config, **runtime: Any) -> Any:
    """Call what `_target_` names, with the configuration's values and these.

    Raises:
        UserError: a target outside this room, or values that it does not take, of another type
            than it takes, or that are missing.
    """
    made = target(config)
    given = {key: value for key, value in config.items() if key != "_target_"}
    known = inspect.signature(made).parameters
    open_ended = any(p.kind is p.VAR_KEYWORD for p in known.values())
    for key in given:
        if key not in known and not open_ended:
            raise UnknownName(f"setting of {config['_target_']}", key, known)
    missing = [key for key, value in given.items() if value == "???"]
    if missing:
        raise UserError(f"{config['_target_']} also needs: {', '.join(missing)}=...")
    hints = get_type_hints(made.__init__ if inspect.isclass(made) else made)
    for key, value in given.items():
        hint = hints.get(key, Any)
        if not is_bearable(value, hint, conf=NUMBERS):
            raise UserError(
                f"{key}={value} of {config['_target_']}: {inspect.formatannotation(hint)} is"
                " expected."
            )
    return made(**given, **runtime)


def takes(config: Config, name: str) -> bool:
    """Whether what `_target_` names takes an argument of this name."""
    return name in inspect.signature(target(config)).parameters


def target(config: Config) -> Any:
    """What `_target_` names. Raises `UserError` if it is nothing in this room."""
    name = str(config.get("_target_", ""))
    module, _, attribute = name.rpartition(".")
    if not name.startswith(ROOM):
        raise UserError(f"_target_={name or None}: parts of policies are named {ROOM}...")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UserError(f"_target_={name} is not there: {error}.") from None
