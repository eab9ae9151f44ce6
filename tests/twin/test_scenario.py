"""A choice is read whole or refused with everything that is wrong with it, and known again by its fingerprint."""

from dataclasses import replace
from datetime import date

import pytest

from vbc_twin.evidence import EvidenceError
from vbc_twin.investments import Investment
from vbc_twin.twin import ContractChoice, Groundwork, Scenario
from vbc_twin.twin.scenario import scenario_from

PLAIN = Scenario("plain")


def read(**raw) -> Scenario:
    return scenario_from(raw, "mine", "mine.toml")


def faults_of(call, *arguments, **named) -> tuple[str, ...]:
    with pytest.raises(EvidenceError) as refused:
        call(*arguments, **named)
    return refused.value.faults


def test_an_empty_file_is_the_status_quo_for_five_years():
    scenario = read()

    assert scenario == Scenario("mine", label="mine", years=5, contract=ContractChoice("own"))


def test_a_full_file_is_read_as_it_is_written():
    scenario = read(
        name="Two nurses",
        start=date(2024, 1, 1),
        years=3,
        seed=11,
        closed=True,
        contract={"name": "mssp_basic", "level": "E"},
        investment=[{"name": "transitional_care", "nurses": 2, "starts": date(2024, 7, 1)}],
        alter={"inpatient.base": {"ratio": 1.1, "because": "a new hospital"}},
    )

    assert (scenario.name, scenario.label, scenario.years, scenario.seed) == ("mine", "Two nurses", 3, 11)
    assert scenario.closed
    assert scenario.contract == ContractChoice("mssp_basic", (("level", "E"),))
    assert scenario.investments == (Investment.load("transitional_care").sized(nurses=2, starts=date(2024, 7, 1)),)
    assert scenario.alter == (("inpatient.base", 1.1, "a new hospital"),)


def test_every_fault_of_a_file_is_told_at_once():
    told = faults_of(
        read,
        yeers=5,
        years=0,
        seed=-1,
        start=date(2024, 3, 1),
        investment=[
            {"name": "transitional_cares", "nurses": 1},
            {"name": "transitional_care", "nurses": -2},
            {"name": "heart_failure_telemonitoring", "nurse": 1},
            {"name": "home_blood_pressure", "nurses": 1, "options": ["farmacist"]},
        ],
        alter={"inpatient.base": {"ratio": -1}, "ed.base": {"ratio": 1.1, "becos": "x"}},
    )

    wanted = [
        'mine.toml, yeers: no field of a scenario is called "yeers". Did you mean "years"?',
        "mine.toml, years: expected a whole number from 1 to 30, found 0",
        "mine.toml, seed: expected a whole number from 0, found -1",
        "mine.toml, start: expected the first day of a January, for example 2024-01-01, found datetime.date(",
        'mine.toml, investment 1: no investment is called "transitional_cares". Did you mean "transitional_care"?',
        "mine.toml, investment 2: transitional_care, nurses: expected a number from 0, found -2",
        'no size of this investment is called "nurse". Did you mean "nurses"',
        "mine.toml, investment 3: heart_failure_telemonitoring, nurses: is missing",
        'no option of this investment is called "farmacist". Did you mean "pharmacist"?',
        'mine.toml, alter, "inpatient.base": expected { ratio = <a positive number>',
        'no field of a change is called "becos". Did you mean "because"?',
    ]
    assert len(told) == len(wanted)
    for line, expected in zip(told, wanted, strict=True):
        assert expected in line


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"years": True}, "years"),
        ({"years": 2.5}, "years"),
        ({"start": "2024-01-01"}, "start"),
        ({"contract": "own"}, "contract"),
        ({"closed": "no"}, "closed"),
        ({"investment": {"name": "transitional_care"}}, "investment"),
        ({"alter": ["inpatient.base"]}, "alter"),
        (
            {"investment": [{"name": "transitional_care", "nurses": 1, "starts": "soon"}], "start": date(2024, 1, 1)},
            "starts",
        ),
        (
            {
                "investment": [{"name": "transitional_care", "nurses": 1, "starts": date(2023, 7, 1)}],
                "start": date(2024, 1, 1),
            },
            "starts",
        ),
    ],
)
def test_what_has_the_wrong_shape_is_told_with_its_place(raw, place):
    (told, *_) = faults_of(read, **raw)

    assert told.startswith("mine.toml") and place in told


def test_a_scenario_that_the_library_lacks_is_told_with_the_nearest():
    (told,) = faults_of(Scenario.load, "heart_failure_at_hom")

    assert 'Did you mean "heart_failure_at_home"?' in told


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('name = "Ours"\nyears = 2\n', encoding="utf-8")

    assert Scenario.load(file) == Scenario("ours", label="Ours", years=2)
    assert "there is no file" in faults_of(Scenario.load, tmp_path / "other.toml")[0]


def test_a_fingerprint_changes_with_every_choice_and_with_nothing_else(figure):
    care = Investment.load("transitional_care")
    changes = [
        {"name": "other"},
        {"label": "Other"},
        {"start": date(2024, 1, 1)},
        {"years": 4},
        {"seed": 1},
        {"closed": True},
        {"contract": ContractChoice("mssp_enhanced")},
        {"contract": ContractChoice("own", (("frozen", True),))},
        {"alter": (("inpatient.base", 1.1, ""),)},
        {"investments": (care.sized(nurses=1),)},
        {"investments": (care.sized(nurses=2),)},
        {"investments": (replace(care.sized(nurses=1), starts=date(2024, 7, 1)),)},
        {"investments": (replace(care.sized(nurses=1), accepted=figure("mine", 0.5)),)},
    ]

    digests = [PLAIN.digest, *(PLAIN.replace(**change).digest for change in changes)]

    assert len(set(digests)) == len(digests)
    assert Scenario("plain").digest == PLAIN.digest
    assert all(len(each) == 16 for each in digests)


def test_a_replacement_leaves_the_first_as_it_was():
    longer = PLAIN.replace(years=9)

    assert (PLAIN.years, longer.years) == (5, 9)


def test_without_a_start_a_scenario_begins_after_year_zero_and_a_later_one_lives_the_gap():
    later = PLAIN.replace(start=date(2025, 1, 1), years=2)

    assert (PLAIN.first_month(2022), PLAIN.horizon(2022)) == (12, 6)
    assert (later.first_month(2022), later.horizon(2022)) == (36, 5)


# --- made ready to live with a twin ----------------------------------------------------------------------


def test_what_does_not_fit_the_twin_is_told_at_once_and_nothing_is_lived(twin):
    base = PLAIN.replace(start=date(2022, 1, 1), contract=ContractChoice("mssp_bassic"))
    other = base.replace(name="other", years=9, seed=2, alter=(("inpatient.bas", 1.1, ""),), contract=ContractChoice())
    strange = base.replace(name="strange", contract=ContractChoice("own", (("levle", "E"),)))

    told = "\n".join(faults_of(Groundwork, twin, (base, other, strange)))

    assert (
        "scenario plain, start: 2022-01-01 lies before the end of year 0, 2022; begin with 2023-01-01 or later" in told
    )
    assert "scenario other, years: differs from that of plain; compare like with like" in told
    assert "scenario other, seed: differs from that of plain" in told
    assert 'scenario other, alter: no parameter is called "inpatient.bas". Did you mean "inpatient.base"' in told
    assert "scenario plain, contract: " in told and 'Did you mean "mssp_basic"' in told
    assert "scenario strange, contract: " in told and 'Did you mean "level"' in told


def test_an_investment_that_starts_before_the_scenario_is_refused(twin):
    early = Investment.load("transitional_care").sized(nurses=1, starts=date(2022, 7, 1))

    (told,) = faults_of(Groundwork, twin, (PLAIN.replace(investments=(early,)),))

    assert told == "scenario plain, transitional_care, starts: 2022-07-01 lies before the scenario's start, 2023-01-01"


def test_an_investment_that_would_start_after_the_last_year_is_refused(twin):
    late = Investment.load("transitional_care").sized(nurses=1, starts=date(2028, 1, 1))

    (told,) = faults_of(Groundwork, twin, (PLAIN.replace(investments=(late,)),))

    assert told == "scenario plain, transitional_care, starts: 2028-01-01 lies after the scenario's last year, 2027"


def test_the_same_investment_twice_is_refused(twin):
    once, again = (Investment.load("transitional_care").sized(nurses=number) for number in (1, 2))

    told = faults_of(Groundwork, twin, (PLAIN.replace(investments=(once, again)),))

    assert told == ("scenario plain: transitional_care is there twice; give it one size",)


@pytest.mark.parametrize(
    "name", ["trend.national", "movement.leaving", "death.recent", "diabetes.stage_share.complicated"]
)
def test_a_figure_that_every_scenario_of_a_twin_shares_cannot_be_altered_in_one(twin, name):
    told = faults_of(Groundwork, twin, (PLAIN.replace(alter=((name, 1.1, ""),)),))

    assert told == (f'scenario plain, alter: "{name}" is the same in every scenario of a twin; nothing would change',)


def test_what_is_altered_changes_from_the_start_on_and_not_before(twin):
    base = PLAIN.replace(years=1, closed=True)
    busier = base.replace(name="busier", alter=(("ed.base", 2.0, "a new emergency department"),))

    before, after = Groundwork(twin, (base, busier)).outcomes(None, 0)

    visits = before.count("ed_visits")[0], after.count("ed_visits")[0]
    assert visits[0][0] == visits[1][0]
    assert visits[1][1] > 1.4 * visits[0][1]
