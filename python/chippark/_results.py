"""The figures of the replications of a scenario."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from . import _native
from ._frames import Framed
from ._values import Array, array


@dataclass(frozen=True)
class Figure:
    """A figure over all replications, as ``summary.json`` has it."""

    mean: float | None
    """The mean over the replications that observed it."""
    sd: float | None
    """The standard deviation between them."""
    ci95: tuple[float, float] | None
    """The 95 % interval of the mean, or None."""
    n: int
    """In how many replications it was observed."""
    unit: str
    """Its unit."""
    better: str
    """``higher``, ``lower`` or ``neither``."""
    meaning: str
    """What it measures."""
    reason: str | None
    """Why a number is missing, if one is."""


@dataclass(frozen=True)
class Target:
    """A target of the scenario and whether it is met."""

    id: str
    """Its name."""
    metric: str
    """The key of its figure."""
    period: str | None
    """The period of the figure; None for that of the run."""
    value: float
    """The reported value."""
    mean: float | None
    """The mean over the replications."""
    met: bool | None
    """Whether it is met; None where the run does not cover its period."""


class Results(Framed):
    """The figures of some replications.

    >>> from chippark import Scenario
    >>> results = Scenario.load("scenarios/mini-fab.toml").run(replications=3, until="200 d")
    >>> len(results), results.summary()["fab.wip"].n
    (3, 3)
    """

    def __init__(self, outcomes: _native.Outcomes) -> None:
        self._outcomes = outcomes

    def __len__(self) -> int:
        return len(self._outcomes)

    def __repr__(self) -> str:
        return f"<Results: {len(self.keys())} figures of {len(self)} replications>"

    def __str__(self) -> str:
        return self._outcomes.table(False)

    def keys(self) -> list[str]:
        """The keys of the figures, in ascending order."""
        return self._outcomes.keys()

    def array(self, key: str) -> Array:
        """The value of a figure in each replication; NaN where it was not observed.

        Raises `ValueError` with the nearest key if there is no such figure.
        """
        return array(self._outcomes.values(key))

    def table(self) -> dict[str, Any]:
        """The columns by name: ``replication``, then each figure."""
        numbers = self._outcomes.first() + np.arange(len(self), dtype=np.int64)
        return {"replication": numbers, **{key: self.array(key) for key in self.keys()}}

    @cached_property
    def json(self) -> dict[str, Any]:
        """The whole of ``summary.json``: figures, targets, limits, books and the digest of the
        results."""
        summary: dict[str, Any] = json.loads(self._outcomes.summary())
        return summary

    def summary(self) -> dict[str, Figure]:
        """Each figure with its mean and interval: the numbers of ``summary.json``."""
        entries = self.json["metrics"].items()
        return {key: _figure(entry) for key, entry in entries}

    @property
    def targets(self) -> list[Target]:
        """The targets of the scenario."""
        fields = ("id", "metric", "period", "value", "mean", "met")
        return [Target(**{name: row[name] for name in fields}) for row in self.json["targets"]]

    @cached_property
    def warnings(self) -> list[str]:
        """Reasons not to trust the figures too far."""
        return self._outcomes.warnings()


def _figure(entry: dict[str, Any]) -> Figure:
    return Figure(
        mean=entry["mean"],
        sd=entry["sd"],
        ci95=pair(entry["ci95"]),
        n=entry["n"],
        unit=entry["unit"],
        better=entry["better"],
        meaning=entry["meaning"],
        reason=entry.get("reason"),
    )


def pair(ends: list[float] | None) -> tuple[float, float] | None:
    """The ends of an interval."""
    return None if ends is None else (ends[0], ends[1])
