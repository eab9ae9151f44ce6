"""One month: what follows from a stay, a death and a new illness."""

from copy import copy
from dataclasses import replace

import numpy as np
import pytest

from vbc_twin.twin import Arm, Simulation
from vbc_twin.twin.crowd import Crowd
from vbc_twin.twin.kernel import COUNTS, advance
from vbc_twin.twin.spread import Spread
from vbc_twin.twin.state import LONG_AGO

MONTH = 5
CERTAIN = 1e12  # as odds


@pytest.fixture
def crowd(closed) -> Crowd:
    """Four hundred people in January, worked out and ready to live a month, in which every use costs the same."""
    figures, physics = closed.published, copy(closed.published.physics)
    physics.spread = Spread(0.0, 0.0, 0.0, 0.0, np.ones_like(physics.spread.visits))
    plain = np.ones(len(physics.plan.causes))
    physics.scales = replace(physics.scales, use=np.ones(len(physics.plan.targets)), readmission=plain, snf=plain)
    begun = Simulation(closed.population, Arm(physics), 3, 0, 12, figures.trend)
    crowd = Crowd(begun.state, physics, begun.prices)
    crowd.state.entry[:] = 0
    crowd.state.awaiting[:] = 0
    crowd.state.last_discharge[:] = -LONG_AGO
    crowd.look_again(np.arange(400), MONTH)
    begun.close()
    return crowd


def live(crowd: Crowd, month: int = MONTH):
    return advance(crowd.state, crowd.hazards, crowd.physics, crowd.prices, crowd.state.key, month)


def certain(crowd: Crowd, stream: str, chance: float) -> int:
    """Nobody has a chance of anything but of one decision; its column."""
    lane = crowd.physics.lanes.luck.columns[stream]
    for each in (crowd.hazards.rate, crowd.hazards.chance, crowd.hazards.bounds):
        each[:] = 0
    crowd.hazards.rate[:, lane] = -np.log1p(-chance) if chance < 1 else 50.0
    crowd.hazards.chance[:, lane] = chance
    crowd.hazards.bounds[:] = crowd.physics.lanes.luck.bounds(crowd.hazards.chance)
    return lane


def counts(account, figure: int) -> np.ndarray:
    """How often a figure happened to each of the four hundred."""
    who, figures, amounts = account.events
    here = figures == figure
    return np.bincount(who[here], amounts[here], 400)


def test_whoever_has_no_chance_of_anything_only_pays_their_visits(crowd):
    certain(crowd, "death", 0.0)

    account = live(crowd)

    assert account.cents().tolist() == np.rint(crowd.hazards.visit_cents).sum(axis=1).tolist()
    assert crowd.state.alive.all() and (crowd.state.admissions[:, MONTH] == 0).all()


def test_a_readmission_is_decided_in_the_month_after_the_stay_and_only_then(crowd):
    certain(crowd, "death", 0.0)
    crowd.state.awaiting[:3] = [2, 1, 0]
    crowd.hazards.readmission[:], crowd.hazards.fatality[:] = CERTAIN, 0.0
    crowd.hazards.rate[:, crowd.physics.lanes.stays] = 1e-9

    first, second = live(crowd), live(crowd, MONTH + 1)

    back = COUNTS.index("readmissions")
    assert counts(first, back)[:3].tolist() == [2, 1, 0]
    assert counts(second, back).sum() == 0
    assert crowd.state.admissions[:3, MONTH].tolist() == [2, 1, 0]


def test_as_many_come_back_as_their_chance_says(crowd):
    certain(crowd, "death", 0.0)
    crowd.hazards.readmission[:], crowd.hazards.fatality[:] = 0.25, 0.0
    crowd.hazards.rate[:, crowd.physics.lanes.stays] = 1e-9
    back = 0
    for month in range(20):
        crowd.state.awaiting[:] = 1
        back += counts(live(crowd, month), COUNTS.index("readmissions")).sum()

    assert back / 8000 == pytest.approx(0.2, abs=4 * np.sqrt(0.2 * 0.8 / 8000))


def test_the_dead_do_not_come_back_and_cost_nothing_more(crowd):
    lane = certain(crowd, "death", 1.0)
    crowd.state.awaiting[:] = 1
    crowd.hazards.readmission[:] = 0.0

    died, afterwards = live(crowd), live(crowd, MONTH + 1)

    assert counts(died, COUNTS.index("deaths")).tolist() == [1] * 400
    assert not crowd.state.alive.any()
    assert (died.cents() > 0).all()
    assert afterwards.cents().sum() == 0 and not afterwards.present.any()
    assert (crowd.hazards.chance[:, lane] == 0).all()


def test_hospice_is_for_those_who_die_and_paid_once(crowd):
    certain(crowd, "death", 1.0)
    crowd.hazards.hospice[:200], crowd.hazards.hospice[200:] = 1.0, 0.0

    account = live(crowd)

    users = counts(account, COUNTS.index("hospice_users"))
    assert users.tolist() == [1] * 200 + [0] * 200
    paid = account.cents() - account.visits.sum(axis=1)
    assert paid[:200].tolist() == crowd.prices.hospice[crowd.state.enrolment_type[:200]].tolist()
    assert (paid[200:] == 0).all()


def test_a_stay_brings_death_as_often_as_its_cause_and_the_person_say(crowd):
    certain(crowd, "stay stroke", 1.0)
    crowd.hazards.rate[:, crowd.physics.lanes.stays] = 0.0
    crowd.hazards.rate[:, crowd.physics.lanes.stays[crowd.physics.plan.causes.index("stroke")]] = 1e-9
    odds = crowd.physics.fatal_odds[crowd.physics.plan.causes.index("stroke")]
    crowd.hazards.fatality[:200], crowd.hazards.fatality[200:] = 1.0 / odds, 0.0

    crowd.hazards.in_hospital[:] = 0.4

    at_once = counts(live(crowd), COUNTS.index("deaths"))
    crowd.hazards.fatality[:] = 0.0
    later = counts(live(crowd, MONTH + 1), COUNTS.index("deaths"))

    assert (crowd.state.admissions[:, MONTH] > 0).all()
    assert at_once[200:].sum() == later[200:].sum() == 0
    # Half of them die: four tenths in hospital, and of the others half in each of the two months.
    for deaths, share in ((at_once, 0.5 * 0.7), (later, 0.5 * 0.3)):
        assert deaths[:200].mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 200))


def test_who_dies_in_hospital_goes_on_to_no_facility_and_to_no_hospice_and_does_not_come_back(crowd):
    certain(crowd, "stay stroke", 1.0)
    crowd.hazards.rate[:, crowd.physics.lanes.stays] = 1e-9
    crowd.hazards.fatality[:], crowd.hazards.snf[:], crowd.hazards.hospice[:] = CERTAIN, CERTAIN, 1.0
    crowd.hazards.in_hospital[:200], crowd.hazards.in_hospital[200:] = 1.0, 0.0
    crowd.hazards.readmission[:] = CERTAIN

    first, then = live(crowd), live(crowd, MONTH + 1)

    deaths = [counts(each, COUNTS.index("deaths")) for each in (first, then)]
    assert sum(deaths).tolist() == [1] * 400
    assert deaths[0][:200].all() and 50 < deaths[1][200:].sum() < 150
    for figure in ("snf_stays", "hospice_users"):
        used = counts(first, COUNTS.index(figure)) + counts(then, COUNTS.index(figure))
        assert used[:200].sum() == 0 and used[200:].all()
    assert counts(then, COUNTS.index("readmissions")).sum() == 0


def test_who_is_in_hospital_dies_of_what_the_stay_brings_or_not_at_all(crowd):
    lane = certain(crowd, "stay stroke", 1.0)
    crowd.hazards.chance[:, crowd.physics.lanes.death] = 1.0
    crowd.hazards.bounds[:] = crowd.physics.lanes.luck.bounds(crowd.hazards.chance)
    crowd.hazards.rate[:, lane], crowd.hazards.fatality[:] = 1e-9, 0.0

    live(crowd)

    assert crowd.state.alive.all()


@pytest.mark.parametrize("ago", [1, 4, 12, 13])
def test_death_stays_nearer_for_twelve_months_after_a_stay_and_less_from_month_to_month(crowd, ago):
    lane = certain(crowd, "ed", 0.0)
    after, lanes = crowd.physics.after_stay, crowd.physics.lanes
    crowd.hazards.rate[:, lane], crowd.hazards.rate[:, lanes.death] = 0.0, 0.5
    crowd.state.last_discharge[:] = MONTH - ago

    live(crowd)

    raised = after.excess * after.kept ** (ago - 1) if ago <= 12 else 0.0
    chance = -np.expm1(-0.5 * crowd.physics.season(MONTH) * (1 + raised))
    assert (~crowd.state.alive).mean() == pytest.approx(chance, abs=4 * np.sqrt(0.25 / 400))


def test_a_stay_is_paid_by_its_cause_and_may_lead_through_the_emergency_department_and_on_to_a_facility(crowd):
    certain(crowd, "stay stroke", 0.6)
    crowd.hazards.snf[:], crowd.hazards.fatality[:] = CERTAIN, 0.0
    place = crowd.physics.plan.causes.index("stroke")

    account = live(crowd)

    stays = counts(account, len(COUNTS) + place)
    assert stays.sum() > 100
    assert counts(account, COUNTS.index("snf_stays")).tolist() == stays.tolist()
    through_ed = counts(account, COUNTS.index("ed_visits"))
    share = crowd.physics.numbers.from_emergency[place]
    assert (through_ed <= stays).all()
    assert through_ed.sum() / stays.sum() == pytest.approx(share, abs=0.1)
    kind = crowd.state.enrolment_type
    # Whoever has more illnesses has costlier stays.
    severe = np.rint(stays * crowd.prices.stay[kind, place] * crowd.hazards.severity).astype(np.int64)
    cost = severe + stays * crowd.prices.snf[kind]
    assert (account.cents() - account.visits.sum(axis=1)).tolist() == cost.tolist()
    assert crowd.hazards.severity.max() > 1.5 * crowd.hazards.severity.min()
    stayed = stays > 0
    assert (crowd.state.last_discharge[stayed] == MONTH).all()
    assert (crowd.state.last_cause[stayed] == place).all()
    assert crowd.state.awaiting.tolist() == stays.tolist()


def test_home_health_once_begun_goes_on_for_as_many_episodes_as_the_evidence_says(crowd):
    lane = certain(crowd, "home_health", 0.9)
    crowd.hazards.rate[:, lane] = 1e-9
    crowd.physics.episodes_in_a_row = 1.7

    account = live(crowd)

    episodes = counts(account, COUNTS.index("home_health_episodes"))
    episodes = episodes[episodes > 0]
    assert len(episodes) > 300
    assert episodes.mean() == pytest.approx(1.7, abs=4 * np.sqrt(0.7 * 1.7 / len(episodes)))


def test_a_new_illness_is_recorded_at_once_or_has_a_month_in_which_it_will_be(crowd):
    place = crowd.physics.plan.condition_index["diabetes"]
    crowd.state.stage[:, place], crowd.state.recorded[:, place] = 0, -1
    certain(crowd, "move diabetes", 1.0)

    live(crowd)

    assert (crowd.state.stage[:, place] == 1).all()
    recorded, found = crowd.state.recorded[:, place], crowd.state.found[:, place]
    assert set(recorded.tolist()) <= {-1, MONTH}
    assert (found[recorded == -1] > MONTH).all()
    assert (found[recorded == MONTH] == -1).all()
    assert crowd.state.changed.all()


def test_who_is_known_to_be_ill_is_known_to_get_worse_and_who_is_not_is_not(crowd):
    place = crowd.physics.plan.condition_index["diabetes"]
    crowd.state.stage[:, place] = 1
    crowd.state.recorded[:200, place], crowd.state.recorded[200:, place] = 0, -1
    certain(crowd, "move diabetes", 1.0)

    live(crowd)

    assert (crowd.state.stage[:, place] == 2).all()
    assert crowd.state.recorded[:, place].tolist() == [MONTH] * 200 + [-1] * 200


def test_who_is_well_again_is_off_the_record(crowd):
    place = crowd.physics.plan.condition_index["cancer"]
    crowd.state.stage[:, place], crowd.state.recorded[:, place] = 1, 0
    certain(crowd, "move cancer", 1.0)

    live(crowd)

    assert (crowd.state.stage[:, place] == 0).all()
    assert (crowd.state.recorded[:, place] == -1).all()


def test_a_stay_for_a_stroke_is_the_stroke_itself_and_is_on_record(crowd):
    plan = crowd.physics.plan
    place = plan.condition_index["stroke"]
    crowd.state.stage[:200, place], crowd.state.stage[200:, place], crowd.state.recorded[:, place] = 0, 1, -1
    certain(crowd, "stay stroke", 1.0)

    live(crowd)

    assert (crowd.state.stage[:, place] == plan.conditions[place].stages.index("recent")).all()
    assert (crowd.state.recorded[:, place] == MONTH).all()


def test_events_of_a_month_are_told_person_by_person(crowd):
    certain(crowd, "ed", 0.5)

    account = live(crowd)

    visits = counts(account, COUNTS.index("ed_visits"))
    assert visits.tolist() == crowd.state.ed_visits[:, MONTH].tolist()
    kind = crowd.state.enrolment_type
    price = crowd.prices.ed_outpatient[kind] + crowd.prices.ed_physician[kind]
    assert (account.cents() - account.visits.sum(axis=1)).tolist() == (visits * price).tolist()


def test_an_account_is_a_picture_of_its_month(crowd):
    certain(crowd, "death", 0.0)
    account = live(crowd)
    before = account.cents().copy()

    crowd.hazards.visit_cents[:] = 0

    assert replace(account).cents().tolist() == before.tolist()
