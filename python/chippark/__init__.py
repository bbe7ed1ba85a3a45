"""chippark: a discrete-event simulator of a chip park, from people to sold computers.

The engine runs inside of this process, on as many threads as ``jobs`` says, without the lock of
the interpreter; Ctrl-C stops it. Figures are those of the command-line program to the last bit.

>>> import chippark
>>> fab = chippark.Scenario.load("scenarios/mini-fab.toml")
>>> results = fab.run(replications=3, until="200 d")
>>> results.array("fab.cycle_time/Pa").shape
(3,)

Start at `Scenario`. `compare` sets scenarios beside a base, `sweep` runs one at the points of a
design, `sensitivity` says which factors matter and `discover` where a goal is reached. `tune` fits
parameters to targets, `optimise` finds the best values of factors, and `simulator` makes a function
of a scenario for samplers and optimisers of others.
"""

from ._calibrate import Calibration, Fitted
from ._compare import Comparison, Reached, Row, compare, metrics
from ._discover import Discovery, Limit, discover
from ._native import Lot, Problem, RunError, ScenarioError
from ._optimise import Estimate, Finalist, Optimum, optimise
from ._results import Figure, Results, Target
from ._rules import DAY, HOUR, MINUTE, Rule
from ._scenario import Scenario
from ._sensitivity import Effect, Sensitivity, sensitivity
from ._simulator import Simulator, simulator
from ._sweep import Space, SweepResult, sweep
from ._tune import Finding, Parameter, Posterior, ProfilePoint, Residual, Tuning, tune

__version__ = "0.1.0"

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "Calibration",
    "Comparison",
    "Discovery",
    "Effect",
    "Estimate",
    "Figure",
    "Finalist",
    "Finding",
    "Fitted",
    "Limit",
    "Lot",
    "Optimum",
    "Parameter",
    "Posterior",
    "Problem",
    "ProfilePoint",
    "Reached",
    "Residual",
    "Results",
    "Row",
    "Rule",
    "RunError",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Simulator",
    "Space",
    "SweepResult",
    "Target",
    "Tuning",
    "compare",
    "discover",
    "metrics",
    "optimise",
    "sensitivity",
    "simulator",
    "sweep",
    "tune",
]
