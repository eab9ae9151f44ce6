"""How EPIC-US is brought to the exacerbation rates that were published for diagnosed people, by GOLD grade.

The equations as published, integrated over the open model's own people with COPD and over both random effects, give
half the exacerbations in grade 1, a third too many in grade 4, and too mild ones in every grade: the people counted
there are all who have airflow limitation, the published rates those of people who were found because they are ill, and
who are treated. One offset a grade on the log rate, and one on each of two cuts of severity (the third moves with the
second), take that up. They are solved for, not chosen: `solve` finds them from the targets in
`data/equations/epic_us.toml`, and a test holds `data/equations/epic_us_calibration.csv` to it. Twelve figures are met
by twelve offsets, so meeting them proves the arithmetic and not the model.

Without offsets they cannot be met. The open model's own build, read again, computes rate and severity as we do; there
the published rates are held against diagnosed people, counted from their diagnosis on over twenty years, who are found
by symptoms or with certainty at a first severe exacerbation, and then treated. `nearest_without_offsets` lets the share
who were found in hospital and the effect of treatment be anything: some figure of every grade stays more than a quarter
off, because finding people in hospital raises severe exacerbations more than moderate ones, while the published rates
lack moderate ones most. Nor does any kind of person help: at 0.2 litres of FEV1 two thirds of exacerbations are
moderate or worse, where 71 to 88 % are published.
"""

from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import brentq

from vbc_twin.conditions.equations.epic_us import NODES, WEIGHTS, equation, log_rate, worse_than
from vbc_twin.conditions.equations.equation import Values, coefficients, constants

TARGETS = ("exacerbations", "moderate_or_worse", "severe_or_worse")
STEPS = 21  # of treatment; and five times as many of the share found in hospital
WIDEST = 12.0  # an offset on the logit scale lies within so much of zero


def by_grade(calibrated: bool = True) -> pl.DataFrame:
    """Exacerbations a year by GOLD grade over the reference people, beside the published ones.

    One row a grade and outcome: `gold`, `outcome`, `published`, `computed` [per person-year], `ratio`.
    """
    people, weights = reference(calibrated)
    found = equation().compute(people)[0]
    target = constants("epic_us")["target"]
    rows = []
    for grade, outcome in product(range(1, 5), TARGETS):
        of = people["gold"] == str(grade)
        computed = float(np.average(found[outcome][of], weights=weights[of]))
        published = target[outcome][grade - 1]
        rows.append((grade, outcome, published, computed, computed / published))
    return pl.DataFrame(rows, schema=["gold", "outcome", "published", "computed", "ratio"], orient="row")


def solve() -> pl.DataFrame:
    """The offsets by GOLD grade at which the published rates are met: `gold`, `rate`, `cut_1`, `cut_2`, `cut_3`."""
    people, weights = reference(calibrated=False)
    target = constants("epic_us")["target"]
    variance = constants("epic_us")["rate"]["variance"]
    rows = []
    for grade in range(1, 5):
        of = people["gold"] == str(grade)
        here = {name: array[of] for name, array in people.items()}
        rate = weights[of] * np.exp(log_rate(here) + variance / 2)  # those with more of them count for more
        wanted = [target[name][grade - 1] for name in TARGETS]
        raw = rate.sum() / weights[of].sum()
        cuts = [_cut(here, rate / rate.sum(), k, wanted[k + 1] / wanted[0]) for k in (0, 1)]
        rows.append((grade, np.log(wanted[0] / raw), cuts[0], cuts[1], cuts[1]))
    return pl.DataFrame(rows, schema=["gold", "rate", "cut_1", "cut_2", "cut_3"], orient="row")


def nearest_without_offsets() -> pl.DataFrame:
    """How near the equations as published come to the targets, for the best mix of people found in hospital and others
    and the best effect of treatment: one row a grade and outcome as `by_grade` has, with `in_hospital` and `treatment`.

    Who is found at a first severe exacerbation is drawn in proportion to their own rate of them, both random effects in
    it; treatment lies between none and triple therapy at the usual adherence.
    """
    people, weights = reference(calibrated=False)
    c = constants("epic_us")
    variance, spread = c["rate"]["variance"], np.sqrt(c["severity"]["variance"])
    worse = np.array([worse_than(people, spread * node)[:2] for node in NODES])  # nodes x outcomes x people
    shares = np.concatenate([np.ones_like(worse[:, :1]), worse], axis=1)
    base, luck = np.exp(log_rate(people)), WEIGHTS[:, None, None]
    adherence = float(next(each.default for each in equation().covariates if each.name == "adherence"))
    treated = np.linspace(c["therapy"]["triple"] ** adherence, 1, STEPS)[:, None, None]
    found_there = np.linspace(0, 1, 5 * STEPS)[:, None]
    rows = []
    for grade in range(1, 5):
        of = people["gold"] == str(grade)
        heads, rate, part = weights[of], base[of], shares[:, :, of]
        severe = part[:, 2:]
        everybody = np.exp(variance / 2) * (luck * part * heads * rate).sum((0, 2)) / heads.sum()
        weight = luck * severe * heads * rate
        in_hospital = np.exp(3 * variance / 2) * (weight * part * rate).sum((0, 2)) / weight.sum()
        published = np.array([c["target"][name][grade - 1] for name in TARGETS])
        ratios = treated * ((1 - found_there) * everybody + found_there * in_hospital) / published
        best = np.unravel_index(np.abs(np.log(ratios)).max(axis=2).argmin(), ratios.shape[:2])
        mix, effect = float(found_there[best[1], 0]), float(treated[best[0], 0, 0])
        for name, seen, ratio in zip(TARGETS, published, ratios[best], strict=True):
            rows.append((grade, name, float(seen), float(ratio * seen), float(ratio), mix, effect))
    columns = ["gold", "outcome", "published", "computed", "ratio", "in_hospital", "treatment"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def reference(calibrated: bool) -> tuple[Values, np.ndarray]:
    """The people whom the published rates are about, as arrays, and the weight of each.

    Each row of `epic_us_reference.csv` is split by smoking and by FEV1 over the nodes of a normal distribution.
    """
    rows, weights = [], []
    for row in coefficients("epic_us_reference").iter_rows(named=True):
        for smokes, (node, weight) in product((0.0, 1.0), zip(NODES, WEIGHTS, strict=True)):
            share = row["smoker"] if smokes else 1 - row["smoker"]
            rows.append(row | {"smoker": smokes, "fev1_l": row["fev1_l"] + node * row["fev1_sd"]})
            weights.append(row["share"] * share * weight)
    frame = pl.DataFrame(rows)
    people = {name: frame[name].to_numpy() for name in ("age", "smoker", "fev1_l", "pack_years", "bmi")}
    people["gold"] = np.array([str(each) for each in frame["gold"]], dtype=object)
    people["sex"] = np.array(frame["sex"].to_list(), dtype=object)
    people["therapy"] = np.full(frame.height, "none", dtype=object)
    people["calibrated"] = np.full(frame.height, "1" if calibrated else "0", dtype=object)
    people["adherence"] = np.ones(frame.height)
    return equation().clip(people)[0], np.array(weights)


def _cut(people: Values, weights: np.ndarray, k: int, share: float) -> float:
    """The offset on cut k at which the share of exacerbations that are worse than it is as published."""
    spread = np.sqrt(constants("epic_us")["severity"]["variance"])

    def excess(offset: float) -> float:
        # An offset on a cut acts as an effect on all cuts does, and only cut k is read.
        worse = sum(w * worse_than(people, spread * node + offset)[k] for node, w in zip(NODES, WEIGHTS, strict=True))
        return float(np.sum(weights * worse)) - share

    return float(brentq(excess, -WIDEST, WIDEST, xtol=1e-12))
