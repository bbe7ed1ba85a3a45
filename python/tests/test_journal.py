"""What is kept in a journal is not run again, and is the journal of the command-line program."""

import fcntl
import json
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from chippark import Scenario, sweep

FAB = "scenarios/mini-fab.toml"
TARGETS = "scenarios/probe-targets.toml"
SPACE = {
    "crews": {"paths": ["staffing.fixed.operator"], "low": 2, "high": 4, "integer": True},
    "repair": {"paths": ["fab.tools.CD.maintenance_duration"], "low": 60, "high": 240},
}
FILE = """
[factors.crews]
paths = ["staffing.fixed.operator"]
low = 2
high = 4
integer = true
[factors.repair]
paths = ["fab.tools.CD.maintenance_duration"]
low = 60
high = 240
"""


def units(folder):
    """The ids of the units of a journal, in their order."""
    lines = (Path(folder) / "units.jsonl").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    return [entry["unit"] for entry in entries if "unit" in entry]


def swept(folder):
    fab = Scenario.load(FAB)
    found = fab.sweep(SPACE, "lhs:10", replications=2, metrics="fab.wip", jobs=1, journal=folder)
    return found.outputs("fab.wip").tolist()


def tuned(folder):
    city = Scenario.load(TARGETS, {"policy.reinvestment.enabled": False})
    return city.tune(replications=5, jobs=1, journal=folder).json


def optimised(folder):
    fab = Scenario.load(FAB)
    found = fab.optimise(SPACE, minimise="fab.wip", budget=30, jobs=1, journal=folder)
    return found.json


@pytest.mark.parametrize("work", [swept, tuned, optimised])
def test_a_call_that_ctrl_c_ends_goes_on_with_the_same_figures(work, tmp_path):
    expected, folder = work(None), tmp_path / "kept/here"
    stop = threading.Event()

    def press():
        # As soon as some units are done.
        while not stop.is_set():
            if (folder / "units.jsonl").exists() and len(units(folder)) >= 3:
                os.kill(os.getpid(), signal.SIGINT)
                return
            time.sleep(0.001)

    presser = threading.Thread(target=press)
    presser.start()
    with pytest.raises(KeyboardInterrupt):
        work(folder)
    stop.set()
    presser.join()
    before = units(folder)
    assert work(folder) == expected
    after = units(folder)
    assert 3 <= len(before) < len(after) == len(set(after)) and after[: len(before)] == before
    # A complete one runs nothing.
    assert work(folder) == expected and units(folder) == after


def test_a_journal_is_that_of_the_program(tmp_path, program):
    (tmp_path / "space.toml").write_text(FILE)

    def by_the_program(folder, replications):
        given = ("--space", tmp_path / "space.toml", "--design", "lhs:10", "--metrics", "fab.wip")
        return program("sweep", FAB, *given, "--out", folder, "-r", replications)[1]

    theirs, mine = tmp_path / "theirs", tmp_path / "mine"
    assert "20 to run" in by_the_program(theirs, 2)
    before = units(theirs)
    expected = swept(mine)
    assert swept(theirs) == expected and units(theirs) == before
    assert "30 units, 10 to run" in by_the_program(mine, 3)


def test_more_replications_run_what_is_new(tmp_path):
    fab = Scenario.load(FAB, {"run.until": "120 d"})
    run = lambda r: sweep(fab, SPACE, "sobol:4", r, "fab.wip", journal=tmp_path)  # noqa: E731
    two, three = (run(r).outputs("fab.wip") for r in (2, 3))
    assert np.array_equal(three[:, :2], two) and len(units(tmp_path)) == 12


def test_a_journal_that_cannot_be_kept_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        swept(tmp_path / "file")
    with open(tmp_path / "units.jsonl", "w") as journal:
        fcntl.flock(journal, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another process has its journal open"):
            swept(tmp_path)
    (tmp_path / "units.jsonl").write_text('{"no": "journal"}\n')
    with pytest.raises(OSError, match="line 1: this is no line of a journal"):
        swept(tmp_path)
