"""The figures files of the benchmarks: what they hold, and every fault of a bad one."""

from dataclasses import dataclass, fields

import pytest

from vbc_twin.contracts.benchmark.figures import circumstances, one_step, parse_figures, read_figures, step_in_force
from vbc_twin.contracts.benchmark.lead import LeadAdjustment, LeadRisk, LeadUpdate
from vbc_twin.contracts.benchmark.reach_baseline import RateBookBlend
from vbc_twin.contracts.benchmark.reach_risk import ReachRisk
from vbc_twin.contracts.benchmark.reach_trend import RetrospectiveTrend
from vbc_twin.contracts.benchmark.rules import FILE, STEPS
from vbc_twin.contracts.benchmark.team_baseline import EpisodeBaseline
from vbc_twin.contracts.benchmark.team_price import EpisodeTrend, ReconciliationPrice
from vbc_twin.contracts.benchmark.years import BenchmarkYears
from vbc_twin.evidence import Document, EvidenceError, Faults, Parameter

FILES = {
    FILE: STEPS,
    "reach_benchmark_figures": {
        "years": BenchmarkYears,
        "blend": RateBookBlend,
        "trend": RetrospectiveTrend,
        "risk": ReachRisk,
    },
    "lead_benchmark_figures": {
        "years": BenchmarkYears,
        "update": LeadUpdate,
        "risk": LeadRisk,
        "adjustment": LeadAdjustment,
    },
    "team_target_price_figures": {
        "baseline": EpisodeBaseline,
        "trend": EpisodeTrend,
        "reconciliation": ReconciliationPrice,
    },
}
WHOLE = {"value": 0.1, "unit": "share", "source": "cfr_42_425", "at": "somewhere", "mark": "checked"}


@dataclass(frozen=True)
class Step:
    """A step with one figure that it needs and one that it may lack."""

    at: str
    needed: Parameter
    spared: Parameter | None = None


def text(**steps):
    return parse_figures(Document("x", "data/contracts/x.toml", {"levels": ["first", "later"], **steps}))


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_the_figures_of_its_steps_and_no_others(name):
    written = read_figures(name)

    assert written.steps.keys() == FILES[name].keys()
    for step, kind in FILES[name].items():
        known = {field.name for field in fields(kind)} - {"at"}
        assert set(written.steps[step].figures) == known, step


def test_a_step_takes_the_figures_in_force_and_may_lack_what_it_can_spare():
    written = text(
        step={"at": "here", "needed": [WHOLE | {"level": "first"}, WHOLE | {"level": "later", "value": 0.2}]}
    )

    made = step_in_force(Step, written, "step", circumstances(2025, level="later"), Faults())

    assert (made.at, made.needed.value, made.spared) == ("here", 0.2, None)


def test_every_fault_of_a_step_is_noted_at_once():
    written, faults = text(step={"at": "here", "neded": WHOLE, "needed": WHOLE | {"level": "first"}}), Faults()

    made = step_in_force(Step, written, "step", circumstances(2025, level="later"), faults)

    assert made is None
    assert len(faults.lines) == 2
    assert 'Did you mean "needed"?' in faults.lines[0]
    assert 'nothing is in force in 2025 for "later"' in faults.lines[1]


def test_every_fault_of_a_file_is_told_at_once():
    with pytest.raises(EvidenceError) as told:
        text(
            step={"at": "here", "needed": WHOLE | {"mark": "sure", "level": "fourth"}},
            other={"needed": WHOLE},
            third={"at": "there", "needed": 3},
        )

    assert len(told.value.faults) == 4
    assert "data/contracts/x.toml, step.needed.mark" in str(told.value)
    assert 'no level is called "fourth"' in str(told.value)


def test_a_step_or_a_level_that_does_not_exist_is_named():
    faults = Faults()

    assert step_in_force(Step, text(step={"at": "here"}), "stepp", circumstances(2025), faults) is None
    assert step_in_force(Step, text(step={"at": "here"}), "step", circumstances(2025, level="frist"), faults) is None
    assert ['Did you mean "step"?' in faults.lines[0], 'Did you mean "first"?' in faults.lines[1]] == [True, True]
    with pytest.raises(EvidenceError, match="no step is called"):
        one_step(Step, FILE, "nothing", circumstances(2025))
