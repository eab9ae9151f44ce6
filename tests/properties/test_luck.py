"""Luck for any seed, any people and any chances: keyed, screened without effect, and never perverse."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from vbc_twin.twin.chance import binomial, poisson
from vbc_twin.twin.draws import MonthlyLuck, parameter_uniforms, person_keys, stream_places, uniform

STREAMS = tuple(stream_places())
seeds = some.integers(0, 2**63 - 1)
replications = some.integers(0, 10_000)
months = some.integers(-12, 600)
ids = some.lists(some.integers(0, 2**63), min_size=1, max_size=30, unique=True)
names = some.text(min_size=1, max_size=20)
rates = some.floats(1e-9, 8)
shares = some.floats(0, 1, exclude_max=True)


@given(seeds, replications, months, ids, names, some.randoms(use_true_random=False))
def test_a_person_keeps_their_draw_in_any_company_and_order(seed, replication, month, people, name, luck):
    whole = dict(
        zip(people, uniform(person_keys(seed, replication, np.array(people, np.uint64)), month, name), strict=True)
    )
    company = luck.sample(people, luck.randint(1, len(people)))

    found = uniform(person_keys(seed, replication, np.array(company, np.uint64)), month, name)

    assert found.tolist() == [whole[each] for each in company]
    assert ((found >= 0) & (found < 1)).all()


@given(seeds, months, some.lists(some.sampled_from(STREAMS), min_size=1, unique=True))
def test_a_stream_keeps_its_draws_beside_any_others(seed, month, streams):
    keys = person_keys(seed, 0, np.arange(20, dtype=np.uint64))
    few, whole = MonthlyLuck(tuple(streams)), MonthlyLuck(STREAMS)

    tables = [np.full((20, each.width), 0.5) for each in (few, whole)]
    hits = [each.hits(keys, month, table, each.bounds(table)) for each, table in zip((few, whole), tables, strict=True)]

    for name in streams:
        alone, together = (
            {(int(person), draw) for person, column, draw in zip(*hit, strict=True) if column == each.columns[name]}
            for each, hit in zip((few, whole), hits, strict=True)
        )
        assert alone == together


@given(
    seeds,
    months,
    arrays(
        np.float64,
        (6, len(STREAMS) + (-len(STREAMS)) % 4),
        elements=some.floats(0, 1) | some.sampled_from([0.0, 1.0, 2**-16]),
    ),
)
def test_the_screen_never_changes_who_is_hit(seed, month, chances):
    luck, keys = MonthlyLuck(STREAMS), person_keys(seed, 3, np.arange(6, dtype=np.uint64))
    certain = np.ones_like(chances)
    everybody = luck.hits(keys, month, certain, luck.bounds(certain))

    hits = luck.hits(keys, month, chances, luck.bounds(chances))

    people, columns, draws = everybody
    wanted = draws < chances[people, columns]
    assert [each.tolist() for each in hits] == [each[wanted].tolist() for each in everybody]


@given(seeds, some.integers(0, 10_000), some.lists(names, min_size=1, unique=True))
def test_the_luck_of_a_parameter_lies_inside_its_range_whatever_else_is_drawn(seed, draw, drawn):
    found = parameter_uniforms(seed, draw, drawn)

    assert ((found > 0) & (found < 1)).all()
    assert parameter_uniforms(seed, draw, drawn[-1:]).tolist() == found[-1:].tolist()


@given(rates, shares, shares)
def test_a_lower_draw_never_has_fewer_events(rate, one, other):
    low, high = np.sort([one, other]) * -np.expm1(-rate)

    fewer, more = poisson(np.array([high, low]), np.full(2, rate))

    assert 1 <= fewer <= more


@given(some.floats(1e-9, 1, exclude_max=True), rates, rates)
def test_a_higher_rate_never_has_fewer_events(share, one, other):
    low, high = sorted((one, other))
    draw = np.full(2, share * -np.expm1(-low))

    fewer, more = poisson(draw, np.array([low, high]))

    assert 1 <= fewer <= more


@given(some.integers(0, 12), shares, shares, some.floats(0, 1), some.floats(0, 1))
def test_successes_stay_within_trials_and_follow_draw_and_chance(trials, one, other, first, second):
    low, high = sorted((one, other))
    unlikely, likely = sorted((first, second))

    counts = binomial(np.array([high, low, low]), np.full(3, trials), np.array([unlikely, unlikely, likely]))

    assert (counts >= 0).all() and (counts <= trials).all()
    assert counts[0] <= counts[1] <= counts[2]
