"""Searches for the best values are those of the command-line program."""

import csv
import json

import numpy as np
import pytest

from chippark import Scenario, ScenarioError, optimise

FAB = "scenarios/mini-fab.toml"
SPACE = {
    "tools": {"paths": ["fab.tools.AB.count"], "low": 2, "high": 4, "integer": True},
    "repair": {"paths": ["fab.tools.CD.maintenance_duration"], "low": 60, "high": 600},
}
FILE = """
[factors.tools]
paths = ["fab.tools.AB.count"]
low = 2
high = 4
integer = true
[factors.repair]
paths = ["fab.tools.CD.maintenance_duration"]
low = 60
high = 600
"""
GOAL = "fab.cycle_time/Pa <= 1.7"


@pytest.fixture
def fab():
    return Scenario.load(FAB, {"run.until": "120 d"})


def words(folder, *more):
    (folder / "space.toml").write_text(FILE)
    given = ("--space", folder / "space.toml", "--out", folder / "out", "--set", "run.until=120 d")
    return ("optimise", FAB, *given, *more)


def test_an_optimum_is_that_of_the_program(fab, tmp_path, program):
    more = ["--minimise", "fab.wip", "--subject-to", GOAL, "--budget", 90, "-r", 3]
    text = program(*words(tmp_path, *more))[0]
    found, two = (
        optimise(
            fab, SPACE, minimise="fab.wip", subject_to=GOAL, budget=90, replications=3, jobs=jobs
        )
        for jobs in (1, 2)
    )
    assert found.json == two.json == json.loads((tmp_path / "out/optimum.json").read_text())
    assert str(found) == text and found.figure == "fab.wip" and found.is_feasible
    best, entry = found.best, found.json["finalists"][0]
    assert found.values == best.values == entry["factors"] and best.meets_constraints
    assert best.estimate.mean == entry["estimate"]["mean"]
    assert list(best.estimate.ci95) == entry["estimate"]["ci95"]
    assert best.constraints[GOAL].mean == entry["constraints"][0]["estimate"]["mean"] <= 1.7
    path = tmp_path / "out/best.toml"
    assert found.scenario.digest == Scenario.load(path, {"run.until": "120 d"}).digest
    columns = found.table()
    with open(tmp_path / "out/tries.csv") as file:
        rows = list(csv.DictReader(file))
    assert list(columns) == list(rows[0]) and len(found.to_pandas()) == len(rows)
    for name in ("try", "tools", "repair", "fab.wip", GOAL):
        expected = [float(row[name] or "nan") for row in rows]
        assert np.array_equal(columns[name], expected, equal_nan=True), name
    assert [str(one).lower() for one in columns["meets_constraints"]] == [
        row["meets_constraints"] for row in rows
    ]


def test_a_small_space_is_tried_in_full(fab, tmp_path, program):
    levels = {"tools": {"paths": ["fab.tools.AB.count"], "levels": [2, 3]}}
    found = fab.optimise(levels, maximise="fab.wip", subject_to=["fab.wip <= 1"], budget=30)
    assert found.is_exhaustive and not found.is_feasible
    assert found.json["problem"]["first_replications"] == 5
    assert str(found).startswith("No point of 2 points tried (all) meets the constraints")


def test_what_cannot_be_optimised_is_refused(fab):
    with pytest.raises(ValueError, match="20 runs are too few: 30 at least"):
        fab.optimise(SPACE, minimise="fab.wip", budget=20)
    with pytest.raises(ValueError, match="budget is 0: use from 1"):
        fab.optimise(SPACE, minimise="fab.wip", budget=0)
    with pytest.raises(ValueError, match="there is no metric `fab.wipp`; did you mean `fab.wip`?"):
        fab.optimise(SPACE, minimise="fab.wipp", budget=30)
    with pytest.raises(ValueError, match="no figure `fab.cycle_time/P`; did you mean"):
        fab.optimise(SPACE, minimise="fab.cycle_time/P", budget=30)
    with pytest.raises(ValueError, match="means 3 figures, and one is needed"):
        fab.optimise(SPACE, minimise="fab.cycle_time", budget=30)
    with pytest.raises(ValueError, match="is no goal"):
        fab.optimise(SPACE, minimise="fab.wip", subject_to="fab.wip < 3", budget=30)
    for both in ({}, {"maximise": "fab.wip", "minimise": "fab.wip"}):
        with pytest.raises(ValueError, match="name one figure"):
            fab.optimise(SPACE, budget=30, **both)
    with pytest.raises(ScenarioError, match="there is no factor"):
        fab.optimise({}, minimise="fab.wip", budget=30)
    with pytest.raises(ScenarioError) as caught:
        levels = {"tools": {"paths": ["fab.tools.AB.count"], "levels": [0, 2]}}
        fab.optimise(levels, minimise="fab.wip", budget=30)
    assert caught.value.problems[0].field == "fab.tools.AB.count"
