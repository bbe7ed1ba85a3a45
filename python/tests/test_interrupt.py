"""Ctrl-C ends what runs, at the next tick of its replications."""

import os
import signal
import threading
import time

import pytest

import chippark
from chippark import Scenario

CITY = "scenarios/jinhua-2019.toml"
SPACE = {"windows": {"paths": ["services.window.windows"], "low": 10, "high": 40, "integer": True}}


KINDS = ["run", "compare", "sweep", "simulator", "calibrate", "tune", "optimise"]


@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_c_stops(kind):
    city = Scenario.load(CITY, {"run.replications": 1000})
    off = city.with_({"policy.reinvestment.enabled": False})
    work = {
        "run": lambda: city.run(),
        "compare": lambda: city.compare("services.window.windows=32"),
        "sweep": lambda: city.sweep(SPACE, "lhs:500"),
        "simulator": lambda: chippark.simulator(city, SPACE, "fab.wip", 1000)([12]),
        "calibrate": lambda: off.calibrate(),
        "tune": lambda: off.tune(),
        "optimise": lambda: city.optimise(SPACE, minimise="fab.wip", budget=100_000),
    }[kind]
    pressed = []

    def press():
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(1.0, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        work()
    assert time.monotonic() - pressed[0] < 2.0
