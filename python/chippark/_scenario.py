"""Scenarios: loaded, varied, run."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _native
from ._results import Results
from ._rules import Rule
from ._values import names, overrides as override_texts, plan

if TYPE_CHECKING:
    from ._calibrate import Calibration
    from ._compare import Comparison
    from ._optimise import Optimum
    from ._sweep import SpaceLike, SweepResult
    from ._tune import Tuning


class Scenario:
    """A validated scenario. It never changes: what varies it returns another one.

    >>> fab = Scenario.load("scenarios/mini-fab.toml")
    >>> fab.title
    'Mini-Fab: five machines, six steps, two products'
    """

    _study: _native.Study

    def __init__(self) -> None:
        raise TypeError("use Scenario.load(path) or Scenario.from_text(text)")

    @classmethod
    def _of(cls, study: _native.Study) -> Scenario:
        scenario = cls.__new__(cls)
        scenario._study = study
        return scenario

    @classmethod
    def load(cls, path: str | Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
        """The scenario of a file, or of a folder with a ``scenario.toml``.

        * ``overrides`` - values by path, applied last, as by ``--set``.

        Raises `ScenarioError` with every mistake, its file, line and remedy.

        >>> Scenario.load("scenarios/mini-fab.toml", {"fab.tools.AB.count": 3}).digest[:8] != ""
        True
        """
        return cls._of(_native.Study.load(path, override_texts(overrides or {})))

    @classmethod
    def from_text(
        cls, text: str, name: str = "scenario", overrides: Mapping[str, Any] | None = None
    ) -> Scenario:
        """The scenario of a text; files that it names are looked for in the working directory.

        * ``name`` - what it is called in results.

        >>> city = Scenario.from_text('''
        ... scenario = { title = "City", question = "How many people come?" }
        ... run = { start = "2018-01-01", until = "50 d" }
        ... [talent.channels.steady]
        ... kind = "poisson"
        ... rate = "500 /y"
        ... persons = { tier = "engineer" }
        ... ''')
        >>> city.run(replications=4).array("talent.registered_all").shape
        (4,)
        """
        texts = override_texts(overrides or {})
        return cls._of(_native.Study.from_text(f"{name}.toml", text, texts))

    def __reduce__(self) -> tuple[Any, ...]:
        return Scenario.from_text, (self.to_toml(), self.name)

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.title}>"

    def with_(self, settings: Mapping[str, Any] | None = None, /, **more: Any) -> Scenario:
        """Another scenario in which settings have these values, by path; this one stays as it is.

        Texts carry units as in the file; numbers, lists, tables and dates are taken as they are.

        >>> fab = Scenario.load("scenarios/mini-fab.toml")
        >>> larger = fab.with_({"fab.tools.AB.count": 3, "run.until": "200 d"})
        >>> larger.digest == fab.digest
        False
        """
        texts = override_texts({**(settings or {}), **more})
        return self._of(self._study.with_overrides(texts))

    def without(self, *paths: str) -> Scenario:
        """Another scenario without some sections, rows of tables or fields, by their paths.

        The name of a programme (or its path, ``policy.programmes.NAME``) switches it off by
        ``intensity = 0``: what no programme drives would work all the time. Whatever the rest
        still names is a mistake, as in a file: leave out ``"target"`` with a section whose
        figures are targets.

        Raises `ScenarioError` if nothing stands at a path, or the rest is no scenario.

        >>> city = Scenario.load("scenarios/jinhua-2019.toml")
        >>> city.without("e-point-pass").settings("e-point-pass.intensity")[0]["value"]
        '0'
        >>> city.without("research", "target").settings("research.visits")
        []
        """
        return self._of(self._study.without(list(paths)))

    @property
    def name(self) -> str:
        """The name of its file without folder and ending."""
        return self._study.name

    @property
    def title(self) -> str:
        """Its title."""
        return self._study.title

    @property
    def question(self) -> str:
        """The question that it answers."""
        return self._study.question

    @property
    def digest(self) -> str:
        """SHA-256 of what is simulated, without seed and replications."""
        return self._study.digest

    @property
    def seed(self) -> int:
        """The seed of its random streams."""
        return self._study.seed

    @property
    def replications(self) -> int:
        """The number of replications that it asks for."""
        return self._study.replications

    def settings(self, pattern: str = "") -> list[dict[str, Any]]:
        """Every setting whose path contains ``pattern``: ``path``, ``value`` as written or None
        for a default, ``unit``, ``default``, ``allowed``, ``meaning``, ``provenance``, ``source``,
        ``tunable``.

        >>> fab = Scenario.load("scenarios/mini-fab.toml")
        >>> [setting["value"] for setting in fab.settings("tools.AB.count")]
        ['2']
        """
        settings: list[dict[str, Any]] = json.loads(self._study.settings())
        return [setting for setting in settings if pattern in setting["path"]]

    def to_toml(self) -> str:
        """The whole scenario as one TOML text, which loads to the same digest.

        >>> fab = Scenario.load("scenarios/mini-fab.toml")
        >>> Scenario.from_text(fab.to_toml()).digest == fab.digest
        True
        """
        return self._study.toml()

    def run(
        self,
        replications: int | None = None,
        seed: int | None = None,
        until: str | datetime.date | None = None,
        jobs: int | None = None,
        metrics: str | Iterable[str] | None = None,
        first: int | None = None,
        rule: Rule | None = None,
        rules: Mapping[str, Rule] | None = None,
    ) -> Results:
        """Runs replications and returns their figures.

        What is not given is as the scenario says. A replication depends on scenario, seed and its
        number alone: ``first=20`` goes on after twenty.

        * ``until`` - the day after the last one, or a length: ``"90 d"``.
        * ``jobs`` - threads; all of the machine if not given. No figure depends on it.
        * ``metrics`` - keys, metrics or patterns (``"fab.*"``) to keep; all if not given. With a
          date they are those from the end of the warm-up to the end of that day:
          ``"market.computers_sold@2019-12-31"``.
        * ``rule``, ``rules`` - functions that rank waiting lots in place of what the scenario
          says (`Rule`): of every tool group, and of tool groups by name, which go before it.
          Replications then run one after another, and the scenario alone does not give their
          figures: ``json`` has the names of the functions as ``rules_from_outside``. They must
          depend on nothing but the lot and the time.

        Raises `ScenarioError`, `RunError` if a run cannot go on, `ValueError` for a figure that
        no run reports or a tool group that is not there, whatever a rule raises, and
        KeyboardInterrupt.

        >>> fab = Scenario.load("scenarios/mini-fab.toml")
        >>> fab.run(replications=2, until="200 d", metrics="fab.cycle_time").keys()
        ['fab.cycle_time/Pa', 'fab.cycle_time/Pb', 'fab.cycle_time/TW']
        >>> def slack(lot, now):
        ...     return -lot.priority, lot.due - now - lot.remaining
        >>> ranked = fab.run(replications=2, until="200 d", rules={"CD": slack})
        >>> ranked.json["rules_from_outside"]
        {'fab.tools.CD': 'slack'}
        """
        settings = plan(
            until=until, seed=seed, replications=replications, first_replication=first
        )
        study = self._study.with_overrides(override_texts(settings)) if settings else self._study
        return Results(study.run(names(metrics), jobs, rule, dict(rules or {})))

    def compare(self, *others: Any, **options: Any) -> Comparison:
        """This scenario beside others; see `chippark.compare`.

        >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
        >>> fab.compare("+1 fab.tools.AB.count", metrics="fab.wip", replications=3).rows[0].figure
        'fab.wip'
        """
        from ._compare import compare

        return compare(self, others, **options)

    def sweep(self, space: SpaceLike, design: str = "lhs:200", **options: Any) -> SweepResult:
        """This scenario at the points of a design; see `chippark.sweep`.

        >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
        >>> space = {"load": {"paths": ["fab.tools.AB.count"], "levels": [2, 3]}}
        >>> fab.sweep(space, "full", replications=2, metrics="fab.wip").outputs("fab.wip").shape
        (2, 2)
        """
        from ._sweep import sweep

        return sweep(self, space, design, **options)

    def tune(self, space: SpaceLike | None = None, **options: Any) -> Tuning:
        """Fits parameters to targets and says how sure they are; see `chippark.tune`.

        >>> off = {"policy.reinvestment.enabled": False}
        >>> city = Scenario.load("scenarios/probe-targets.toml", off)
        >>> city.tune(replications=5).values
        {'choice.v0': -5.0}
        """
        from ._tune import tune

        return tune(self, space, **options)

    def optimise(self, space: SpaceLike, **options: Any) -> Optimum:
        """The values of factors at which a figure is best; see `chippark.optimise`.

        >>> fab = Scenario.load("scenarios/mini-fab.toml", {"run.until": "200 d"})
        >>> space = {"tools": {"paths": ["fab.tools.AB.count"], "levels": [2, 3]}}
        >>> fab.optimise(space, minimise="fab.wip", budget=30).is_feasible
        True
        """
        from ._optimise import optimise

        return optimise(self, space, **options)

    def calibrate(
        self,
        replications: int | None = None,
        seed: int | None = None,
        within: float = 0.1,
        tries: int = 60,
        jobs: int | None = None,
    ) -> Calibration:
        """Fits the parameters that targets of the scenario name, as ``chippark calibrate``.

        * ``within`` - the distance of each figure from its aim, as a share of half its range.
        * ``tries`` - the most tries, each of all replications.

        >>> off = {"policy.reinvestment.enabled": False}
        >>> city = Scenario.load("scenarios/probe-targets.toml", off)
        >>> fitted = city.calibrate()
        >>> fitted.reached, fitted.fitted[0].path
        (True, 'talent.channels.students.choice.v0')
        """
        from ._calibrate import calibrate

        return calibrate(self, plan(seed=seed, replications=replications), within, tries, jobs)


def repeated(
    scenario: Scenario, fallback: int, replications: int | None, **settings: Any
) -> _native.Study:
    """A scenario with settings of ``[run]``, and with ``fallback`` replications where neither
    ``replications`` nor the scenario asks for two."""
    if replications is None and scenario.replications < 2:
        replications = fallback
    given = override_texts(plan(replications=replications, **settings))
    return scenario._study.with_overrides(given) if given else scenario._study
