"""Where and how people live: deprivation of the area, rurality, living alone, food and transport.

They are drawn one after the other, so that each may hang on those before: the poor live in poorer areas, and needs come
together. Shares are those of the panel; each has its own random numbers, so that nothing else of a person moves.
"""

import numpy as np

from vbc_twin.panel import apportion
from vbc_twin.panel.columns import AGE_BANDS, CONDITIONS, RACES, SEXES
from vbc_twin.panel.demography import People
from vbc_twin.panel.prevalence import BAND_OF_FINE_AGE
from vbc_twin.panel.references import figures

DUAL, AGED, YOUNG = range(3)


def social(people: People, institution: np.ndarray, luck) -> dict[str, np.ndarray]:
    """The social columns of everybody, (people,) each; luck(purpose) gives random numbers.

    Whoever is in an `institution` does not live alone, and is fed there.
    """
    form = figures("social")
    fifth = _fifths(form["deprivation"], people, luck("deprivation"))
    found = {"deprivation_quintile": fifth}
    traits = {"fifth": fifth.astype(float), "dual": people.dual}
    traits |= {name: people.race == RACES.index(name) for name in RACES}
    share, odds = form["rural"]["share"].value, form["rural"]["odds"]
    everybody = np.ones(len(fifth), bool)
    found["rural"] = _some(share, odds, traits, everybody, people, luck("rural"))
    found["lives_alone"] = traits["lives_alone"] = _alone(form["lives_alone"], people, institution, luck("lives alone"))
    found["food_insecure"] = traits["food_insecure"] = _hungry(
        form["food_insecure"], people, institution, traits, luck("food insecurity")
    )
    traits["rural"] = found["rural"]
    share, odds = form["transport_insecure"]["share"].value, form["transport_insecure"]["odds"]
    found["transport_insecure"] = _some(share, odds, traits, everybody, people, luck("transport insecurity"))
    return found


def hba1c_shift(food_insecure: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """What food insecurity adds to the HbA1c [%] of people with diabetes, whose mean it leaves as it was."""
    ill = truth[:, CONDITIONS.index("diabetes")] > 0
    share = np.average(food_insecure[ill], weights=weight[ill]) if ill.any() else 0.0
    return figures("social")["food_insecure"]["hba1c"]["shift"].value * ill * (food_insecure - share)


def _fifths(form: dict, people: People, rng: np.random.Generator) -> np.ndarray:
    """The national fifth of each person's area, 1 (least deprived) to 5: a latent scale, cut where the shares say."""
    latent = rng.standard_normal(len(people.age))
    for name, shift in form["shift"].items():
        latent += shift.value * (people.dual if name == "dual" else people.race == RACES.index(name))
    order = np.argsort(latent, kind="stable")
    shares = np.array([each.value for each in form["shares"]])
    edges = np.cumsum(shares)[:-1] / shares.sum()
    weight = people.weight[order]
    below = (np.cumsum(weight) - weight / 2) / weight.sum()
    fifth = np.empty(len(order), np.int8)
    fifth[order] = 1 + np.searchsorted(edges, below, side="right")
    return fifth


def _some(share: float, odds: dict, traits: dict, among: np.ndarray, people: People, rng) -> np.ndarray:
    """A share of some people, chosen with odds that hang on their traits; nobody else."""
    log_odds = sum(np.log(each.value) * traits[name][among] for name, each in odds.items())
    weight, order = people.weight[among], np.argsort(people.stratum[among], kind="stable")
    found = np.zeros(len(among), bool)
    if among.any():
        chance = apportion.to_total(log_odds, weight, share * weight.sum())
        found[among] = apportion.chosen(chance, order, rng)
    return found


def _alone(form: dict, people: People, institution: np.ndarray, rng) -> np.ndarray:
    table = np.array([[form[f"{sex}_{band}"].value for sex in SEXES] for band in AGE_BANDS])
    chance = table[np.array(BAND_OF_FINE_AGE)[people.fine_age], people.sex] * ~institution
    return apportion.chosen(chance, people.by_stratum, rng)


def _hungry(form: dict, people: People, institution: np.ndarray, traits: dict, rng) -> np.ndarray:
    """Three groups with a share each: dual; not dual and 65 or over; not dual and under 65."""
    group = np.where(people.dual, DUAL, np.where(people.fine_age > 0, AGED, YOUNG))
    found = np.zeros(len(group), bool)
    for place, name in ((DUAL, "dual"), (AGED, "aged"), (YOUNG, "young")):
        among = (group == place) & ~institution
        found |= _some(form[name].value, form["odds"], traits, among, people, rng)
    return found
