"""How conditions go together, fitted to the public joint table of chronic conditions.

A Poisson log-linear model of cell counts in two groups of strata, under 65 and from 65:

    log mu(stratum, x) = a(stratum) + sum_i b_i(stratum) x_i + sum_i<j c_ij x_i x_j + count(k)

with main effects of every stratum of age, sex and dual status its own, pairs and count terms (`panel/joint.py`)
common to the group. Cells under 30 people are masked in the file: each is given its expected count under the model,
held under 30, and the model is fitted again. Conditions that the file lacks then join by judged odds ratios: all pair
effects are solved anew so that every odds ratio within strata, observed or judged, holds.

    python -m vbc_twin.calibration.co_occurrence chronic_conditions_joint.csv.gz data/panels/co_occurrence.csv
"""

import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import statsmodels.api as sm
from scipy.special import comb, logit
from scipy.stats import poisson

from vbc_twin import panel
from vbc_twin.evidence import EvidenceError

# The order of the digits in the file's column `conditions`.
FILE_ORDER = (
    "dementia", "cancer", "heart_failure", "ckd", "copd", "depression", "diabetes", "coronary_disease", "osteoporosis",
    "arthritis", "stroke",
)  # fmt: skip
COLUMNS = ("age_band", "sex", "dual", "conditions", "n")
COUNT_TERMS = ("none", "triple", "quadruple")
MASKED_UNDER = 30
# Masked cells are filled again until the people in them change by less than this share.
FILLINGS, SETTLED = 200, 1e-4
# From a near start Newton's steps are quick and safe; from far off they are not, so the first fit is reweighted.
NEAR_THE_ANSWER = {"method": "newton", "maxiter": 100, "disp": False}
# Each pair also moves its neighbours, so that full steps would overshoot.
DAMPING, CLOSE_ENOUGH = 0.35, 1e-4
GROUPS = {"lt65": ("lt65",), "65plus": ("65_69", "70_74", "75_79", "80_84", "85plus")}


@dataclass(frozen=True)
class CoOccurrence:
    """What one group's fit gives: pairs (n, n) [log odds] and their standard errors, count terms, and how well it fits.

    `counts` are people by cell (strata, 2**n), masked cells filled with `hidden` people; `fitted` the model's.
    Standard errors are widened by the Pearson dispersion: no compact model fits millions of people to the last cell.
    """

    group: str
    conditions: tuple[str, ...]
    pairs: np.ndarray
    pair_errors: np.ndarray
    count_terms: tuple[float, float, float]
    count_errors: tuple[float, float, float]
    counts: np.ndarray
    fitted: np.ndarray
    hidden: float
    deviance: float
    deviance_of_independence: float
    dispersion: float

    @property
    def model(self) -> panel.JointModel:
        """The fit as the model that panels are drawn from."""
        return panel.JointModel(self.conditions, self.pairs, self.conditions, *self.count_terms)


def read_counts(path: Path, order: tuple[str, ...] = FILE_ORDER) -> dict[tuple, np.ndarray]:
    """People by cell, (2**n,), of each (age band, sex, dual); masked cells are NaN. Raises EvidenceError."""
    frame = pl.read_csv(path, schema_overrides={"conditions": pl.String})
    if missing := [column for column in COLUMNS if column not in frame.columns]:
        raise EvidenceError([f"{path}: lacks the column {column}; it needs {', '.join(COLUMNS)}" for column in missing])
    if (wrong := frame.filter(pl.col("conditions").str.len_chars() != len(order)).height) > 0:
        fault = f"{path}, column conditions: {wrong} rows do not have {len(order)} digits; keep leading zeros"
        raise EvidenceError([fault])
    counts = {}
    for key, rows in frame.group_by("age_band", "sex", "dual"):
        counts[key] = np.full(2 ** len(order), np.nan)
        counts[key][[int(digits, 2) for digits in rows["conditions"]]] = rows["n"]
    return dict(sorted(counts.items()))


def fit(counts: dict[tuple, np.ndarray], group: str, conditions: tuple[str, ...] = FILE_ORDER) -> CoOccurrence:
    """The log-linear model of one group of strata by maximum likelihood, masked cells filled until they settle."""
    observed = np.stack([cells for (age, _, _), cells in counts.items() if age in GROUPS[group]])
    design = design_matrix(len(conditions), len(observed))
    masked = np.isnan(observed)
    filled, hidden = np.where(masked, MASKED_UNDER / 6, observed), np.inf
    near, start = {}, None
    for _ in range(FILLINGS):
        result = sm.GLM(filled.ravel(), design, family=sm.families.Poisson()).fit(start_params=start, **near)
        near = NEAR_THE_ANSWER
        start, mean = result.params, result.fittedvalues.reshape(observed.shape)
        filled, before = np.where(masked, expected_under_mask(mean), observed), hidden
        hidden = filled[masked].sum()
        if abs(hidden - before) <= SETTLED * hidden:
            break
    dispersion = float(result.pearson_chi2 / result.df_resid)
    errors = np.sqrt(np.diag(result.normalized_cov_params) * dispersion)
    common = len(observed) * (len(conditions) + 1)
    return CoOccurrence(
        group, conditions,
        square(result.params[common:-3], len(conditions)), square(errors[common:-3], len(conditions)),
        tuple(map(float, result.params[-3:])), tuple(map(float, errors[-3:])),
        filled, mean, float(hidden), float(result.deviance), deviance_of_independence(filled), dispersion,
    )  # fmt: skip


def expected_under_mask(mean: np.ndarray) -> np.ndarray:
    """Mean of a Poisson count known to lie under the mask."""
    below = np.maximum(poisson.cdf(MASKED_UNDER - 1, mean), 1e-300)
    return np.minimum(mean * poisson.cdf(MASKED_UNDER - 2, mean) / below, MASKED_UNDER - 1)


def digits(n: int) -> np.ndarray:
    """Which conditions each cell holds, (2**n, n), the first condition the leading digit."""
    return ((np.arange(2**n)[:, None] >> np.arange(n - 1, -1, -1)) & 1).astype(float)


def design_matrix(n: int, strata: int) -> np.ndarray:
    """Rows are cells of each stratum; columns each stratum's own intercept and main effects, then what is common."""
    holds = digits(n)
    number = holds.sum(axis=1)
    pairs = [holds[:, i] * holds[:, j] for i, j in combinations(range(n), 2)]
    common = np.stack([*pairs, number == 0, comb(number, 3), comb(number, 4)], axis=1)
    own = np.kron(np.eye(strata), np.c_[np.ones(len(holds)), holds])
    return np.c_[own, np.tile(common, (strata, 1))]


def square(values: np.ndarray, n: int) -> np.ndarray:
    """Values of the pairs (i < j) as a symmetric (n, n) array."""
    table = np.zeros((n, n))
    table[tuple(zip(*combinations(range(n), 2), strict=True))] = values
    return table + table.T


def deviance_of_independence(counts: np.ndarray) -> float:
    """Deviance if conditions fell independently within each stratum: what the pairs have to explain."""
    share = counts @ digits(int(np.log2(counts.shape[1]))) / counts.sum(axis=1, keepdims=True)
    apart = panel.cells(np.ones(counts.shape[1]), logit(share)) * counts.sum(axis=1, keepdims=True)
    logs = np.log(np.where(counts > 0, counts, 1) / np.where(counts > 0, apart, 1))
    return float(2 * (counts * logs - (counts - apart)).sum())


def odds_ratios(share: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Mantel-Haenszel odds ratio of every pair over strata, (n, n), from cells (strata, 2**n)."""
    single, both = panel.prevalences(share)
    first, second = single[:, :, None], single[:, None, :]
    neither = 1 - first - second + both
    agree = np.einsum("s,sij->ij", people, both * neither)
    differ = np.einsum("s,sij->ij", people, (first - both) * (second - both))
    np.fill_diagonal(differ, np.inf)
    return agree / differ


def join(fitted: CoOccurrence, judged: dict[frozenset, float], rounds: int = 300) -> panel.JointModel:
    """The model of all conditions: pair effects solved so that observed and judged odds ratios within strata hold."""
    model = fitted.model
    people = fitted.counts.sum(axis=1)
    observed = odds_ratios(fitted.counts / people[:, None], people)
    place = {name: at for at, name in enumerate(fitted.conditions)}
    wanted, pairs = np.ones((2, len(panel.JOINT_CONDITIONS), len(panel.JOINT_CONDITIONS)))
    for i, j in combinations(range(len(panel.JOINT_CONDITIONS)), 2):
        a, b = panel.JOINT_CONDITIONS[i], panel.JOINT_CONDITIONS[j]
        known = a in place and b in place
        wanted[i, j] = wanted[j, i] = observed[place[a], place[b]] if known else judged[frozenset((a, b))]
        pairs[i, j] = pairs[j, i] = model.pairs[place[a], place[b]] if known else np.log(wanted[i, j])
    np.fill_diagonal(pairs, 0)
    strata = [each for each in panel.STRATA if each.group == fitted.group]
    here = [panel.STRATA.index(each) for each in strata]
    targets = panel.by_stratum(panel.wanted(panel.present_prevalence()), panel.reference_people())[here]
    targets = targets[:, : len(panel.JOINT_CONDITIONS)]
    known = [panel.JOINT_CONDITIONS.index(each) for each in fitted.conditions]
    targets[:, known] = panel.prevalences(fitted.counts / people[:, None])[0]
    for _ in range(rounds):
        joint = panel.JointModel(panel.JOINT_CONDITIONS, pairs, fitted.conditions, *fitted.count_terms)
        share = panel.rake(joint.association, pairs, targets)[1]
        ratio = odds_ratios(share, people) / wanted
        np.fill_diagonal(ratio, 1)
        if np.abs(np.log(ratio)).max() < CLOSE_ENOUGH:
            return joint
        pairs = pairs - DAMPING * np.log(ratio)
    fault = "no pair effects give the odds ratios of data/panels/judged_pairs.toml together; bring them nearer to 1"
    raise EvidenceError([f"{fitted.group}: {fault}"])


def judged_odds_ratios() -> dict[frozenset, float]:
    """The judged odds ratio of every pair that the public file lacks, from `data/panels/judged_pairs.toml`."""
    return {frozenset(each["conditions"]): each["odds_ratio"].value for each in panel.judged_pairs()}


def table(fitted: CoOccurrence, joint: panel.JointModel) -> pl.DataFrame:
    """The coefficients as rows: group, term, conditions, log odds, its standard error (fitted terms), citation."""
    place = {name: at for at, name in enumerate(fitted.conditions)}
    rows = []
    for i, j in combinations(range(len(joint.conditions)), 2):
        a, b = joint.conditions[i], joint.conditions[j]
        known = a in place and b in place
        error = float(fitted.pair_errors[place[a], place[b]]) if known else None
        rows.append(("pair", a, b, float(joint.pairs[i, j]), error, known))
    for term, value, error in zip(COUNT_TERMS, fitted.count_terms, fitted.count_errors, strict=True):
        rows.append((term, None, None, value, error, True))
    names = ("term", "condition_a", "condition_b", "log_odds", "standard_error", "known")
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    known = pl.col("known")
    return frame.select(
        pl.lit(fitted.group).alias("group"),
        *names[:3],
        pl.col("log_odds", "standard_error").round(5),
        source=pl.when(known).then(pl.lit("cms_chronic_conditions_puf_2010")).otherwise(pl.lit("judgement")),
        at=pl.when(known)
        .then(pl.lit("Poisson log-linear model of cell counts, given all other conditions"))
        .otherwise(pl.lit("solved from the odds ratio in judged_pairs.toml")),
        mark=pl.when(known).then(pl.lit("fitted")).otherwise(pl.lit("judged")),
    )


def report(fitted: CoOccurrence) -> str:
    """How well the model fits: deviance explained, and the pairs and the counts of conditions that it misses most."""
    people = fitted.counts.sum(axis=1)
    tables = fitted.counts, fitted.fitted
    seen, given = (odds_ratios(each / each.sum(axis=1, keepdims=True), people) for each in tables)
    upper = np.triu_indices(len(fitted.conditions), 1)
    worst = np.argsort(-np.abs(np.log(given[upper] / seen[upper])))[:5]
    lines = [
        f"{fitted.group}: deviance {fitted.deviance:,.0f} of {fitted.deviance_of_independence:,.0f} if conditions fell"
        f" independently ({1 - fitted.deviance / fitted.deviance_of_independence:.1%} explained),"
        f" dispersion {fitted.dispersion:.1f}, {len(people)} strata, {people.sum():,.0f} people,"
        f" {fitted.hidden:,.0f} of them in masked cells"
    ]
    for at in worst:
        i, j = upper[0][at], upper[1][at]
        pair = f"{fitted.conditions[i]} - {fitted.conditions[j]}"
        lines.append(f"  {pair}: odds ratio {seen[i, j]:.3f}, fitted {given[i, j]:.3f}")
    number = digits(len(fitted.conditions)).sum(axis=1)
    for least in (1, 2, 4, 6):
        shares = [each[:, number >= least].sum() / people.sum() for each in tables]
        lines.append(f"  {least}+ conditions: {shares[0]:.2%}, fitted {shares[1]:.2%}")
    return "\n".join(lines)


def main(source: str, target: str) -> None:
    """Fit both groups to the file `source`, print how well they fit, and write the coefficients to `target`."""
    counts = read_counts(Path(source))
    frames = []
    for group in GROUPS:
        fitted = fit(counts, group)
        print(report(fitted))
        frames.append(table(fitted, join(fitted, judged_odds_ratios())))
    pl.concat(frames).write_csv(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
