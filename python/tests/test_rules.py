"""Dispatch rules written in Python rank as those of scenarios that say the same, to the bit; what
they raise reaches the caller."""

import math
import os
import signal
import threading
import time
from pathlib import Path

import pytest

import chippark
from chippark import Lot, Scenario

ROOT = Path(__file__).resolve().parents[2]
FAB = "scenarios/probe-fab.toml"
PLAIN = ("fab.dispatch", "fab.tools.implant.rank", "fab.tools.litho.dispatch")


def first_in_first_out(lot, now):
    return lot.joined


def critical_ratio(lot, now):
    return -lot.priority, (lot.due - now) / max(lot.remaining, 1.0)


@pytest.fixture(scope="module")
def fab():
    """The fab of the probe, in which all groups rank by priority, then first in, first out."""
    return Scenario.load(FAB).without(*PLAIN)


def figures(results):
    """All that is said of the results but by which rules they came."""
    return {key: results.json[key] for key in ("result_digest", "metrics")}


RULES = [
    ("fifo", first_in_first_out),
    ("fifo", lambda lot, now: ()),
    ("priority critical_ratio", critical_ratio),
    ("least_slack", lambda lot, now: lot.due - now - lot.remaining),
    ("shortest_processing_time", lambda lot, now: lot.process_time),
    ("earliest_due_date", lambda lot, now: [lot.due, now][0]),
]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_rules_of_python_rank_as_those_of_scenarios(fab, name, rule):
    usual = fab.run(replications=2)
    named = fab.with_({"fab.dispatch": name}).run(replications=2)
    ranked = fab.run(replications=2, rule=rule)
    assert figures(ranked) == figures(named)
    assert figures(named) != figures(usual)


def test_limits_of_queue_times_rank_in_some_groups(fab):
    # In the furnace, times of a batch are drawn for the lot that stands first, and only queues of
    # rules that do not look at the moment are kept sorted.
    groups = ["litho", "implant", "scan"]
    rule = lambda lot, now: (lot.start_by, -lot.priority)  # noqa: E731
    by_name = {f"fab.tools.{group}.dispatch": "queue_time priority" for group in groups}
    named = fab.with_(by_name).run(replications=2)
    ranked = fab.run(replications=2, rules={group: rule for group in groups})
    assert figures(ranked) == figures(named)
    assert figures(named) != figures(fab.run(replications=2))


def test_setups_rank_by_the_tool_that_looks(fab):
    by_setups = fab.with_({"fab.dispatch": "least_setup fifo"})
    named = fab.with_({"fab.dispatch": "least_setup critical_ratio"}).run(replications=2)
    rule = lambda lot, now: (lot.setup_time, critical_ratio(lot, now)[1])  # noqa: E731
    assert figures(by_setups.run(replications=2, rule=rule)) == figures(named)
    assert figures(by_setups.run(replications=2)) != figures(named)


def test_a_group_has_its_own_rule_before_that_of_the_fab(fab):
    one = {"fab.dispatch": "priority critical_ratio"}
    named = fab.with_({**one, "fab.tools.litho.dispatch": "fifo"})
    ranked = fab.run(replications=2, rule=critical_ratio, rules={"litho": first_in_first_out})
    assert figures(ranked) == figures(named.run(replications=2))
    assert figures(ranked) != figures(fab.with_(one).run(replications=2))
    some = fab.run(replications=2, rules={"litho": first_in_first_out})
    named = fab.with_({"fab.tools.litho.dispatch": "fifo"})
    assert figures(some) == figures(named.run(replications=2))


def test_the_example_of_the_docs_runs():
    text = (ROOT / "docs/python.md").read_text()
    code = text.split("## Dispatch rules")[1].split("```python")[1].split("```")[0]
    names = {}
    exec(code, names)
    expected = {"fab": "slack", "fab.tools.E": "setups_unless_late"}
    assert names["ranked"].json["rules_from_outside"] == expected
    assert f"# {expected}" in code
    assert (names["ranked"].array("fab.wip") != names["usual"].array("fab.wip")).all()


def test_results_say_that_the_scenario_does_not_give_them(fab):
    ranked = fab.run(replications=1, rule=critical_ratio, rules={"litho": first_in_first_out})
    assert ranked.json["rules_from_outside"] == {
        "fab": "critical_ratio",
        "fab.tools.litho": "first_in_first_out",
    }
    assert ranked.warnings[0].startswith("rules from outside of the scenario rank lots (`fab` by")
    assert "rules from outside of the scenario" in str(ranked)
    usual = fab.run(replications=1)
    assert "rules_from_outside" not in usual.json
    assert usual.json["scenario_digest"] == ranked.json["scenario_digest"]
    assert all("outside of the scenario" not in text for text in [str(usual), *usual.warnings])


def test_figures_until_a_day_are_those_by_the_rule(fab):
    key = "fab.wip@2018-12-31"
    ranked, usual = (
        scenario.run(replications=2, rule=rule, metrics=key)
        for scenario, rule in [(fab, first_in_first_out), (fab, None)]
    )
    named = fab.with_({"fab.dispatch": "fifo"}).run(replications=2, metrics=key)
    assert ranked.keys() == [key]
    assert ranked.array(key).tolist() == named.array(key).tolist()
    assert ranked.array(key).tolist() != usual.array(key).tolist()


def test_a_rule_sees_a_lot_in_milliseconds(fab):
    seen = []

    def rule(lot, now):
        seen.append((lot, now))
        return lot.joined

    fab.run(replications=1, rule=rule)
    assert len(seen) > 1000
    for lot, now in seen:
        assert isinstance(lot, Lot) and 0 <= lot.joined <= now
        assert lot.priority >= 0 and lot.wafers > 0 and lot.setup_time >= 0
        assert 0 <= lot.process_time <= lot.remaining + 1
        assert lot.start_by > 0
    assert any(math.isinf(lot.start_by) for lot, _ in seen)
    assert any(lot.setup_time > 0 for lot, _ in seen)
    assert 59 * chippark.DAY < max(now for _, now in seen) <= 60 * chippark.DAY
    assert repr(seen[0][0]).startswith("<Lot priority=")
    with pytest.raises(AttributeError):
        seen[0][0].priority = 3


class Mistake(Exception):
    pass


def test_an_exception_of_a_rule_reaches_the_caller(fab):
    calls = []

    def rule(lot, now):
        calls.append(now)
        if len(calls) == 500:
            raise Mistake("on purpose", lot.wafers)
        return 0

    with pytest.raises(Mistake, match="on purpose") as raised:
        fab.run(replications=3, rule=rule, jobs=2)
    assert len(calls) == 500, "it is not asked again"
    assert raised.traceback[-1].name == "rule"
    # The scenario is as good as before.
    fab.run(replications=1, rule=first_in_first_out)


@pytest.mark.parametrize(
    ("found", "error", "text"),
    [
        (math.nan, ValueError, r"number 1 of a rank is not a number \(NaN\)"),
        ((0, math.nan), ValueError, r"number 2 of a rank is not a number \(NaN\)"),
        ((0,) * 9, ValueError, "a rank has 9 numbers, and 8 are the most"),
        ("first", TypeError, "'first' is no rank: a rule returns a number or a tuple of numbers"),
        (None, TypeError, "None is no rank"),
        ((1, "b"), TypeError, "'b' is no rank"),
        ([1, 2], TypeError, r"\[1, 2\] is no rank"),
    ],
)
def test_what_is_no_rank_is_refused(fab, found, error, text):
    with pytest.raises(error, match=text):
        fab.run(replications=2, rule=lambda lot, now: found)


def test_what_cannot_rank_is_refused(fab):
    with pytest.raises(ValueError, match="there is no tool group `lito`; did you mean `litho`?"):
        fab.run(rules={"lito": first_in_first_out})
    with pytest.raises(TypeError, match="'fifo' is no rule: it cannot be called"):
        fab.run(rule="fifo")
    with pytest.raises(TypeError, match="takes 0 positional arguments but 2 were given"):
        fab.run(rule=lambda: 0)
    city = Scenario.load("scenarios/probe-targets.toml").without("target")
    if not city.settings("fab.tools."):
        with pytest.raises(ValueError, match="the scenario has no tool groups"):
            city.run(rule=first_in_first_out)


def test_ctrl_c_stops_a_run_by_a_rule(fab):
    long = fab.with_({"run.replications": 10_000})
    timer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        long.run(rule=first_in_first_out)
    timer.join()
    assert time.monotonic() - begun < 30
