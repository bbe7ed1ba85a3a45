"""chippark: a discrete-event simulator of a chip park, from people to sold computers.

The engine runs inside of this process, on as many threads as ``jobs`` says, without the lock of
the interpreter; Ctrl-C stops it. Figures are those of the command-line program to the last bit.

>>> import chippark
>>> fab = chippark.Scenario.load("scenarios/mini-fab.toml")
>>> results = fab.run(replications=3, until="200 d")
>>> results.array("fab.cycle_time/Pa").shape
(3,)

Start at `Scenario`. `compare` sets scenarios beside a base, `sweep` runs one at the points of a
design, `sensitivity` says which factors matter, and `simulator` makes a function of a scenario for
samplers and optimisers.
"""

from ._calibrate import Calibration, Fitted
from ._compare import Comparison, Reached, Row, compare, metrics
from ._native import Problem, RunError, ScenarioError
from ._results import Figure, Results, Target
from ._scenario import Scenario
from ._sensitivity import Effect, Sensitivity, sensitivity
from ._simulator import Simulator, simulator
from ._sweep import Space, SweepResult, sweep

__version__ = "0.1.0"

__all__ = [
    "Calibration",
    "Comparison",
    "Effect",
    "Figure",
    "Fitted",
    "Problem",
    "Reached",
    "Results",
    "Row",
    "RunError",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Simulator",
    "Space",
    "SweepResult",
    "Target",
    "compare",
    "metrics",
    "sensitivity",
    "simulator",
    "sweep",
]
