"""The values of factors at which a figure is best."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from . import _native
from ._frames import Framed
from ._results import pair
from ._scenario import Scenario, repeated
from ._sweep import SpaceLike, space_of
from ._values import names

_REPLICATIONS = 5
"""The first replications of each point where neither the call nor the scenario asks for two."""
_MOST_RUNS = 1_000_000


@dataclass(frozen=True)
class Estimate:
    """A mean over replications that the search did not use."""

    mean: float
    """The mean."""
    ci95: tuple[float, float] | None
    """Its 95 % interval."""
    replications: int
    """Their number."""


@dataclass(frozen=True)
class Finalist:
    """One of the best points of the search."""

    values: dict[str, float]
    """The values of the factors."""
    estimate: Estimate
    """The figure."""
    search_mean: float
    """Its mean over the replications of the search."""
    constraints: dict[str, Estimate]
    """The figure of each constraint."""
    meets_constraints: bool
    """Whether the means meet the constraints."""
    probability_meets_constraints: float
    """The least probability that the means meet them."""
    probability_best_is_better: float
    """The probability that the first finalist is at least as good as this one."""
    behind: float
    """How far this one is behind the first."""


class Optimum(Framed):
    """What a search found; printed, it is what ``chippark optimise`` prints. Its columns are the
    tries of the search."""

    def __init__(self, native: _native.Optimum) -> None:
        self.json: dict[str, Any] = json.loads(native.json())
        """The whole of ``optimum.json``."""
        self._text = native.table()
        self._tries = native.tries()
        self.finalists: list[Finalist] = [_finalist(row) for row in self.json["finalists"]]
        """The points that were compared, the best first."""
        self.scenario: Scenario = Scenario._of(native.study())
        """The scenario with the best values."""
        self.figure: str = self.json["finalists"][0]["figure"]
        """The key of the figure."""
        self.is_feasible: bool = self.json["is_feasible"]
        """Whether the best point meets the constraints in the mean."""
        self.probability_best: float = self.json["probability_best"]
        """The least probability that it is the best of the finalists."""
        self.ahead_at_most: float = self.json["ahead_at_most"]
        """No finalist is better by more than this, with 95 %."""
        self.is_exhaustive: bool = self.json["is_exhaustive"]
        """Whether every point of the space was tried."""
        self.runs: int = self.json["runs"]
        """The runs that it took."""

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        values = ", ".join(f"{name} = {value:g}" for name, value in self.values.items())
        return f"<Optimum of {self.figure}: {values}>"

    @property
    def best(self) -> Finalist:
        """The best of the finalists."""
        return self.finalists[0]

    @property
    def values(self) -> dict[str, float]:
        """The best values, by factor."""
        return self.best.values

    def table(self) -> dict[str, Any]:
        """The tries, as the columns of ``tries.csv``: ``try``, ``reason``, the factors, the means
        of the search (NaN where a figure was not observed), ``meets_constraints``."""
        header, *rows = csv.reader(io.StringIO(self._tries))
        columns: dict[str, Any] = dict(zip(header, zip(*rows)))
        last = "meets_constraints"
        for name, cells in columns.items():
            if name not in ("try", "reason", last):
                columns[name] = np.array([cell or "nan" for cell in cells], dtype=np.float64)
        columns["try"] = np.array(columns["try"], dtype=np.int64)
        columns[last] = np.array([cell == "true" for cell in columns[last]])
        return {**columns, "reason": list(columns["reason"])}


def _estimate(entry: dict[str, Any]) -> Estimate:
    return Estimate(entry["mean"], pair(entry["ci95"]), entry["replications"])


def _finalist(entry: dict[str, Any]) -> Finalist:
    return Finalist(
        values=entry["factors"],
        estimate=_estimate(entry["estimate"]),
        search_mean=entry["search_mean"],
        constraints={row["goal"]: _estimate(row["estimate"]) for row in entry["constraints"]},
        meets_constraints=entry["meets_constraints"],
        probability_meets_constraints=entry["probability_meets_constraints"],
        probability_best_is_better=entry["probability_best_is_better"],
        behind=entry["behind"],
    )


def optimise(
    scenario: Scenario,
    space: SpaceLike,
    *,
    budget: int,
    maximise: str | None = None,
    minimise: str | None = None,
    subject_to: str | Iterable[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    until: str | datetime.date | None = None,
    jobs: int | None = None,
    journal: str | Path | None = None,
) -> Optimum:
    """Searches a space for the values of its factors at which a figure is best: every point where
    the budget reaches, otherwise by CMA-ES. The best points are compared by replications that the
    search did not use.

    * ``space`` - a `Space`, its factors as a dict, or the path of its file.
    * ``budget`` - the most runs, each one replication at one point.
    * ``maximise``, ``minimise`` - the figure: one of both.
    * ``subject_to`` - what is to hold in the mean: ``"market.on_time >= 95"``.
    * ``replications`` - the first ones of each point; 5 where neither this nor the scenario asks
      for two.
    * ``journal`` - a folder in which each run is kept as soon as it is done: the same call goes on
      where it was interrupted.

    Raises `ScenarioError`, and `ValueError` if the figure is unknown or the budget too small.

    >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
    >>> space = {"tools": {"paths": ["fab.tools.AB.count"], "levels": [2, 3]}}
    >>> found = optimise(fab, space, minimise="fab.wip", budget=30)
    >>> found.values, found.is_exhaustive
    ({'tools': 3.0}, True)
    """
    if (maximise is None) == (minimise is None):
        raise ValueError("name one figure, by maximise= or by minimise=")
    if not 1 <= budget <= _MOST_RUNS:
        raise ValueError(f"budget is {budget}: use from 1 to {_MOST_RUNS} runs")
    study = repeated(scenario, _REPLICATIONS, replications, seed=seed, until=until)
    objective = (maximise or minimise or "", maximise is not None)
    native = space_of(space)._native
    goals, work = names(subject_to), (jobs, journal)
    return Optimum(_native.optimise(study, native, objective, goals, budget, work))
