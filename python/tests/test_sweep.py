"""Sweeps are those of the command-line program, and others can choose the points."""

import csv
import json
import pickle

import numpy as np
import pytest
from SALib.analyze import sobol as sobol_indices
from SALib.sample import sobol

import chippark
from chippark import Scenario, ScenarioError, Space, discover, sensitivity, simulator, sweep

FAB = "scenarios/mini-fab.toml"
SPACE = {
    "crews": {"paths": ["staffing.fixed.operator"], "low": 2, "high": 4, "integer": True},
    "repair": {"paths": ["fab.tools.CD.maintenance_duration"], "low": 60, "high": 240},
    "load": {"paths": ["fab.tools.AB.load_time"], "low": 10, "high": 30, "scale": "log"},
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
[factors.load]
paths = ["fab.tools.AB.load_time"]
low = 10
high = 30
scale = "log"
"""


@pytest.fixture
def fab():
    return Scenario.load(FAB, {"run.until": "120 d"})


@pytest.mark.parametrize("design", ["saltelli:4", "morris:4", "sobol:8"])
def test_sweeps_and_sensitivities_are_those_of_the_program(fab, design, tmp_path, program):
    (tmp_path / "space.toml").write_text(FILE)
    out = tmp_path / "out"
    program(
        *("sweep", FAB, "--space", tmp_path / "space.toml", "--design", design, "--out", out),
        *("-r", 2, "--metrics", "fab.*", "--set", "run.until=120 d"),
    )
    one, two = (
        sweep(fab, SPACE, design, replications=2, metrics="fab.*", jobs=jobs) for jobs in (1, 2)
    )
    with open(out / "design.csv") as file:
        rows = list(csv.reader(file))
    assert one.factors == rows[0][1:] == list(SPACE)
    assert np.array_equal(one.design, np.array(rows[1:], dtype=float)[:, 1:])
    expected = {key: np.full(one.outputs(key).shape, np.nan) for key in one.keys()}
    with open(out / "results.csv") as file:
        for row in csv.DictReader(file):
            key = row["metric"] + (f"/{row['subject']}" if row["subject"] else "")
            place = int(row["point"]), int(row["replication"])
            expected[key][place] = float(row["value"]) if row["value"] else np.nan
    for key, values in expected.items():
        assert np.array_equal(one.outputs(key), values, equal_nan=True), key
        assert np.array_equal(two.outputs(key), values, equal_nan=True), key
    key = "fab.cycle_time/Pa"
    text = program("sensitivity", out, "--metrics", key, "--json")[0]
    assert json.loads(one._swept.sensitivity(key)[0]) == json.loads(text)
    found = sensitivity(one, key)
    assert {effect.factor for effect in found.ranking()} == set(SPACE)
    assert found.ranking()[0].low <= found.ranking()[0].value <= found.ranking()[0].high
    assert len(one.to_pandas()) == len(one.design) * 2


def test_a_space_is_a_dict_a_text_or_a_file(fab, tmp_path):
    path = tmp_path / "space.toml"
    path.write_text(FILE)
    spaces = [Space(SPACE), Space.from_text(FILE), Space.load(path)]
    spaces.append(pickle.loads(pickle.dumps(spaces[0])))
    assert all(space.factors == spaces[0].factors for space in spaces)
    run = lambda space: sweep(fab, space, "lhs:2", 1, "fab.wip").outputs("fab.wip")  # noqa: E731
    assert np.array_equal(run(path), run(SPACE))


def test_points_of_salib_are_run_and_analysed(fab):
    space = Space(SPACE)
    problem = space.salib()
    assert problem["bounds"] == [[1.5, 4.5], [60.0, 240.0], [10.0, 30.0]]
    points = sobol.sample(problem, 4, seed=1)
    swept = sweep(fab, space, points=points, replications=2, metrics="fab.cycle_time/Pa")
    assert swept.design.shape == points.shape
    assert np.array_equal(swept.design[:, 0], np.round(points[:, 0]))
    assert np.allclose(swept.design[:, 1:], points[:, 1:], rtol=1e-5)
    means = swept.outputs("fab.cycle_time/Pa").mean(axis=1)
    found = sobol_indices.analyze(problem, means, seed=1)
    assert found["ST"].shape == (3,)
    # Points that are given are as the design that has them.
    design = sweep(fab, space, "lhs:8", 2, "fab.wip")
    again = sweep(fab, space, points=design.design, replications=2, metrics="fab.wip")
    assert np.array_equal(design.outputs("fab.wip"), again.outputs("fab.wip"))
    assert sensitivity(again, "fab.wip").effects == sensitivity(design, "fab.wip").effects


def test_points_of_their_own_seeds_differ(fab):
    levels = {"crews": {"paths": ["staffing.fixed.operator"], "levels": [2, 3]}}
    same = [[2.0], [2.0]]
    run = lambda **more: sweep(fab, levels, points=same, metrics="fab.wip", **more)  # noqa: E731
    common, own = (run(independent=own).outputs("fab.wip") for own in (False, True))
    assert np.array_equal(common[0], common[1]) and not np.array_equal(own[0], own[1])


def test_what_is_wrong_with_a_sweep_is_named(fab):
    with pytest.raises(ScenarioError, match="did you mean `high`?"):
        Space({"crews": {"paths": ["staffing.fixed.operator"], "low": 2, "hih": 4}}).factors
    with pytest.raises(ScenarioError) as caught:
        fab.sweep({"crews": {"paths": ["staffing.fixed.operators"], "low": 2, "high": 4}})
    assert caught.value.problems[0].field == "factors.crews.paths.0"
    with pytest.raises(ValueError, match="is no design"):
        fab.sweep(SPACE, "lsh:3")
    with pytest.raises(ValueError, match="point 1: 9 is outside of the factor `crews`"):
        fab.sweep(SPACE, points=[[2, 100, 20], [9, 100, 20]])
    with pytest.raises(ValueError, match="2 values for 3 factors"):
        fab.sweep(SPACE, points=[[2, 100]])
    with pytest.raises(ValueError, match="the shape"):
        fab.sweep(SPACE, points=[2, 100, 20])
    with pytest.raises(ValueError, match="there is no metric `fab.wipp`; did you mean `fab.wip`?"):
        fab.sweep(SPACE, metrics="fab.wipp")
    levels = {"crews": {"paths": ["staffing.fixed.operator"], "levels": [2, 3]}}
    with pytest.raises(ValueError, match="has no bounds"):
        Space(levels).salib()
    swept = sweep(fab, levels, "full", 1, "fab.wip")
    with pytest.raises(ValueError, match="did you mean `fab.wip`?"):
        sensitivity(swept, "fab.wp")
    with pytest.raises(ScenarioError, match=r"invalid at 1 point.*\n.*point 0"):
        fab.sweep({"tools": {"paths": ["fab.tools.AB.count"], "levels": [0]}}, "full")


def test_a_box_is_that_of_the_program(fab, tmp_path, program):
    # The crews have three levels, which must not hide what the repair does.
    (tmp_path / "space.toml").write_text(FILE.replace("240", "600"))
    out = tmp_path / "out"
    words = ("--design", "lhs:40", "--out", out, "-r", 2, "--metrics", "fab.wip,fab.cycle_time")
    program("sweep", FAB, "--space", tmp_path / "space.toml", *words, "--set", "run.until=120 d")
    metrics = ["fab.wip", "fab.cycle_time"]
    swept = fab.sweep(tmp_path / "space.toml", "lhs:40", replications=2, metrics=metrics)
    for goal in ("fab.wip <= 25", "fab.wip <= 20"):
        text = program("discover", out, "--goal", goal, "--coverage", "0.8")[0]
        expected = json.loads(program("discover", out, "--goal", goal, "--json")[0])
        found, half = swept.discover(goal, coverage=0.8), discover(swept, goal)
        assert str(found) == text and half.json == expected
        assert (half.density, half.coverage) == (expected["density"], expected["coverage"])
        assert found.coverage >= 0.8 and found.cases == 80
        assert "repair" in [limit.factor for limit in found.limits]
        assert list(found.to_pandas()["factor"]) == [limit.factor for limit in found.limits]


def test_a_goal_that_means_nothing_is_refused(fab):
    swept = sweep(fab, SPACE, "lhs:4", 1, metrics="fab.wip")
    with pytest.raises(ValueError, match="no figure `fab.wipp`; did you mean `fab.wip`?"):
        swept.discover("fab.wipp <= 20")
    with pytest.raises(ValueError, match="no figure `fab.wip@2018-02-01`"):
        swept.discover("fab.wip@2018-02-01 <= 20")
    with pytest.raises(ValueError, match="is no goal"):
        swept.discover("fab.wip = 20")
    with pytest.raises(ValueError, match="fab.wip <= 1: 0 points that reach the goal"):
        swept.discover("fab.wip <= 1")
    with pytest.raises(ValueError, match="coverage is 50: use a share"):
        swept.discover("fab.wip <= 20", coverage=50)


def test_a_simulator_is_a_function_of_the_factors(fab):
    keys = ["fab.cycle_time/Pa", "fab.wip"]
    simulate = simulator(fab, SPACE, keys, replications=2)
    point = [3, 120, 20]
    swept = sweep(fab, SPACE, points=[point], replications=2, metrics=keys)
    expected = [swept.outputs(key).sum(axis=1)[0] / 2 for key in keys]
    assert simulate(point).tolist() == expected
    assert simulate(dict(zip(SPACE, point))).tolist() == expected
    assert simulate(point, seed=4).tolist() != expected
    assert simulate(point, seed=fab.seed).tolist() == expected
    assert pickle.loads(pickle.dumps(simulate))(point).tolist() == expected
    random = simulator(fab, SPACE, keys, common=False)
    np.random.seed(1)
    first, second = random(point), random(point)
    np.random.seed(1)
    assert np.array_equal(random(point), first) and not np.array_equal(first, second)


def test_what_a_simulator_cannot_do_is_refused(fab):
    simulate = simulator(fab, SPACE, "fab.cycle_time/P")
    with pytest.raises(ValueError, match="did you mean `fab.cycle_time/Pa`?"):
        simulate([3, 120, 20])
    with pytest.raises(ValueError, match="the factors are crews, repair, load"):
        simulate({"crew": 3})
    with pytest.raises(ValueError, match="is a pattern"):
        simulator(fab, SPACE, "fab.*")
    with pytest.raises(ValueError, match="there is no metric"):
        simulator(fab, SPACE, "fab.wipp")


def test_a_sensitivity_can_be_plotted(fab):
    import matplotlib

    matplotlib.use("Agg")
    axes = sensitivity(sweep(fab, SPACE, "lhs:8", 2, "fab.wip"), "fab.wip").plot()
    assert len(axes.patches) == 3 and "coefficient of fab.wip" in axes.get_xlabel()


def test_a_calibration_gives_the_scenario_with_the_values_found(program):
    off = {"policy.reinvestment.enabled": False}
    city = Scenario.load("scenarios/probe-targets.toml", off)
    found = city.calibrate(replications=2)
    (fitted,) = found.fitted
    assert found.reached and found.values == {fitted.path: fitted.value}
    assert found.scenario.digest == city.with_(found.values).digest
    words = ["--set", "policy.reinvestment.enabled=false", "-r", 2]
    assert program("calibrate", "scenarios/probe-targets.toml", *words)[0] == str(found)
    with pytest.raises(ValueError, match="nothing to calibrate"):
        Scenario.load(FAB).calibrate()
    with pytest.raises(ValueError, match="within is 3"):
        city.calibrate(within=3)
    assert isinstance(found, chippark.Calibration)
