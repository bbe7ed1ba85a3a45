"""Scenarios: loaded, varied, refused."""

import datetime
import pickle

import numpy as np
import pytest

import chippark
from chippark import Scenario, ScenarioError

FAB = "scenarios/mini-fab.toml"


def test_a_change_makes_another_scenario():
    fab = Scenario.load(FAB)
    before = fab.digest
    larger = fab.with_({"fab.tools.AB.count": 3}, **{"run.until": "200 d"})
    assert fab.digest == before != larger.digest
    assert larger.settings("tools.AB.count")[0]["value"] == "3"
    assert fab.settings("tools.AB.count")[0]["value"] == "2"
    same = Scenario.load(FAB, {"fab.tools.AB.count": np.int64(3), "run.until": "200 d"})
    assert same.digest == larger.digest
    assert fab.with_({"run.seed": 5}).seed == 5


def test_dates_lists_and_tables_are_written_as_in_files():
    city = Scenario.load("scenarios/jinhua-2019.toml")
    other = city.with_({"run.until": datetime.date(2019, 7, 1), "target": []})
    assert other.digest == city.with_({"run.until": "2019-07-01", "target": []}).digest
    talent = {"kind": "poisson", "rate": "500 /y", "persons": {"tier": "engineer"}}
    more = city.with_({"talent.channels.steady": talent})
    assert more.settings("channels.steady.rate")[0]["value"] == "500 /y"
    with pytest.raises(ValueError, match="is no value of a scenario"):
        city.with_({"run.until": object()})


def test_sections_are_left_out_and_programmes_switched_off():
    city = Scenario.load("scenarios/jinhua-2019.toml")
    for name in ("e-point-pass", "policy.programmes.e-point-pass"):
        off = city.without(name)
        assert off.digest == city.with_({"policy.programmes.e-point-pass.intensity": 0}).digest
    people = city.without("research", "ventures", "target")
    written = [setting["path"] for setting in people.settings() if setting["value"] is not None]
    assert not [path for path in written if path.startswith(("research", "ventures", "target"))]
    # A programme of a section that is gone would be a mistake; targets name its figures.
    with pytest.raises(ScenarioError, match="research.visits.rate"):
        city.without("research")
    with pytest.raises(ScenarioError, match="did you mean `research`?"):
        city.without("reserch")


def test_mistakes_have_their_place_and_are_shown_as_by_the_program(tmp_path, program):
    path = tmp_path / "wrong.toml"
    path.write_text(
        'scenario = { title = "T", question = "Q" }\n'
        'run = { start = "2018-01-01", until = "50 d" }\n'
        "[talent.channels.steady]\n"
        'kind = "poisson"\n'
        'rate = "many"\n'
        "[services.window]\n"
        "windws = 3\n"
    )
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    errors = program("check", path)[1]
    assert str(caught.value).strip() == errors.strip()
    rate = next(one for one in caught.value.problems if one.field.endswith("rate"))
    assert (rate.file, rate.line, rate.column) == (str(path), 5, 8)
    assert rate.code == "E0109" and rate.help and rate.message in errors
    window = next(one for one in caught.value.problems if "windws" in one.message)
    assert "did you mean `windows`" in window.help
    assert isinstance(caught.value, ValueError)


def test_a_wrong_override_is_named_without_a_line():
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(FAB).with_({"fab.tools.AB.cout": 1})
    (problem,) = caught.value.problems
    assert problem.field == "fab.tools.AB.cout" and problem.line is None
    assert "did you mean `count`?" in problem.help
    with pytest.raises(ScenarioError, match="from 1 to 1000000"):
        Scenario.load(FAB).run(replications=0)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(ScenarioError, match="mini-fab.toml"):
        Scenario.load("scenarios/mini-fb.toml")


def test_scenarios_travel_between_processes():
    fab = Scenario.load(FAB, {"run.until": "150 d", "run.seed": 3})
    copy = pickle.loads(pickle.dumps(fab))
    assert (copy.digest, copy.name, copy.seed) == (fab.digest, "mini-fab", 3)


def test_the_vocabulary_of_metrics_is_that_of_the_program(json_of):
    assert chippark.metrics() == json_of("metrics", "--json")
    assert chippark.metrics("fab.wip")[0]["unit"] == "lots"
