"""Comparisons are those of the command-line program."""

import pytest

from chippark import Scenario, ScenarioError, compare

FAB = "scenarios/mini-fab.toml"


def test_comparisons_are_those_of_the_program(json_of):
    words = ["--vary", "three: fab.tools.AB.count=3", "--vary", "+1 fab.tools.E.count"]
    words += ["--goal", "fab.wip <= 19", "--metrics", "fab.wip,fab.cycle_time"]
    expected = json_of("compare", FAB, *words, "-r", 4, "--until", "150 d", "--json")
    found = compare(
        Scenario.load(FAB),
        ["three: fab.tools.AB.count=3", "+1 fab.tools.E.count"],
        metrics=["fab.wip", "fab.cycle_time"],
        goals="fab.wip <= 19",
        replications=4,
        until="150 d",
        jobs=2,
    )
    assert found.json == expected
    assert len(found.rows) == 8 and len(found.goals) == 3
    row, entry = found.rows[0], expected["rows"][0]
    assert row.scenario == "three" and list(row.difference_ci95) == entry["difference_ci95"]
    assert row.p_adjusted == entry["p_adjusted"] and row.verdict == entry["verdict"]
    assert "common random numbers" in str(found)
    frame = found.to_pandas()
    assert len(frame) == 8 and frame["difference_low"][0] == entry["difference_ci95"][0]


def test_the_headlines_and_ten_replications_are_compared_by_default(json_of):
    base = Scenario.load(FAB, {"run.until": "120 d"})
    found = base.compare(each="+1 fab.tools.*.count")
    expected = json_of(
        "compare", FAB, "--set", "run.until=120 d", "--json",
        *("--vary", "+1 fab.tools.AB.count", "--vary", "+1 fab.tools.CD.count"),
        *("--vary", "+1 fab.tools.E.count"),
    )  # fmt: skip
    assert found.json == expected and found.json["replications"] == 10
    # One that is asked for is one, as by the program.
    assert base.compare("+1 fab.tools.E.count", replications=1).json["replications"] == 1


def test_scenarios_have_the_names_that_they_are_given():
    fab = Scenario.load(FAB, {"run.until": "120 d"})
    others = {"same": fab, "operators": "staffing.fixed.operator=4"}
    found = compare(fab, others, "fab.wip", replications=3)
    assert [row.scenario for row in found.rows] == ["same", "operators"]
    assert found.rows[0].verdict == "same" and found.rows[0].difference == 0


def test_what_cannot_be_compared_is_refused():
    fab = Scenario.load(FAB, {"run.until": "120 d"})
    with pytest.raises(ValueError, match="nothing to compare"):
        fab.compare()
    with pytest.raises(ValueError, match="did you mean `fab.wip`?"):
        fab.compare("+1 fab.tools.E.count", metrics="fab.wipp", replications=2)
    with pytest.raises(ValueError, match="is no goal"):
        fab.compare("+1 fab.tools.E.count", goals="fab.wip = 3")
    with pytest.raises(ValueError, match="says nothing at"):
        fab.compare("+1 fab.tools.F.count")
    with pytest.raises(ScenarioError, match="did you mean `count`?"):
        fab.compare("fab.tools.E.cout=2")
    with pytest.raises(ValueError, match="neither a Scenario nor"):
        fab.compare(3)
