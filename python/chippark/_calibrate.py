"""Parameters fitted to the targets of a scenario."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from . import _native
from ._scenario import Scenario
from ._values import overrides


@dataclass(frozen=True)
class Fitted:
    """A parameter and the target that it is fitted to."""

    path: str
    """The path of the parameter."""
    before: float
    """Its value in the scenario."""
    value: float
    """The value found."""
    target: str
    """The target."""
    figure: str
    """The figure of the target, with its period."""
    aim: float
    """What the search aims at."""
    mean: float | None
    """The figure at the value found."""


class Calibration:
    """What a calibration found; printed, it is the table of ``chippark calibrate``."""

    def __init__(self, json_text: str, text: str, study: _native.Study) -> None:
        found: dict[str, Any] = json.loads(json_text)
        self._text = text
        self.fitted: list[Fitted] = [Fitted(**row) for row in found["fitted"]]
        """The parameters."""
        self.scenario: Scenario = Scenario._of(study)
        """The scenario with the values found."""
        self.reached: bool = found["reached"]
        """Whether each figure is near enough to its aim."""
        self.tries: int = found["tries"]
        """The number of tries."""

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        values = ", ".join(f"{fitted.path} = {fitted.value:g}" for fitted in self.fitted)
        return f"<Calibration: {values}>"

    @property
    def values(self) -> dict[str, float]:
        """The values found, by path."""
        return {fitted.path: fitted.value for fitted in self.fitted}


def calibrate(
    scenario: Scenario, settings: dict[str, Any], within: float, tries: int, jobs: int | None
) -> Calibration:
    """See `Scenario.calibrate`."""
    if not 0.001 <= within <= 0.5:
        raise ValueError(f"within is {within}: use a share from 0.001 to 0.5")
    if tries < 2:
        raise ValueError(f"tries is {tries}: use at least 2")
    study = scenario._study.with_overrides(overrides(settings)) if settings else scenario._study
    return Calibration(*_native.calibrate(study, within, tries, jobs))
