"""Keyed luck: each decision of each person has its own, whoever else is there and whatever else is decided."""

import numpy as np
import pytest
from scipy import stats

from vbc_twin.evidence import EvidenceError
from vbc_twin.twin.draws import (
    MonthlyLuck,
    moments,
    parameter_uniforms,
    person_keys,
    stream_places,
    uniform,
    uniform_at,
)

SEED = 20230101
ALMOST_NEVER = 1e-4  # these draws are fixed, so what passes once passes always
STREAMS = tuple(stream_places())


def keys_of(*ids: int, seed: int = SEED, replication: int = 0) -> np.ndarray:
    return person_keys(seed, replication, np.array(ids, np.uint64))


def everyone(people: int) -> np.ndarray:
    return keys_of(*range(people))


def all_draws(luck: MonthlyLuck, keys: np.ndarray, month: int) -> np.ndarray:
    """Every draw of everybody, as exactly as they are ever decided: with a chance of one, each is a hit."""
    certain = np.ones((len(keys), luck.width))
    people, columns, draws = luck.hits(keys, month, certain, luck.bounds(certain))
    table = np.full(certain.shape, np.nan)
    table[people, columns] = draws
    return table


def chi_square(draws: np.ndarray, cells: int = 256) -> float:
    """The probability of counts as uneven as these, were the draws uniform."""
    counts = np.bincount((draws * cells).astype(int), minlength=cells)
    return stats.chisquare(counts).pvalue


def serial_correlation(draws: np.ndarray) -> float:
    """Correlation of neighbours, in standard errors."""
    return np.corrcoef(draws[:-1], draws[1:])[0, 1] * np.sqrt(len(draws) - 1)


# --- whose luck it is ------------------------------------------------------------------------------------


def test_a_person_keeps_their_draws_in_any_company_and_order():
    whole, some = uniform(everyone(100), 5, "leave"), uniform(keys_of(70, 3, 41), 5, "leave")

    assert some.tolist() == whole[[70, 3, 41]].tolist()


def test_a_person_keeps_their_monthly_draws_in_any_company_and_order():
    luck = MonthlyLuck(STREAMS)

    whole, some = all_draws(luck, everyone(100), 5), all_draws(luck, keys_of(70, 3, 41), 5)

    np.testing.assert_array_equal(some, whole[[70, 3, 41]])


def test_a_stream_keeps_its_draws_whichever_others_are_drawn_beside_it():
    few, all_of_them = MonthlyLuck(("ed", "death", "stay stroke")), MonthlyLuck(STREAMS)

    alone, together = all_draws(few, everyone(50), 7), all_draws(all_of_them, everyone(50), 7)

    for name in few.columns:
        np.testing.assert_array_equal(alone[:, few.columns[name]], together[:, all_of_them.columns[name]])


def test_draws_at_several_moments_are_those_of_each_moment():
    at_once = uniform_at(keys_of(1, 2), moments(9, ("here", "there")))

    assert at_once.tolist() == [uniform(keys_of(1), 9, "here")[0], uniform(keys_of(2), 9, "there")[0]]


@pytest.mark.parametrize("other", [{"seed": SEED + 1}, {"replication": 1}])
def test_another_seed_or_replication_is_other_luck(other):
    people = np.arange(2000)
    first, second = uniform(keys_of(*people), 0, "leave"), uniform(keys_of(*people, **other), 0, "leave")

    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(2000)


def test_a_draw_of_parameters_hangs_on_the_name_and_not_on_the_list():
    both, one = parameter_uniforms(SEED, 4, ["stroke.death", "trend"]), parameter_uniforms(SEED, 4, ["trend"])

    assert both[1] == one[0]
    assert ((both > 0) & (both < 1)).all()
    assert parameter_uniforms(SEED, 5, ["trend"]) != one


def test_the_draws_are_those_of_every_version():
    # Results are told with their seed: to change these numbers is to change every published result.
    drawn = uniform(keys_of(0, 1, 2**48), 12, "leave")

    assert drawn.tolist() == [0.9779867474839425, 0.10824698246234887, 0.07366265206652323]


# --- that it is luck -------------------------------------------------------------------------------------


def test_draws_are_uniform_and_independent_along_people():
    drawn = uniform(everyone(200_000), 3, "leave")

    assert chi_square(drawn) > ALMOST_NEVER
    assert abs(serial_correlation(drawn)) < 4


def test_draws_are_uniform_and_independent_along_months():
    drawn = np.concatenate([uniform(everyone(20), month, "leave") for month in range(-12, 3000)])

    assert chi_square(drawn) > ALMOST_NEVER
    assert abs(serial_correlation(drawn.reshape(-1, 20).T.ravel())) < 4


def test_draws_are_uniform_and_independent_along_streams():
    luck = MonthlyLuck(STREAMS)
    drawn = all_draws(luck, everyone(20_000), 3)

    assert np.isfinite(drawn).all()
    assert min(chi_square(column) for column in drawn.T) > ALMOST_NEVER / len(STREAMS)
    together = np.corrcoef(drawn.T)[np.triu_indices(luck.width, 1)] * np.sqrt(20_000)
    assert abs(together).max() < 4.5
    assert stats.kstest(together, "norm").pvalue > ALMOST_NEVER


def test_a_monthly_draw_is_independent_of_the_same_one_a_month_later():
    luck = MonthlyLuck(STREAMS)
    first, second = (all_draws(luck, everyone(20_000), month) for month in (3, 4))

    across = np.corrcoef(first.T, second.T)[: luck.width, luck.width :] * np.sqrt(20_000)

    assert abs(across).max() < 4.5


def test_the_fine_part_of_a_monthly_draw_is_uniform_and_independent_of_the_coarse_part():
    drawn = all_draws(MonthlyLuck(("death",)), everyone(100_000), 3)[:, 0]
    coarse, fine = np.divmod(drawn * 2**16, 1)

    assert chi_square(fine) > ALMOST_NEVER
    assert abs(np.corrcoef(coarse, fine)[0, 1]) < 4 / np.sqrt(100_000)


# --- the screen ------------------------------------------------------------------------------------------


def chances_of_all_kinds(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Chances as they are met, and those at which a screen of 16 bits would go wrong first."""
    usual = 10 ** rng.uniform(-6, 0, shape)
    edges = rng.integers(0, 2**16 + 1, shape) / 2**16 + rng.choice([-1e-12, 0, 1e-12], shape)
    ends = rng.choice([0.0, 1.0, 1e-300], shape)
    return np.choose(rng.integers(0, 3, shape), [usual, np.clip(edges, 0, 1), ends])


@pytest.mark.parametrize("month", [-12, 0, 59])
def test_the_screen_never_changes_who_is_hit(month):
    luck, keys = MonthlyLuck(STREAMS), everyone(5000)
    chances = chances_of_all_kinds(np.random.default_rng(month + 12), (5000, luck.width))

    people, columns, draws = luck.hits(keys, month, chances, luck.bounds(chances))

    exact = all_draws(luck, keys, month)
    wanted_people, wanted_columns = np.nonzero(exact < chances)
    assert (people.tolist(), columns.tolist()) == (wanted_people.tolist(), wanted_columns.tolist())
    assert draws.tolist() == exact[people, columns].tolist()


def test_a_chance_just_above_or_below_a_draw_decides_it():
    luck, keys = MonthlyLuck(STREAMS), everyone(3000)
    exact = all_draws(luck, keys, 8)

    above, at = np.nextafter(exact, 1), exact

    assert len(luck.hits(keys, 8, above, luck.bounds(above))[0]) == exact.size
    assert len(luck.hits(keys, 8, at, luck.bounds(at))[0]) == 0


def test_hits_are_as_frequent_as_their_chance():
    luck, keys = MonthlyLuck(STREAMS), everyone(20_000)
    chances = np.full((20_000, luck.width), 0.01)

    hits = sum(len(luck.hits(keys, month, chances, luck.bounds(chances))[0]) for month in range(10))

    tries = 10 * chances.size
    assert hits / tries == pytest.approx(0.01, abs=4 * np.sqrt(0.01 * 0.99 / tries))


@pytest.mark.parametrize("chance", [-1e-9, 1.000001, np.nan])
def test_what_is_no_chance_is_refused(chance):
    luck = MonthlyLuck(("death",))

    with pytest.raises(ValueError, match="outside 0 to 1"):
        luck.bounds(np.full((1, luck.width), chance))


def test_a_stream_that_has_no_place_is_refused_with_the_file_to_add_it_to():
    with pytest.raises(EvidenceError) as refused:
        MonthlyLuck(("death", "move gout", "stay dental"))

    assert refused.value.faults == (
        'data/streams.toml: add "move gout" at the end of the list',
        'data/streams.toml: add "stay dental" at the end of the list',
    )


def test_the_first_streams_keep_their_places():
    # The place of a name is part of every result; names are only ever added at the end.
    assert STREAMS[:3] == ("death", "move hypertension", "move diabetes")
    assert STREAMS[11:14] == ("stay heart_failure", "stay coronary", "stay stroke")
    assert STREAMS[21:23] == ("ed", "home_health")
