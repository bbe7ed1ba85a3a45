"""Figures of runs are those of the command-line program, to the last bit."""

import csv
import threading
import time

import numpy as np
import pytest

import chippark._frames
from chippark import RunError, Scenario

FAB = "scenarios/mini-fab.toml"


@pytest.mark.parametrize(
    ("path", "until"), [(FAB, "200 d"), ("scenarios/probe-targets.toml", None)]
)
def test_figures_are_those_of_the_program(path, until, tmp_path, json_of):
    words = ["run", path, "-r", 3, "--seed", 9, "--json", "--out", tmp_path / "out"]
    summary = json_of(*words, *(["--until", until] if until else []))
    results = Scenario.load(path).run(replications=3, seed=9, until=until)
    assert results.json == summary
    with open(tmp_path / "out/replications.csv") as file:
        rows = list(csv.DictReader(file))
    assert len(results.keys()) > 100
    for key in results.keys():
        found = [float(row[key]) if row[key] else np.nan for row in rows]
        assert np.array_equal(results.array(key), found, equal_nan=True), key
    figure = results.summary()[results.keys()[0]]
    entry = summary["metrics"][results.keys()[0]]
    assert (figure.mean, figure.n, figure.unit) == (entry["mean"], entry["n"], entry["unit"])
    assert [target.met for target in results.targets] == [row["met"] for row in summary["targets"]]


def test_threads_and_the_number_of_replications_change_nothing():
    fab = Scenario.load(FAB, {"run.until": "150 d"})
    one, two = (fab.run(replications=5, jobs=jobs) for jobs in (1, 2))
    assert one.json == two.json
    later = fab.run(replications=2, first=3)
    for key in one.keys():
        assert np.array_equal(one.array(key)[3:], later.array(key), equal_nan=True), key
    assert later.table()["replication"].tolist() == [3, 4]


def test_figures_are_chosen_by_key_metric_or_pattern():
    fab = Scenario.load(FAB, {"run.until": "150 d"})
    run = lambda metrics: fab.run(replications=1, metrics=metrics).keys()  # noqa: E731
    assert run("fab.cycle_time/Pa") == ["fab.cycle_time/Pa"]
    assert run(["fab.cycle_time", "fab.wip"])[-1] == "fab.wip"
    assert all(key.startswith("fab.") for key in run("fab.*"))
    with pytest.raises(ValueError, match="there is no metric `fab.cycle_tme`; did you mean"):
        run("fab.cycle_tme")
    with pytest.raises(ValueError, match="did you mean `fab.cycle_time/Pa`?"):
        run("fab.cycle_time/Paa")
    with pytest.raises(ValueError, match="did you mean `fab.wip`?"):
        fab.run(metrics="fab.*").array("fab.wipp")


def test_figures_until_a_day_are_those_that_are_compared(json_of):
    names = ["fab.cycle_time/Pa@2018-04-30", "fab.wip", "fab.cycle_time/P*@2018-05-10"]
    fab = Scenario.load(FAB, {"run.until": "150 d"})
    results = fab.run(replications=4, metrics=names)
    assert results.keys() == sorted(results.keys()) and results.keys()[0] == names[0]
    words = ["--vary", "fab.tools.E.count=2", "--metrics", ",".join(names[:2]), "--set", "run.until=150 d"]
    rows = json_of("compare", FAB, *words, "-r", 4, "--json")["rows"]
    summary = results.summary()
    for row in rows:
        figure = summary[row["figure"]]
        assert (figure.mean, list(figure.ci95)) == (row["base"], row["base_ci95"])
        assert figure.unit == row["unit"] and results.array(row["figure"]).mean() == figure.mean
    assert "@" not in str(results) and "@" not in str(fab.run(metrics=names[0]))
    # They are those of a run that ends with the day.
    shorter = fab.run(replications=4, until="2018-05-01", metrics="fab.cycle_time/Pa")
    assert np.array_equal(results.array(names[0]), shorter.array("fab.cycle_time/Pa"))
    assert results.json["result_digest"] == fab.run(replications=4).json["result_digest"]
    assert set(results.to_pandas().columns) == {"replication", *results.keys()}
    with pytest.raises(ValueError, match="2030-01-01 is not within the statistics of `mini-fab`"):
        fab.run(metrics="fab.wip@2030-01-01")
    with pytest.raises(ValueError, match="did you mean `fab.wip`?"):
        fab.run(metrics="fab.wipp@2018-05-10")
    with pytest.raises(ValueError, match="2018-02"):
        fab.run(metrics="fab.wip@2018-02-30")


def test_frames_have_a_row_for_each_replication(monkeypatch):
    results = Scenario.load(FAB).run(replications=3, until="150 d", metrics="fab.cycle_time")
    for frame in (results.to_pandas(), results.to_polars()):
        assert list(frame.columns) == ["replication", *results.keys()]
        assert np.array_equal(frame["fab.cycle_time/Pa"], results.array("fab.cycle_time/Pa"))

    def refuse(name):
        raise ImportError(name)

    monkeypatch.setattr(chippark._frames, "import_module", refuse)
    with pytest.raises(ImportError, match="pip install polars"):
        results.to_polars()


def test_arguments_that_mean_nothing_are_refused():
    fab = Scenario.load(FAB)
    with pytest.raises(ValueError, match="jobs is 0"):
        fab.run(jobs=0)
    with pytest.raises(TypeError, match="Scenario.load"):
        Scenario()
    assert issubclass(RunError, RuntimeError)


def test_other_threads_of_python_go_on_while_it_runs():
    fab, counts, stop = Scenario.load(FAB), [0], threading.Event()

    def count():
        while not stop.is_set():
            counts[0] += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    began = time.monotonic()
    fab.run(replications=4, jobs=1)
    took = time.monotonic() - began
    stop.set()
    counter.join()
    assert counts[0] > 50 * took, (counts[0], took)
