"""Where in its space a sweep reaches a goal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ._frames import Framed
from ._sweep import SweepResult


@dataclass(frozen=True)
class Limit:
    """The limits of a factor."""

    factor: str
    """The factor."""
    low: float | None
    """The least value inside, or None."""
    high: float | None
    """The largest value inside, or None."""
    quasi_p: float
    """The quasi-p-value: a large one may be chance."""


class Discovery(Framed):
    """A box of factor values in which a goal is reached more often than elsewhere; printed, it is
    the text of ``chippark discover``. A case is a replication at a point."""

    def __init__(self, json_text: str, text: str) -> None:
        self.json: dict[str, Any] = json.loads(json_text)
        self._text = text
        self.goal: str = self.json["goal"]
        """The goal."""
        self.limits: list[Limit] = [Limit(**row) for row in self.json["limits"]]
        """The limits of the box; factors that are not there are free."""
        self.density: float = self.json["density"]
        """The share of the cases inside that reach the goal."""
        self.coverage: float = self.json["coverage"]
        """The share of the cases that reach the goal that are inside."""
        self.support: float = self.json["support"]
        """The share of all cases that are inside."""
        self.cases: int = self.json["cases"]
        """The number of all cases."""
        self.goals: int = self.json["goals"]
        """How many of them reach the goal."""

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<Discovery of {self.goal}: {', '.join(one.factor for one in self.limits)}>"

    def table(self) -> dict[str, Any]:
        """The columns by name: ``factor``, ``low``, ``high``, ``quasi_p``."""
        columns = ("factor", "low", "high", "quasi_p")
        return {name: [getattr(limit, name) for limit in self.limits] for name in columns}


def discover(result: SweepResult, goal: str, coverage: float = 0.5) -> Discovery:
    """The box of factor values in which a goal is reached most often, by the patient rule
    induction method (PRIM).

    * ``goal`` - such as ``"talent.registered_all >= 400_000"``.
    * ``coverage`` - the least share of the cases that reach the goal that are inside.

    Raises `ValueError` if the figure was not kept, or no case reaches the goal.

    >>> from chippark import Scenario, sweep
    >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
    >>> space = {"repair": {"paths": ["fab.tools.CD.maintenance_duration"], "low": 90, "high": 600}}
    >>> swept = sweep(fab, space, "lhs:20", replications=1, metrics="fab.wip")
    >>> discover(swept, "fab.wip <= 20").limits[0].factor
    'repair'
    """
    if not 0.0 <= coverage <= 1.0:
        raise ValueError(f"coverage is {coverage}: use a share from 0 to 1")
    return Discovery(*result._swept.discover(goal, coverage))
