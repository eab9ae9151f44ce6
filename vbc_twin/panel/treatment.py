"""Who is treated: drugs of long use by what is on record, and whether a person takes what is prescribed.

Only a recorded condition is treated. Of those who have several, the one for which most are treated counts. Where drugs
are given more often to some (a `tilt`), the share treated stays what it is, and what is measured goes along with it.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import expit, logit

from vbc_twin.evidence import Parameter
from vbc_twin.panel import apportion
from vbc_twin.panel.columns import CONDITIONS
from vbc_twin.panel.references import figures

ADHERENT = "adherent"


@dataclass(frozen=True)
class Intensified:
    """Over a `level`'s threshold, a `share` is stepped up each January and the level changes; all rise by `rise`."""

    level: str
    over: Parameter
    share: Parameter
    change: Parameter
    rise: Parameter


@dataclass(frozen=True)
class Treatment:
    """A drug, or drugs that go together, as `data/panels/treatment.toml` has it; its head says what each field is."""

    name: str
    indicated: tuple[str, ...]
    treated: dict[str, Parameter]
    steps: tuple[Parameter, ...]
    strength: tuple[Parameter, ...]
    stopped: Parameter
    centre: Parameter | None
    tilt: dict | None
    intensified: Intensified | None
    ejection_most: Parameter | None = None

    def share(self, has: np.ndarray, ejection: np.ndarray) -> np.ndarray:
        """The share treated of people like these, from has (people, conditions) on record and ejection fractions."""
        share = np.zeros(len(has))
        for condition, treated in self.treated.items():
            share = np.maximum(share, treated.value * has[:, CONDITIONS.index(condition)])
        return share * self._allows(ejection)

    def step(self, draw: np.ndarray) -> np.ndarray:
        """The step of people who are treated, from a draw [0, 1) of each: 1, 2, ..."""
        edges = np.cumsum([each.value for each in self.steps])
        return 1 + np.searchsorted(edges[:-1] / edges[-1], draw, side="right")

    def strengths(self, step: np.ndarray) -> np.ndarray:
        """What is taken at each step, as a share of a full course; 0 without treatment."""
        return np.array([0.0, *(each.value for each in self.strength)])[step.astype(np.int64)]

    def is_indicated(self, truth: np.ndarray, ejection: np.ndarray) -> np.ndarray:
        """For whom it does anything, from truth (people, conditions) by stage and ejection fractions."""
        if not self.indicated:
            return np.ones(len(truth), bool)
        places = [CONDITIONS.index(each) for each in self.indicated]
        return (truth[:, places] > 0).any(axis=1) & self._allows(ejection)

    def _allows(self, ejection: np.ndarray) -> np.ndarray:
        """Whether an ejection fraction is low enough for it."""
        return np.ones(len(ejection), bool) if self.ejection_most is None else ejection <= self.ejection_most.value


@cache
def treatments() -> tuple[Treatment, ...]:
    """Every treatment, in the order of the file."""
    return tuple(
        Treatment(
            name, tuple(raw["indicated"]), raw["treated"], tuple(raw["steps"]), tuple(raw["strength"]), raw["stopped"],
            raw.get("centre"), raw.get("tilt"), Intensified(**raw["intensified"]) if "intensified" in raw else None,
            raw.get("ejection_most"),
        )
        for name, raw in figures("treatment").items()
        if name != ADHERENT
    )  # fmt: skip


def kept(adherent: np.ndarray) -> np.ndarray:
    """What is left of a drug's effect, by adherence from 0 (under 80 % of days) to 1."""
    return 1 - figures("treatment")[ADHERENT]["lost"].value * (1 - np.clip(adherent, 0, 1))


def treat(measured: dict[str, np.ndarray], has: np.ndarray, luck) -> dict[str, np.ndarray]:
    """The columns of treatment and adherence, from what is on record (people, conditions) and what is measured."""
    found = {}
    for each in treatments():
        share = each.share(has, measured["ejection_fraction"])
        if each.tilt:
            share = _tilted(share, measured[each.tilt["column"]], each.tilt)
        rng = luck(f"treatment {each.name}")
        treated, step = rng.random(len(share)) < share, each.step(rng.random(len(share)))
        found[each.name] = np.where(treated, step, 0).astype(np.int8)
    form = figures("treatment")[ADHERENT]
    depressed = has[:, CONDITIONS.index("depression")]
    chance = expit(logit(form["share"].value) + np.log(form["depression"].value) * depressed)
    found[ADHERENT] = luck(ADHERENT).random(len(chance)) < chance
    return found


def _tilted(share: np.ndarray, level: np.ndarray, tilt: dict) -> np.ndarray:
    """Shares by a level too, among people who otherwise have the same share, which stays what it was in all."""
    found, log_odds = share.copy(), np.log(tilt["odds"].value) * level / tilt["step"].value
    for each in np.unique(share[(share > 0) & (share < 1)]):
        alike = share == each
        found[alike] = apportion.to_total(log_odds[alike], np.ones(alike.sum()), each * alike.sum())
    return found
