"""A scenario as a function of its factors, for samplers, optimisers and methods of inference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from . import _native
from ._scenario import Scenario
from ._sweep import Space, SpaceLike, space_of
from ._values import Array, names, overrides, plan

_SEEDS = 2**63
"""Seeds are below it."""


class Simulator:
    """A function from values of factors to figures; `simulator` makes it. It can be pickled."""

    def __init__(
        self,
        scenario: Scenario,
        space: Space,
        metrics: list[str],
        replications: int,
        common: bool,
        jobs: int | None,
    ) -> None:
        self._arguments = (scenario, space, metrics, replications, common, jobs)
        study = scenario._study.with_overrides(overrides(plan(replications=replications)))
        self._native = _native.Simulator(study, space._native, metrics, jobs)
        self._common = common
        self.names = space.names
        """The names of the factors, in the order of the values."""
        self.metrics = metrics
        """The keys of the figures, in the order of the result."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Simulator, self._arguments

    def __repr__(self) -> str:
        return f"<Simulator: {', '.join(self.names)} -> {', '.join(self.metrics)}>"

    def __call__(
        self, values: Sequence[float] | Array | Mapping[str, float], seed: int | None = None
    ) -> Array:
        """The figures where the factors have these values.

        * ``values`` - in the order of the factors, or by name.
        * ``seed`` - of the random numbers.
        """
        if isinstance(values, Mapping):
            unknown = set(values) ^ set(self.names)
            if unknown:
                raise ValueError(f"the factors are {', '.join(self.names)}: {unknown} differ")
            values = [values[name] for name in self.names]
        if seed is None and not self._common:
            seed = int(np.random.randint(_SEEDS, dtype=np.int64))
        given: list[float] = np.asarray(values, dtype=np.float64).ravel().tolist()
        return np.asarray(self._native.call(given, seed), dtype=np.float64)


def simulator(
    scenario: Scenario,
    space: SpaceLike,
    metrics: str | Iterable[str],
    replications: int = 1,
    common: bool = True,
    jobs: int | None = 1,
) -> Simulator:
    """A function that takes a vector of factors (or a dict by name) and returns a vector of figures:
    their means over the replications, NaN where one does not observe a figure.

    * ``metrics`` - keys of figures, such as ``fab.cycle_time/Pa``.
    * ``common`` - calls without ``seed=`` have the seed of the scenario, so that the function is
      smooth and repeatable, as optimisers like it. Otherwise each draws a seed from numpy's global
      generator, as methods of inference need it.

    >>> from chippark import Scenario
    >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
    >>> space = {"tools": {"paths": ["fab.tools.AB.count"], "low": 2, "high": 4, "integer": True}}
    >>> wip = simulator(fab, space, "fab.wip")
    >>> bool(wip([4]) < wip({"tools": 2}))
    True
    """
    return Simulator(scenario, space_of(space), names(metrics), replications, common, jobs)
