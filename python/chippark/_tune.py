"""Parameters fitted to targets, how sure they are, and what the targets do not tell."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from . import _native
from ._frames import Framed
from ._scenario import Scenario, repeated
from ._sweep import SpaceLike, space_of
from ._values import Array, array, names

_REPLICATIONS = 20
"""As many are run where neither the call nor the scenario asks for two."""


@dataclass(frozen=True)
class Parameter:
    """A parameter that is fitted."""

    name: str
    """That of the factor, or the end of the path."""
    before: float
    """Its value in the scenario."""
    value: float
    """The value found."""
    low: float
    """The lower end of its 95 % interval."""
    high: float
    """The upper end."""
    cut_low: bool
    """Whether the interval is cut by the lower end of the range."""
    cut_high: bool
    """Whether it is cut by the upper end."""
    standard_error_of_range: float
    """Its standard error as a share of the range."""
    effect: str
    """``shown``, ``within_noise`` or ``none``: whether it moves a figure."""


@dataclass(frozen=True)
class Residual:
    """The figure of a target at the values found."""

    figure: str
    """The figure with its period."""
    aim: float
    """What it should be."""
    mean: float
    """Its mean."""
    sd: float
    """The standard deviation of what chance and the error of the report leave between both."""
    score: float
    """Mean less aim, in such standard deviations."""


@dataclass(frozen=True)
class Finding:
    """What follows from the fit."""

    kind: str
    """``apart``, ``no_effect``, ``not_identified``, ``trade_off``, ``together``, ``at_end`` or
    ``few_replications``."""
    text: str
    """The sentence."""


@dataclass(frozen=True)
class ProfilePoint:
    """The least objective with one parameter held at a value, the others fitted again."""

    parameter: str
    """The parameter that is held."""
    values: dict[str, float]
    """The values of all."""
    objective: float
    """The objective there."""


class Posterior(Framed):
    """Values of the parameters that could have given the report."""

    def __init__(self, names: list[str], draws: Array, weights: Array, about: dict[str, Any]):
        self.names: list[str] = names
        """The parameters: the columns of `draws`."""
        self.draws: Array = draws
        """The particles, of shape (particles, parameters)."""
        self.weights: Array = weights
        """Their weights."""
        self.json: dict[str, Any] = about
        """Means, intervals and correlations, the generations, and the tolerance that is left."""

    def __repr__(self) -> str:
        return f"<Posterior of {', '.join(self.names)}: {len(self.weights)} particles>"

    def table(self) -> dict[str, Any]:
        """The columns by name: the parameters, then ``weight``."""
        columns = {name: self.draws[:, place] for place, name in enumerate(self.names)}
        return {**columns, "weight": self.weights}


class Tuning(Framed):
    """What tuning found; printed, it is what ``chippark tune`` prints."""

    def __init__(self, tuned: _native.Tuned) -> None:
        self.json: dict[str, Any] = json.loads(tuned.json())
        """The whole of ``tune.json``."""
        self._text = tuned.table()
        self.parameters: list[Parameter] = [Parameter(**row) for row in self.json["parameters"]]
        """What was fitted."""
        self.residuals: list[Residual] = [Residual(**row) for row in self.json["figures"]]
        """What it was fitted to."""
        self.correlation: Array = np.array(self.json["correlation"], dtype=np.float64)
        """The correlations of the parameters, of shape (parameters, parameters)."""
        self.findings: list[Finding] = [Finding(**row) for row in self.json["findings"]]
        """What the targets do not tell, and where they contradict each other."""
        known = [parameter.name for parameter in self.parameters]
        self.profile: list[ProfilePoint] = [
            ProfilePoint(**{**row, "values": dict(zip(known, row["values"]))})
            for row in self.json["profile"]
        ]
        """The profile of each parameter, if asked for."""
        self.posterior: Posterior | None = None
        """The sample of the posterior, if asked for."""
        draws, weights = tuned.draws(), tuned.weights()
        if draws is not None and weights is not None:
            rows = array(draws).reshape(-1, len(known))
            self.posterior = Posterior(known, rows, array(weights), self.json["posterior"])
        self.scenario: Scenario = Scenario._of(tuned.study())
        """The scenario with the values found."""
        self.objective: float = self.json["objective"]
        """The sum of squares of what is off, in squares of standard deviations."""
        self.tries: int = self.json["tries"]
        """The number of tries."""
        self.is_settled: bool = self.json["is_settled"]
        """Whether the search ended by itself; otherwise more ``tries`` may find better values."""

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        values = ", ".join(f"{name} = {value:g}" for name, value in self.values.items())
        return f"<Tuning: {values}>"

    @property
    def values(self) -> dict[str, float]:
        """The values found, by the name of the parameter."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    def table(self) -> dict[str, Any]:
        """The columns of the parameters."""
        columns = [field.name for field in fields(Parameter)]
        return {name: [getattr(row, name) for row in self.parameters] for name in columns}


def tune(
    scenario: Scenario,
    space: SpaceLike | None = None,
    targets: str | Iterable[str] | None = None,
    tries: int = 300,
    profile: bool = False,
    posterior: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    until: str | datetime.date | None = None,
    jobs: int | None = None,
    journal: str | Path | None = None,
) -> Tuning:
    """Fits parameters to targets by least squares, with intervals, correlations and sentences on
    what the targets do not tell.

    * ``space`` - the parameters, as factors with ``low`` and ``high``; those that the targets of
      the scenario name if not given.
    * ``targets`` - ids or metrics, perhaps with a period (``"R4@2019"``); the calibrated ones if
      not given.
    * ``tries`` - the most tries of the search, each of all replications.
    * ``profile`` - measure the objective along each parameter, the others fitted again.
    * ``posterior`` - sample the posterior with so many particles, each 50 to 100 runs.
    * ``replications`` - at least 5; 20 where neither this nor the scenario asks for two.
    * ``journal`` - a folder in which each replication is kept as soon as it is done: the same call
      goes on where it was interrupted.

    Raises `ScenarioError`, and `ValueError` if nothing can be tuned or the tries are too few.

    >>> off = {"policy.reinvestment.enabled": False}
    >>> city = Scenario.load("scenarios/probe-targets.toml", off)
    >>> found = tune(city, replications=5)
    >>> found.is_settled, found.parameters[0].name
    (True, 'choice.v0')
    """
    if tries < 2:
        raise ValueError(f"tries is {tries}: use at least 2")
    if posterior is not None and not 20 <= posterior <= 100_000:
        raise ValueError(f"posterior is {posterior}: use from 20 to 100000 particles")
    study = repeated(scenario, _REPLICATIONS, replications, seed=seed, until=until)
    native = None if space is None else space_of(space)._native
    effort, work = (tries, profile, posterior), (jobs, journal)
    return Tuning(_native.tune(study, native, names(targets), effort, work))
