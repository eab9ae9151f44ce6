"""Conditions beyond the fifteen of the joint model: each drawn given those before it.

A cell a combination would double with every condition, so the further ones are drawn one after another. Somebody's log
odds of one are those of their stratum (age, sex, dual status), found so that its prevalence there holds, plus the
logarithms of the odds ratios (`data/panels/further.toml`) of the conditions that they have on record, and of `frailty`
a standard deviation.
"""

import numpy as np
from scipy.special import expit, logit

from vbc_twin.panel import apportion
from vbc_twin.panel.columns import CONDITIONS, FURTHER_CONDITIONS
from vbc_twin.panel.demography import People
from vbc_twin.panel.prevalence import STRATA
from vbc_twin.panel.references import figures

ROUNDS = 15
LARGEST_STEP = 3.0
# A prevalence of nothing or all is kept this far from the edge, where its log odds would be infinite.
EDGE = 1e-7
FRAILTY = "frailty"


def recorded_further(
    people: People, has: np.ndarray, prevalence: np.ndarray, frailty: np.ndarray, luck
) -> tuple[np.ndarray, np.ndarray]:
    """Who has which further condition on record (people, F), and the log odds with which each was drawn (people, F).

    has (people, joint conditions); prevalence (strata, F) holds in each stratum to within one person.
    """
    forms = {each["condition"]: each["odds"] for each in figures("further")["drawn"]}
    found = np.zeros((len(has), len(FURTHER_CONDITIONS)), dtype=bool, order="F")
    log_odds = np.zeros(found.shape, order="F")
    for place, name in enumerate(FURTHER_CONDITIONS):
        everything = np.column_stack([has, found[:, :place]])
        company = _company(forms.get(name, {}), everything, frailty)
        log_odds[:, place] = company + _levels(people, company, prevalence[:, place])[people.stratum]
        found[:, place] = apportion.chosen(expit(log_odds[:, place]), people.by_stratum, luck(f"record {name}"))
    return found, log_odds


def company_of_hidden(name: str, hidden: np.ndarray) -> np.ndarray:
    """What conditions that people have on no record, hidden (people, conditions), add to the log odds of another."""
    odds = {each["condition"]: each["odds"] for each in figures("further")["drawn"]}.get(name, {})
    return _company({other: ratio for other, ratio in odds.items() if other != FRAILTY}, hidden, np.zeros(0))


def _company(odds: dict, has: np.ndarray, frailty: np.ndarray) -> np.ndarray:
    """What a person's other conditions, and frailty, add to the log odds of one."""
    total = np.zeros(len(has))
    for other, ratio in odds.items():
        total += np.log(ratio.value) * (frailty if other == FRAILTY else has[:, CONDITIONS.index(other)])
    return total


def _levels(people: People, company: np.ndarray, prevalence: np.ndarray) -> np.ndarray:
    """The log odds of each stratum (strata,) that give its people their prevalence; Newton on the logit of the mean."""
    number = np.bincount(people.stratum, people.weight, len(STRATA))
    wanted = logit(np.clip(prevalence, EDGE, 1 - EDGE))
    level = wanted.copy()
    for _ in range(ROUNDS):
        chance = expit(company + level[people.stratum])
        mean, spread = (
            np.divide(np.bincount(people.stratum, people.weight * each, len(STRATA)), number, where=number > 0,
                      out=np.full(len(STRATA), 0.5))
            for each in (chance, chance * (1 - chance))
        )  # fmt: skip
        mean = np.clip(mean, EDGE / 10, 1 - EDGE / 10)
        step = (wanted - logit(mean)) * mean * (1 - mean) / np.maximum(spread, EDGE / 10)
        level += np.where(number > 0, np.clip(step, -LARGEST_STEP, LARGEST_STEP), 0.0)
    return level
