"""Scenarios at the points of a space."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

import numpy as np
from numpy.typing import ArrayLike

from . import _native
from ._frames import Framed
from ._scenario import Scenario
from ._values import Array, array, names, overrides, plan, toml

if TYPE_CHECKING:
    from ._discover import Discovery


class Space:
    """Factors by name, each with the numbers of a scenario that it sets and the values that it can
    have: ``paths``, and ``low`` and ``high``, ``levels`` or ``distribution``, perhaps
    ``scale="log"`` and ``integer=True``, as in the file of ``chippark sweep --space``.

    >>> space = Space({"tools": {"paths": ["fab.tools.AB.count"], "low": 1, "high": 4}})
    >>> space.names
    ['tools']
    """

    def __init__(self, factors: Mapping[str, Mapping[str, Any]]) -> None:
        self._read(_native.Space.from_text(f"factors = {toml(factors)}\n"))

    def _read(self, native: _native.Space) -> None:
        self._native = native
        self._factors: list[dict[str, Any]] = json.loads(native.factors())

    @classmethod
    def load(cls, path: str | Path) -> Space:
        """The space of a TOML file.

        >>> len(Space.load("spaces/talent.toml").names)
        12
        """
        space = cls.__new__(cls)
        space._read(_native.Space.load(path))
        return space

    @classmethod
    def from_text(cls, text: str) -> Space:
        """The space of a TOML text.

        >>> Space.from_text('''
        ... [factors.tools]
        ... paths = ["fab.tools.AB.count"]
        ... levels = [1, 2, 4]
        ... ''').names
        ['tools']
        """
        space = cls.__new__(cls)
        space._read(_native.Space.from_text(text))
        return space

    def __reduce__(self) -> tuple[Any, ...]:
        return Space.from_text, (self._native.toml(),)

    def __repr__(self) -> str:
        return f"<Space of {', '.join(self.names)}>"

    @property
    def names(self) -> list[str]:
        """The names of the factors, in their order."""
        return [factor["name"] for factor in self._factors]

    @property
    def factors(self) -> list[dict[str, Any]]:
        """The factors: ``name``, ``paths``, ``low``, ``high``, ``levels``, ``distribution``,
        ``logarithmic``, ``integer``."""
        return [dict(factor) for factor in self._factors]

    def salib(self) -> dict[str, Any]:
        """The problem of SALib with the same factors; samples of it are ``points`` of `sweep`.

        Whole numbers reach half a unit beyond their ends, so that all are equally likely when they
        are rounded. Factors with levels or a distribution have no bounds: `ValueError`.

        >>> Space({"tools": {"paths": ["a.b"], "low": 1, "high": 4, "integer": True}}).salib()
        {'num_vars': 1, 'names': ['tools'], 'bounds': [[0.5, 4.5]], 'dists': ['unif']}
        """
        bounds, dists = [], []
        for factor in self._factors:
            if factor["low"] is None or factor["high"] is None:
                raise ValueError(
                    f"the factor `{factor['name']}` has no bounds: give it `low`, `high` and"
                    " perhaps `integer`, or let `sweep` make the design"
                )
            beyond = 0.5 if factor["integer"] else 0.0
            bounds.append([factor["low"] - beyond, factor["high"] + beyond])
            dists.append("logunif" if factor["logarithmic"] else "unif")
        return {"num_vars": len(bounds), "names": self.names, "bounds": bounds, "dists": dists}


SpaceLike = Union[Space, Mapping[str, Mapping[str, Any]], str, Path]
"""A space, its factors as a dict, or the path of its file."""


def space_of(space: SpaceLike) -> Space:
    """A space, whatever it is given as."""
    if isinstance(space, Space):
        return space
    return Space(space) if isinstance(space, Mapping) else Space.load(space)


class SweepResult(Framed):
    """The figures of a sweep, by point and replication."""

    def __init__(self, swept: _native.Swept) -> None:
        self._swept = swept

    def __repr__(self) -> str:
        points, factors = self.design.shape
        return f"<SweepResult: {points} points of {factors} factors x {self.replications}>"

    @property
    def factors(self) -> list[str]:
        """The names of the factors: the columns of the design."""
        return self._swept.factors()

    @property
    def replications(self) -> int:
        """The number of replications at each point."""
        return self._swept.replications()

    @property
    def design(self) -> Array:
        """The values of the factors, of shape (points, factors)."""
        return array(self._swept.points()).reshape(-1, len(self.factors))

    def keys(self) -> list[str]:
        """The keys of the figures that were kept, in ascending order."""
        return self._swept.keys()

    def outputs(self, key: str) -> Array:
        """A figure, of shape (points, replications); NaN where it was not observed.

        Raises `ValueError` with the nearest key if it was not kept.
        """
        return array(self._swept.values(key)).reshape(-1, self.replications)

    def discover(self, goal: str, coverage: float = 0.5) -> Discovery:
        """Where in the space a goal is reached; see `chippark.discover`."""
        from ._discover import discover

        return discover(self, goal, coverage)

    def table(self) -> dict[str, Any]:
        """The columns by name, with a row for each unit: ``point``, ``replication``, the factors,
        the figures."""
        design, count = self.design, self.replications
        columns: dict[str, Any] = {
            "point": np.repeat(np.arange(len(design), dtype=np.int64), count),
            "replication": np.tile(self._swept.first() + np.arange(count), len(design)),
        }
        for place, name in enumerate(self.factors):
            columns[name] = np.repeat(design[:, place], count)
        return {**columns, **{key: self.outputs(key).ravel() for key in self.keys()}}


def sweep(
    scenario: Scenario,
    space: SpaceLike,
    design: str = "lhs:200",
    replications: int | None = 5,
    metrics: str | Iterable[str] | None = None,
    seed: int | None = None,
    until: str | datetime.date | None = None,
    jobs: int | None = None,
    independent: bool = False,
    points: ArrayLike | None = None,
    journal: str | Path | None = None,
) -> SweepResult:
    """Runs a scenario at the points of a design, each with some replications.

    * ``space`` - a `Space`, its factors as a dict, or the path of its file.
    * ``design`` - ``lhs:200``, ``sobol:1024``, ``saltelli:512``, ``morris:20`` or ``full``.
    * ``metrics`` - keys, metrics or patterns to keep; the headlines if not given.
    * ``independent`` - each point has random numbers of its own; otherwise replication i has the
      same at every point.
    * ``points`` - values of the factors, of shape (points, factors), in place of a design. Whole
      numbers and levels are rounded to the nearest; six digits are kept.

    * ``journal`` - a folder in which each unit is kept as soon as it is done: the same call goes on
      where it was interrupted, and more replications or points run only what is new. It is the
      journal of ``chippark sweep --out``.

    >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
    >>> space = {"tools": {"paths": ["fab.tools.AB.count"], "low": 2, "high": 4, "integer": True}}
    >>> sweep(fab, space, points=[[2], [4]], replications=1, metrics="fab.wip").design.tolist()
    [[2.0], [4.0]]
    """
    settings = plan(until=until, seed=seed, replications=replications)
    study = scenario._study.with_overrides(overrides(settings))
    given = design if points is None else _rows(points)
    native = space_of(space)._native
    kept, work = names(metrics), (jobs, journal)
    return SweepResult(_native.sweep(study, native, given, kept, independent, work))


def _rows(points: ArrayLike) -> list[list[float]]:
    values = np.asarray(points, dtype=np.float64)
    if values.ndim != 2 or not len(values):
        raise ValueError(f"points have the shape (points, factors), not {values.shape}")
    rows: list[list[float]] = values.tolist()
    return rows
