"""Scenarios beside a base, with common random numbers."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from . import _native
from ._frames import Framed
from ._results import pair
from ._scenario import Scenario, repeated
from ._values import names

_REPLICATIONS = 10
"""As many are run where neither the call nor the base asks for two."""


@dataclass(frozen=True)
class Row:
    """A figure of a scenario beside that of the base."""

    scenario: str
    """The scenario that is compared."""
    figure: str
    """The key of the figure, perhaps with the day until which it is taken."""
    unit: str
    """Its unit."""
    better: str
    """``higher``, ``lower`` or ``neither``."""
    base: float | None
    """The mean of the base."""
    base_ci95: tuple[float, float] | None
    """Its 95 % interval."""
    other: float | None
    """The mean of the scenario."""
    other_ci95: tuple[float, float] | None
    """Its 95 % interval."""
    difference: float | None
    """The mean difference over the pairs."""
    difference_ci95: tuple[float, float] | None
    """Its 95 % interval."""
    change: float | None
    """The difference as a share of the base."""
    pairs: int
    """The replications that have the figure in both."""
    correlation: float | None
    """That of the pairs."""
    variance_reduction: float | None
    """How many times larger the variance of the difference were without common random numbers."""
    p: float | None
    """The p-value of the difference."""
    p_adjusted: float | None
    """By Holm's method, over all rows of the comparison."""
    verdict: str
    """``better``, ``worse``, ``more``, ``less``, ``same``, ``unclear`` or ``unknown``."""
    replications_needed: int | None
    """How many replications a verdict on such a difference would take."""


@dataclass(frozen=True)
class Reached:
    """How often a scenario reaches a goal."""

    goal: str
    """The goal."""
    scenario: str
    """The scenario."""
    reached: int
    """In how many replications it reaches it."""
    of: int
    """The number of replications."""
    probability: float | None
    """Their share."""
    ci95: tuple[float, float] | None
    """The exact 95 % interval of the probability."""


class Comparison(Framed):
    """Scenarios compared with a base; printed, it is the table of ``chippark compare``."""

    def __init__(self, json_text: str, text: str) -> None:
        self.json: dict[str, Any] = json.loads(json_text)
        self._text = text
        self.rows: list[Row] = [_record(Row, row) for row in self.json["rows"]]
        self.goals: list[Reached] = [_record(Reached, goal) for goal in self.json["goals"]]

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<Comparison with {self.json['base']}: {len(self.rows)} rows>"

    def table(self) -> dict[str, Any]:
        """The columns of the rows; ends of intervals are two columns."""
        columns: dict[str, Any] = {}
        for field in fields(Row):
            values = [getattr(row, field.name) for row in self.rows]
            if field.name.endswith("_ci95"):
                stem = field.name.removesuffix("_ci95")
                for place, end in enumerate(("low", "high")):
                    columns[f"{stem}_{end}"] = [ends and ends[place] for ends in values]
            else:
                columns[field.name] = values
        return columns


def _record(kind: type[Any], entry: dict[str, Any]) -> Any:
    """An entry of JSON as a record, whose intervals are pairs."""
    known = {field.name: entry.get(field.name) for field in fields(kind)}
    ends = {name: pair(value) for name, value in known.items() if name.endswith("ci95")}
    return kind(**{**known, **ends})


def compare(
    base: Scenario,
    others: Iterable[Scenario | str] | Mapping[str, Scenario | str] = (),
    metrics: str | Iterable[str] | None = None,
    goals: str | Iterable[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    until: str | datetime.date | None = None,
    jobs: int | None = None,
    each: str | Iterable[str] | None = None,
) -> Comparison:
    """Sets scenarios beside a base: all run with its seed and number of replications (10 where
    neither it nor ``replications`` asks for two), so that chance moves them alike.

    * ``others`` - scenarios, or variants of the base as ``--vary`` has them
      (``"+1 fab.tools.AB.count"``, ``"run.until=90 d"``), perhaps by name.
    * ``metrics`` - figures as of ``chippark compare --metrics``; the headlines if not given.
    * ``goals`` - such as ``"market.on_time >= 95"``.
    * ``until`` - of the base and its variants; scenarios run as long as they say.
    * ``each`` - variants as ``--each`` has them: ``"+1"``, ``"*1.1 fab.tools.*.count"``.

    >>> fab = Scenario.load("scenarios/mini-fab.toml")
    >>> found = compare(fab, ["+1 fab.tools.E.count"], "fab.wip", replications=5, until="200 d")
    >>> found.rows[0].verdict, found.rows[0].pairs
    ('better', 5)
    """
    study = repeated(base, _REPLICATIONS, replications, seed=seed, until=until)
    named = others.items() if isinstance(others, Mapping) else ((None, other) for other in others)
    variants = [_variant(study, name, other) for name, other in named]
    for text in names(each):
        variants += _native.each(study, text)
    if not variants:
        raise ValueError("there is nothing to compare: give others, or each")
    figures, goal_texts = names(metrics), names(goals)
    return Comparison(
        *_native.compare((base.name, study), variants, figures, goal_texts, jobs)
    )


def _variant(
    base: _native.Study, name: str | None, other: Scenario | str
) -> tuple[str, _native.Study]:
    if isinstance(other, Scenario):
        return name or other.name, other._study
    if isinstance(other, str):
        text, study = _native.vary(base, other)
        return name or text, study
    raise ValueError(f"{other!r} is neither a Scenario nor the text of a variant")


def metrics(pattern: str = "") -> list[dict[str, str]]:
    """Every metric whose key contains ``pattern``: ``key``, ``unit``, ``meaning``, ``series``,
    ``better``, ``module``.

    >>> [metric["unit"] for metric in metrics("fab.cycle_time")][0]
    'd'
    """
    known: list[dict[str, str]] = json.loads(_native.metrics())
    return [metric for metric in known if pattern in metric["key"]]
