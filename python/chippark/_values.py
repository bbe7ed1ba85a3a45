"""Values of Python as scenarios write them, and numbers of the engine as arrays."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""An array of doubles."""


def toml(value: Any) -> str:
    """A value as TOML: numbers, texts, dates, lists and tables.

    >>> toml({"low": 1, "paths": ["a.b"], "wait": "3 d"})
    '{"low" = 1, "paths" = ["a.b"], "wait" = "3 d"}'
    """
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return json.dumps(value.isoformat()[:10])
    if isinstance(value, Mapping):
        rows = (f"{json.dumps(str(key))} = {toml(row)}" for key, row in value.items())
        return "{" + ", ".join(rows) + "}"
    if isinstance(value, Iterable):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    raise ValueError(f"{value!r} is no value of a scenario: use a number, text, date or list")


def overrides(settings: Mapping[str, Any]) -> list[str]:
    """Settings by path as overrides.

    >>> overrides({"services.window.windows": 28, "run.until": "90 d"})
    ['services.window.windows=28', 'run.until="90 d"']
    """
    return [f"{path}={toml(value)}" for path, value in settings.items()]


def plan(**settings: Any) -> dict[str, Any]:
    """The settings of ``[run]`` that are given.

    >>> plan(seed=7, until=None)
    {'run.seed': 7}
    """
    return {f"run.{name}": value for name, value in settings.items() if value is not None}


def names(metrics: str | Iterable[str] | None) -> list[str]:
    """The names of figures: one, several, or none.

    >>> names("fab.wip"), names(None)
    (['fab.wip'], [])
    """
    if metrics is None:
        return []
    return [metrics] if isinstance(metrics, str) else list(metrics)


def array(data: bytes) -> Array:
    """The doubles of some bytes."""
    return np.frombuffer(data, dtype=np.float64).copy()
