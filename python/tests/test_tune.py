"""Tuning is that of the command-line program."""

import csv
import json
import pickle

import numpy as np
import pytest

from chippark import Scenario, ScenarioError, Space, tune

TARGETS = "scenarios/probe-targets.toml"
OFF = {"policy.reinvestment.enabled": False}
FILE = """
[factors.v0]
paths = ["talent.channels.students.choice.v0"]
low = -7
high = -3
[factors.settle]
paths = ["talent.channels.students.choice.beta_settle"]
low = 0
high = 2
"""


@pytest.fixture
def city():
    return Scenario.load(TARGETS, OFF)


def words(out, *more):
    return ("tune", TARGETS, "--set", "policy.reinvestment.enabled=false", "--out", out, *more)


def test_a_fit_is_that_of_the_program(city, tmp_path, program):
    out = tmp_path / "out"
    more = ["--profile", "--posterior", 20, "-r", 5, "--seed", 3, "--jobs", 2]
    text = program(*words(out, *more))[0]
    found = city.tune(profile=True, posterior=20, replications=5, seed=3, jobs=1)
    assert found.json == json.loads((out / "tune.json").read_text())
    assert str(found) == text and "95 % interval" in text
    (parameter,) = found.parameters
    assert found.values == {parameter.name: parameter.value}
    assert parameter.low < parameter.value < parameter.high and parameter.effect == "shown"
    fitted = Scenario.load(out / "fitted.toml", OFF)
    assert found.scenario.digest == fitted.digest != city.digest
    assert found.residuals[0].figure.startswith("talent.registered/students")
    assert len(found.profile) == 7
    assert min(point.objective for point in found.profile) == found.objective
    with open(out / "posterior.csv") as file:
        header, *rows = csv.reader(file)
    sample, rows = found.posterior, np.array(rows, dtype=float)
    assert header == [*sample.names, "weight"] == list(sample.to_pandas().columns)
    assert sample.draws.shape == (20, 1) and np.array_equal(sample.draws, rows[:, :-1])
    assert np.array_equal(sample.weights, rows[:, -1])
    assert list(found.to_pandas()["value"]) == [parameter.value]


def test_what_the_targets_do_not_tell_is_a_sentence(city, tmp_path, program):
    (tmp_path / "space.toml").write_text(FILE)
    more = ["--space", tmp_path / "space.toml", "--targets", "students", "--json", "-r", 5]
    expected = json.loads(program(*words(tmp_path / "out", *more))[0])
    found = tune(city, Space.from_text(FILE), "students", replications=5)
    assert found.json == expected and found.correlation.shape == (2, 2)
    assert found.correlation[0, 1] == found.correlation[1, 0] == expected["correlation"][0][1]
    assert {finding.kind for finding in found.findings} & {"not_identified", "trade_off"}
    assert all(finding.text in str(found).replace("\n", " ") for finding in found.findings)
    assert found.posterior is None and found.profile == []
    assert pickle.loads(pickle.dumps(found.scenario)).digest == found.scenario.digest


def test_a_budget_that_ends_gives_the_best_values_tried(city, tmp_path):
    far = city.with_({"talent.channels.students.choice.v0": -6.5})
    more = {"replications": 5, "journal": tmp_path}
    short = tune(far, tries=6, **more)
    assert not short.is_settled and short.tries == 6
    assert "budget of tries ended" in str(short)
    kept = (tmp_path / "units.jsonl").read_text()
    longer = tune(far, **more)
    assert longer.is_settled and longer.objective <= short.objective
    assert (tmp_path / "units.jsonl").read_text().startswith(kept)


def test_what_cannot_be_tuned_is_refused(city):
    with pytest.raises(ValueError, match="reinvestment is on"):
        Scenario.load(TARGETS).tune()
    with pytest.raises(ValueError, match="nothing to tune to"):
        Scenario.load("scenarios/mini-fab.toml").tune()
    with pytest.raises(ValueError, match="no target `studens`; did you mean `students`?"):
        city.tune(targets="studens")
    with pytest.raises(ValueError, match="3 replications do not show"):
        city.tune(replications=3)
    with pytest.raises(ValueError, match="5 tries are too few for 1 parameters"):
        city.tune(tries=5)
    with pytest.raises(ValueError, match="tries is 1"):
        city.tune(tries=1)
    with pytest.raises(ValueError, match="posterior is 3: use from 20"):
        city.tune(posterior=3)
    with pytest.raises(ValueError, match="jobs is 0"):
        city.tune(jobs=0)
    with pytest.raises(ScenarioError, match="there is no factor"):
        city.tune({})
    path = "talent.channels.students.choice.v0"
    with pytest.raises(ValueError, match="`v0` has levels"):
        city.tune({"v0": {"paths": [path], "levels": [-5, -4]}})
    with pytest.raises(ValueError, match="widen the range"):
        city.tune({"v0": {"paths": [path], "low": -2, "high": -1}})
    with pytest.raises(ScenarioError, match="says nothing at `talent.channels.students.choice.v`"):
        city.tune({"v0": {"paths": [path[:-1]], "low": -7, "high": -3}})
