"""Which factors of a sweep matter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _native
from ._frames import Framed, optional
from ._results import pair
from ._sweep import SweepResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MAIN = ("total", "mu_star", "coefficient")
"""The measures by which factors are ranked, one of each method."""


@dataclass(frozen=True)
class Effect:
    """A measure of how a figure depends on a factor."""

    factor: str
    """The factor."""
    measure: str
    """``first`` and ``total`` (Sobol' indices), ``mu``, ``mu_star`` and ``sigma`` (elementary
    effects), or ``coefficient`` (standardised regression)."""
    value: float
    """Its value."""
    low: float
    """The lower end of its 95 % interval."""
    high: float
    """The upper end."""


class Sensitivity(Framed):
    """How a figure depends on the factors of a sweep; printed, it is the table of ``chippark
    sensitivity``."""

    def __init__(self, json_text: str, text: str) -> None:
        entry: dict[str, Any] = json.loads(json_text)["figures"][0]
        self._text = text
        self.figure: str = entry["figure"]
        """The key of the figure."""
        self.mean: float = entry["mean"]
        """Its mean over all points."""
        self.sd: float = entry["sd"]
        """The standard deviation of the means of the points."""
        self.noise_share: float | None = entry["noise_share"]
        """The share of the variance between points that is noise of the replications."""
        self.noise_ci95: tuple[float, float] | None = pair(entry["noise_ci95"])
        """Its 95 % interval."""
        self.effects: list[Effect] = [
            effect for factor in entry["factors"] for effect in _effects(factor)
        ]
        """A measure for each factor and kind."""

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<Sensitivity of {self.figure}: {', '.join(e.factor for e in self.ranking())}>"

    def measure(self, name: str) -> dict[str, Effect]:
        """A measure by factor."""
        found = {effect.factor: effect for effect in self.effects if effect.measure == name}
        if not found:
            known = sorted({effect.measure for effect in self.effects})
            raise ValueError(f"there is no measure `{name}`; the method has {', '.join(known)}")
        return found

    def ranking(self) -> list[Effect]:
        """The main measure of each factor (``total``, ``mu_star`` or ``coefficient``), the largest
        first."""
        main = [effect for effect in self.effects if effect.measure in _MAIN]
        return sorted(main, key=lambda effect: -abs(effect.value))

    def table(self) -> dict[str, Any]:
        """The columns by name: ``factor``, ``measure``, ``value``, ``low``, ``high``."""
        columns = ("factor", "measure", "value", "low", "high")
        return {name: [getattr(effect, name) for effect in self.effects] for name in columns}

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draws the main measure of each factor with its interval, by matplotlib."""
        if ax is None:
            ax = optional("matplotlib.pyplot", "plot").subplots(layout="constrained")[1]
        rows = self.ranking()[::-1]
        places = range(len(rows))
        ax.barh(places, [row.value for row in rows], color="tab:blue", alpha=0.6)
        ax.hlines(places, [row.low for row in rows], [row.high for row in rows], color="black")
        ax.set_yticks(places, [row.factor for row in rows])
        ax.axvline(0.0, color="black", linewidth=0.5)
        ax.set_xlabel(f"{rows[0].measure} of {self.figure}, 95 % intervals")
        return ax


def _effects(entry: dict[str, Any]) -> list[Effect]:
    """The measures of a factor, as JSON has them."""
    measures = {name: value for name, value in entry.items() if isinstance(value, dict)}
    if "coefficient" in entry:
        measures["coefficient"] = {"value": entry["coefficient"], "ci95": entry["ci95"]}
    return [
        Effect(entry["factor"], name, measure["value"], *measure["ci95"])
        for name, measure in measures.items()
    ]


def sensitivity(result: SweepResult, metric: str) -> Sensitivity:
    """How a figure depends on the factors of a sweep: Sobol' indices for the design ``saltelli``,
    elementary effects for ``morris``, standardised regression for all others and for given points,
    each with 95 % intervals.

    Raises `ValueError` if the figure was not kept, does not vary or was not observed in every run.

    >>> from chippark import Scenario, sweep
    >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
    >>> space = {"repair": {"paths": ["fab.tools.CD.maintenance_duration"], "low": 90, "high": 200}}
    >>> swept = sweep(fab, space, "lhs:6", replications=2, metrics="fab.cycle_time")
    >>> sensitivity(swept, "fab.cycle_time/Pa").ranking()[0].factor
    'repair'
    """
    return Sensitivity(*result._swept.sensitivity(metric))
