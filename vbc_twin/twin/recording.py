"""What is on record of a disease that is there: when it is first found, and whether a year's claims show it again.

Every disease begins unseen. It is found after an exponential time, drawn when it begins, or at a stay before, which
counts as `stay_visits` visits. The rate a visit of each condition is solved so that its undiagnosed share holds: with O
cases beginning a year among P, of whom a share u is undiagnosed, and v visits a year in the mean of the panel,

    found in a year = O (1 - u) + D = u P x v x rate + stays of the unseen x (1 - exp(-stay_visits x rate)) + W,

where W of the unseen are found because they become worse (of whom no more stay unseen than belong to the worse stage),
and D is by how much fewer of the unseen die than a share u of all deaths, as they are not so ill; people who leave and
join leave the share as it is. Who pays more visits is found no sooner: else the unseen
would be those who pay few, and their share would grow. Each January, what is on record is captured in the claims of
the year before with the chance 1 - exp(-rate x contacts); what was recorded in that year for the first time, or at a
worse stage, is captured in any case. Nothing here changes a disease, or what its owner faces.

Programmes act on `capture.recapture` and `capture.diagnosis`, ratios of these rates, as they are felt in December.
"""

import numpy as np

from vbc_twin.twin.draws import moments, uniform_at
from vbc_twin.twin.hazards import Hazards
from vbc_twin.twin.physics import Physics
from vbc_twin.twin.prices import VISITS
from vbc_twin.twin.state import NEVER, RING, State

RECAPTURE, DIAGNOSIS = "capture.recapture", "capture.diagnosis"
PHYSICIAN = VISITS.index("physician")
LATEST = 32_000  # months; what would be found later is never found
FEWEST_UNSEEN = 30
STEPS = 30
NEWTON_STEPS = 8


def visits_a_year(hazards: Hazards) -> np.ndarray:
    """The visits that each person is expected to pay in a year."""
    return 12 * hazards.visits[:, PHYSICIAN]


def stays_a_year(hazards: Hazards, physics: Physics) -> np.ndarray:
    """The stays that each person is expected to have in a year."""
    return 12 * hazards.rate[:, physics.lanes.stays].sum(axis=1)


def solve(
    physics: Physics,
    state: State,
    visits: np.ndarray,
    stays: np.ndarray,
    beginning: np.ndarray,
    worsening: np.ndarray,
    deaths: np.ndarray,
) -> None:
    """Solve the rates of diagnosis and recapture into the scales of `physics`.

    `visits` and `stays` (people) are expected in a year; `beginning` (C) are the cases that begin in a year (weighted)
    and `worsening` (people, C) the rates at which people would be found by becoming worse; `deaths` (people) those at
    which they die [both per person-year].
    """
    scales, weight = physics.scales, state.weight
    scales.visits = weight @ visits / weight.sum()
    for place, condition in enumerate(physics.plan.conditions):
        share, has = condition.undiagnosed_share, state.stage[:, place] > 0
        unseen = has & (state.recorded[:, place] == NEVER)
        like = unseen if unseen.sum() >= FEWEST_UNSEEN else has
        cases, known = weight @ has, weight @ like
        seen = share * cases / known if known > 0 else 0.0
        by_visit, by_stay = share * cases * scales.visits, seen * (weight * like) @ stays
        fewer_die = share * (weight * has) @ deaths - seen * (weight * like) @ deaths
        wanted = beginning[place] * (1 - share) + fewer_die - seen * (weight * like) @ worsening[:, place]
        scales.diagnosis[place] = _rate(by_visit, by_stay, physics.stay_visits, wanted)
    on_record = _severe(physics, state) * (state.recorded != NEVER)
    scales.recapture = _recapture_rate(on_record, visits, stays, weight, physics)


def _rate(by_visit: float, by_stay: float, stay_visits: float, wanted: float) -> float:
    """The rate a visit at which visits and stays find as many as wanted; infinite where nobody may be unseen."""
    if wanted <= 0:
        return 0.0
    if by_visit <= 0:
        return np.inf
    rate = 0.0
    for _ in range(STEPS):
        found = by_visit * rate - by_stay * np.expm1(-stay_visits * rate)
        rate += (wanted - found) / (by_visit + by_stay * stay_visits * np.exp(-stay_visits * rate))
    return rate


def _recapture_rate(severity: np.ndarray, visits, stays, weight, physics: Physics) -> float:
    """The rate a visit at which the wanted share of what is on record is captured in a year."""
    who, condition = np.nonzero(severity)
    if not len(who):
        return 0.0
    own, weight, visits, stays = severity[who, condition], weight[who], visits[who], stays[who]
    rate, wanted = 0.0, physics.recapture * weight.sum()
    for _ in range(NEWTON_STEPS):
        at_stay = np.exp(-physics.stay_visits * own * rate)
        missed = weight * np.exp(-visits * own * rate - stays * (1 - at_stay))
        # The share captured is concave in the rate, so that the steps come from below and never overshoot.
        slope = missed @ (own * (visits + stays * physics.stay_visits * at_stay))
        rate += (wanted - (weight.sum() - missed.sum())) / slope
    return rate


def _severe(physics: Physics, state: State) -> np.ndarray:
    """By how much the rate of recapture is higher at each person's stages (people, C)."""
    return (physics.severity ** np.arange(-1, physics.plan.most_stages - 1)).clip(1).take(state.stage)


def begin(state: State, hazards: Hazards, physics: Physics, keys, month: int = 0) -> None:
    """People enter: when what is unseen will be found, and what the claims of the year before show.

    A share of what is on record was recorded in that year for the first time, or at a worse stage.
    """
    who, condition = np.nonzero((state.stage > 0) & (state.recorded == NEVER))
    state.found[:] = NEVER
    state.found[who, condition] = _month_found(physics, keys, month, who, condition)
    claimed(state, hazards, physics, keys, month, None)
    who, condition = np.nonzero(state.recorded != NEVER)
    new = uniform_at(keys[who], moments(month, physics.lanes.new_streams)[condition])
    state.captured[who, condition] |= new < _share_new(state, hazards, physics)[condition]


def _share_new(state: State, hazards: Hazards, physics: Physics) -> np.ndarray:
    """The share of what is on record that was recorded in the last year (C): cases that began, or became worse."""
    share = np.zeros(len(physics.plan.conditions))
    moving = np.array(physics.plan.moving)
    rate = 12 * hazards.rate[:, physics.lanes.moves] * state.weight[:, None]
    for who, over in (
        (state.stage[:, moving] == 0, state.stage[:, moving] > 0),
        ((known := state.recorded[:, moving] != NEVER), known),
    ):
        cases = state.weight @ over
        share[moving] += np.divide((rate * who).sum(axis=0), cases, out=np.zeros(len(moving)), where=cases > 0)
    return -np.expm1(-share)


def note(state: State, physics: Physics, keys, month: int, who, condition, before, struck=False) -> None:
    """A month's records: disease that begins will be found some day, what is known is recorded at its new stage, what
    becomes worse may be found by it, what is over is forgotten, and what was to be found this month is found. Who was
    `struck`, by a stay, is known."""
    ends = state.stage[who, condition] == 0
    for each in (state.recorded, state.found):
        each[who[ends], condition[ends]] = NEVER
    after = state.stage[who, condition]
    worse = uniform_at(keys[who], moments(month, physics.lanes.worse_streams)[condition])
    found = worse < physics.moves.found[condition, before, after]
    known = (state.recorded[who, condition] != NEVER) | struck | found
    state.recorded[who[known], condition[known]] = month
    begins = (before == 0) & ~known
    who, condition = who[begins], condition[begins]
    state.found[who, condition] = _month_found(physics, keys, month, who, condition)
    # Places in the table, row after row: one look over all is cheaper than one by person and condition.
    due = np.flatnonzero(state.found.ravel() == month)
    _record(state, month, *np.divmod(due, state.found.shape[1]))


def at_stays(state: State, physics: Physics, keys, month: int) -> None:
    """Those in hospital this month: what is unseen may be found there."""
    people = np.flatnonzero(state.admissions[:, month % RING])
    who, condition = np.nonzero((state.stage[people] > 0) & (state.recorded[people] == NEVER))
    who = people[who]
    contacts = physics.stay_visits * state.admissions[who, month % RING]
    draw = uniform_at(keys[who], moments(month, physics.lanes.stay_record_streams)[condition])
    found = draw < -np.expm1(-contacts * physics.scales.diagnosis[condition])
    _record(state, month, who[found], condition[found])


def expected_at_stays(state: State, hazards: Hazards, physics: Physics, keys, month: int) -> None:
    """The same for a year that ends in this January, in which stays were only expected."""
    who, condition = np.nonzero((state.stage > 0) & (state.recorded == NEVER))
    at_stay = -np.expm1(-physics.stay_visits * physics.scales.diagnosis[condition])
    draw = uniform_at(keys[who], moments(month, physics.lanes.stay_record_streams)[condition])
    found = draw < -np.expm1(-stays_a_year(hazards, physics)[who] * at_stay)
    _record(state, month - 1, who[found], condition[found])


def _record(state: State, month: int, who, condition) -> None:
    state.recorded[who, condition] = month
    state.found[who, condition] = NEVER


def _month_found(physics: Physics, keys, month: int, who, condition) -> np.ndarray:
    """The month in which a visit will find each of these, if no stay does before."""
    draw = uniform_at(keys[who], moments(month, physics.lanes.record_streams)[condition])
    rate = physics.scales.diagnosis[condition] * physics.scales.visits / 12
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = np.where(rate > 0, -np.log1p(-draw) / rate, np.inf)
    return np.where(wait < LATEST, month + np.minimum(wait, LATEST) + 0.5, NEVER).astype(np.int16)


def claimed(state: State, hazards: Hazards, physics: Physics, keys, month: int, since: int | None) -> None:
    """January: what the claims of the year before show, `captured` (people, C).

    With `since`, the first month of that year, the stays are those that were had, and what was recorded from then on is
    captured in any case; without it, stays are as many as expected.
    """
    if since is not None:
        _found_by_programmes(state, physics, keys, month)
    who, condition = np.nonzero(state.recorded != NEVER)
    rate = physics.scales.recapture * _severe(physics, state)[who, condition]
    if since is None:
        stays = -stays_a_year(hazards, physics)[who] * np.expm1(-physics.stay_visits * rate)
    else:
        stays = state.admissions.sum(axis=1)[who] * physics.stay_visits * rate
    contacts = visits_a_year(hazards)[who] * rate + stays
    if since is not None and (ratio := _ratio(RECAPTURE, state, physics, month)) is not None:
        contacts *= ratio[who]
    draw = uniform_at(keys[who], moments(month, physics.lanes.claim_streams)[condition])
    captured = draw < -np.expm1(-contacts)
    if since is not None:
        # What was there at the start has month 0 on record, whenever that was.
        captured |= state.recorded[who, condition] >= max(since, 1)
    state.captured[:] = False
    state.captured[who[captured], condition[captured]] = True


def _found_by_programmes(state: State, physics: Physics, keys, month: int) -> None:
    """What a programme's visits found in the year that ends, beyond what would have been found without it."""
    ratio = _ratio(DIAGNOSIS, state, physics, month)
    if ratio is None:
        return
    who, condition = np.nonzero((state.stage > 0) & (state.recorded == NEVER) & (ratio > 1)[:, None])
    rate = physics.scales.diagnosis[condition] * physics.scales.visits * (ratio[who] - 1)
    draw = uniform_at(keys[who], moments(month, physics.lanes.programme_record_streams)[condition])
    found = draw < -np.expm1(-rate)
    _record(state, month - 1, who[found], condition[found])


def _ratio(target: str, state: State, physics: Physics, month: int) -> np.ndarray | None:
    """What programmes make of a rate of capture (people), as it was felt in December; None if none acts on it."""
    column = physics.plan.column.get(target)
    if column is None:
        return None
    people = np.flatnonzero(state.alive)
    touched, ratio = physics.programmes.ratios(state, people, month - 1)
    whole = np.ones(len(state))
    whole[people[touched]] = ratio[:, column]
    return whole
