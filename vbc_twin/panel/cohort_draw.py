"""A study's people, drawn: what is declared by the copula, the rest from other people who are alike in it.

A person's numbers come from blocks of random numbers keyed by seed, block and attempt, so they do not depend on how
many people are drawn. Who does not meet the rules of inclusion is drawn again. Everything that the study does not
report is taken over from one person of `donors`, of the same five years of age and sex and with the same declared
conditions as far as there is such a person (hot-deck imputation).
"""

import numpy as np
import polars as pl
from scipy.special import ndtri

from vbc_twin.evidence import EvidenceError
from vbc_twin.panel import apportion
from vbc_twin.panel.biomarkers import NEVER_QUIT
from vbc_twin.panel.cohort_copula import Copula, Moments, first_copula
from vbc_twin.panel.cohort_text import CLAIMS, CohortText
from vbc_twin.panel.columns import COLUMNS, CONDITIONS, ENROLMENT_TYPES, NEVER_RECORDED, RECORDED_AT_START
from vbc_twin.panel.likeness import Likeness
from vbc_twin.panel.panel import Panel

BLOCK = 4096
# Margins are solved on evenly spread people (a Sobol sequence): so many powers of two, more where few are let in.
TRIED, LET_IN = (15, 18), 8000
ROUNDS = 40
# Fewer than this share of those described meeting the rules is taken for a contradiction.
SMALLEST_SHARE = 0.005
# How far a solved figure may miss the declared one: deviations of a number, points of a share or correlation.
MISS = 0.05
# Kidney stages by eGFR (KDIGO 2012): G3a below 60, G3b, G4, G5 below 15. Dialysis and transplant are never read off it.
EGFR_STAGES = (60.0, 45.0, 30.0, 15.0)


class CohortDraw:
    """People of one cohort: `panel(n, seed)`.

    Raises EvidenceError with the reason if the rules leave nobody, or if what is declared cannot hold among those whom
    they let in.
    """

    def __init__(self, text: CohortText, donors: pl.DataFrame, kidney_failure: int, unconfirmed=frozenset()):
        self.text, self._kidney_failure, self._unconfirmed = text, kidney_failure, unconfirmed
        own, rest = _of_declared(text)
        self.donors = _meeting(donors, rest, text)
        self._rules = [pl.sql_expr(rule) for rule in own]
        self._needed = sorted({name for rule in self._rules for name in rule.meta.root_names()})
        matched = [name for name in ("age", "female", "dual") if name in text.declared]
        matched += [name for name in text.declared if name in CONDITIONS]
        self._likeness = Likeness(self.donors, matched)
        self._columns = {name: self.donors[name].to_numpy() for name in self.donors.columns}
        self._spread: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self.copula, self.share_let_in = self._solved()
        self._spread.clear()

    def panel(self, n: int, seed: int) -> Panel:
        """The first `n` people of the seed; a person is the same whatever n."""
        if n < 1:
            raise EvidenceError([f"cohort {self.text.name}, people: expected at least 1, found {n}"])
        blocks = -(-n // BLOCK)
        kept: list[pl.DataFrame] = []
        most = int(20 / self.share_let_in) + 20
        for block in range(blocks):
            open_rows = np.arange(min(BLOCK, n - block * BLOCK))
            for attempt in range(most):
                values, donor = self._candidates(seed, block, attempt, open_rows)
                enters = self._enters(values, donor)
                frame = self._frame({name: each[enters] for name, each in values.items()}, donor[enters])
                kept.append(frame.with_columns(id=pl.Series(block * BLOCK + open_rows[enters], dtype=pl.UInt64)))
                open_rows = open_rows[~enters]
                if not len(open_rows):
                    break
        return Panel(pl.concat(kept).select(each.name for each in COLUMNS))

    def _candidates(self, seed: int, block: int, attempt: int, rows: np.ndarray) -> tuple[dict, np.ndarray]:
        """Some rows of a block of people."""
        rng = apportion.luck(seed, attempt, block, "cohort")
        normals, lot = rng.standard_normal((BLOCK, len(self.copula.names))), rng.random(BLOCK)
        return self._people(normals[rows], lot[rows])

    def _enters(self, values: dict[str, np.ndarray], donor: np.ndarray) -> np.ndarray:
        """Who meets the rules."""
        if not self._rules:
            return np.ones(len(donor), bool)
        frame = self._frame(values, donor, self._needed)
        return frame.select(pl.all_horizontal(self._rules).fill_null(False).alias("enters"))["enters"].to_numpy()

    def _frame(self, values: dict[str, np.ndarray], donor: np.ndarray, needed: list[str] | None = None) -> pl.DataFrame:
        """Complete rows, or some of their columns."""
        wanted = [each for each in COLUMNS if each.name != "id" and (needed is None or each.name in needed)]
        return pl.DataFrame(
            [pl.Series(each.name, self._column(each.name, values, donor)).cast(each.dtype) for each in wanted]
        )

    def _column(self, name: str, values: dict[str, np.ndarray], donor: np.ndarray) -> np.ndarray:
        """A column of people: declared, following from what is declared, or the donors' own."""
        condition = name.removesuffix("_recorded")
        if name in ("enrolment_type", "stratum"):
            return self._enrolment(values, donor)
        if name == "weight":
            return np.ones(len(donor))
        if condition == "ckd" and "egfr" in values and "ckd" not in values:
            stage = _stage_by_egfr(values["egfr"])
        elif condition in values and condition in CONDITIONS:
            stage = self._stage(condition, values[condition], donor)
        elif name == "uacr" and name not in values:
            return self._albuminuria(values, donor)
        elif name in values:
            return values[name] > 0 if name in CLAIMS else values[name]
        elif name == "years_since_quit" and "smoker" in values:
            return np.where(values["smoker"] > 0, NEVER_QUIT, self._columns[name][donor])
        else:
            return self._columns[name][donor]
        return stage if name == condition else np.where(stage > 0, RECORDED_AT_START, NEVER_RECORDED)

    def _stage(self, name: str, declared: np.ndarray, donor: np.ndarray) -> np.ndarray:
        """The stage of a condition: as declared; where only having it is, that of the donor or of another with it.

        A study examines its people, so that they have what it says; among Medicare's, records say it.
        """
        if name in self.text.stages:
            return declared
        least = 1 if self.text.population == "medicare" or name not in self._unconfirmed else 2
        of_donor = np.where(self._columns[name][donor] >= least, self._columns[name][donor], 0)
        having = self._columns[name][self._columns[name] >= least]
        another = having[donor % len(having)] if len(having) else np.ones(len(donor), int)
        return np.where(declared > 0, np.where(of_donor > 0, of_donor, another), 0)

    def _albuminuria(self, values: dict[str, np.ndarray], donor: np.ndarray) -> np.ndarray:
        """Albumin in urine of the donor, or of another at the same kidney stage who has diabetes, or not, alike."""
        stage, diabetes = (self._column(name, values, donor) for name in ("ckd", "diabetes"))
        of_all, own_stage, own = (self._columns[name] for name in ("uacr", "ckd", "diabetes"))
        found = of_all[donor].copy()
        for at in np.unique(stage[stage != own_stage[donor]]):
            for ill in (False, True):
                like = np.flatnonzero((own_stage == at) & ((own > 0) == ill))
                here = (stage == at) & ((diabetes > 0) == ill) & (own_stage[donor] != at)
                if len(like):
                    found[here] = of_all[like[donor[here] % len(like)]]
        return found

    def _enrolment(self, values: dict[str, np.ndarray], donor: np.ndarray) -> np.ndarray:
        """Enrolment type by kidney failure, age (for Medicare: who is younger than 65 is disabled) and dual status."""
        dual, age, ckd = (self._column(name, values, donor) for name in ("dual", "age", "ckd"))
        kind = np.where(dual, ENROLMENT_TYPES.index("aged_dual"), ENROLMENT_TYPES.index("aged_non_dual"))
        if self.text.population == "medicare":
            kind = np.where(age < 65, ENROLMENT_TYPES.index("disabled"), kind)
        return pl.Series(ENROLMENT_TYPES).gather(np.where(ckd >= self._kidney_failure, 0, kind))

    def _trial(self) -> tuple[dict[str, np.ndarray], float]:
        """Some people who entered, as declared, and the share of those described who did."""
        for power in range(TRIED[0], TRIED[1] + 1):
            values, donor = self._people(*self._evenly_spread(power))
            enters = self._enters(values, donor)
            if enters.sum() >= LET_IN:
                break
        return {name: each[enters] for name, each in values.items()}, float(enters.mean())

    def _evenly_spread(self, power: int) -> tuple[np.ndarray, np.ndarray]:
        """Normal scores and lots of 2^power people, spread more evenly than chance."""
        if power not in self._spread:
            # Taken here, as it brings half a second of imports that few need.
            from scipy.stats.qmc import Sobol

            points = Sobol(len(self.copula.names) + 1, rng=np.random.default_rng(0)).random_base2(power)
            self._spread[power] = ndtri(np.clip(points[:, 1:], 1e-9, 1 - 1e-9)), points[:, 0]
        return self._spread[power]

    def _people(self, normals: np.ndarray, lot: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """People as described, whether they may enter or not, and each one's donor."""
        values = self.copula.values(normals)
        return values, self._likeness.donor(values, lot)

    def _solved(self) -> tuple[Copula, float]:
        """Margins and correlations that hold among those whom the rules let in, and the share whom they let in."""
        has = {name: each > 0 if name in CONDITIONS else each for name, each in self._columns.items()}
        self.copula = first_copula(self.text, {name: np.asarray(has[name], float) for name in self.text.declared})
        wanted = Moments.wanted(self.text)
        wanted = Moments(
            wanted.mean, wanted.deviation, {name: wanted.chances[name] for name in self.copula.chances},
            {pair: value for pair, value in wanted.correlations.items() if set(pair) <= set(self.copula.names)},
        )  # fmt: skip
        steps: dict = {}
        found = None
        for _ in range(ROUNDS):
            values, share = self._trial()
            if share < SMALLEST_SHARE:  # the rules, or what the figures were driven to in order to meet them
                told = _misses(wanted, found, MISS) if found else []
                raise EvidenceError(self._contradictions(told) or [_nobody(self.text, share, "people as described")])
            found = Moments.found(values, wanted)
            if _misses(wanted, found, MISS / 50) == []:
                break
            self.copula = self.copula.towards(wanted, found, steps)
        if missed := _misses(wanted, found, MISS):
            raise EvidenceError(self._contradictions(missed))
        return self.copula, share

    def _contradictions(self, missed: list[str]) -> list[str]:
        rules = f"among those who meet include = {list(self.text.include)}; correct the figure or the rule"
        return [f"cohort {self.text.name}: {each} {rules}" for each in missed]


def _misses(wanted: Moments, found: Moments, miss: float) -> list[str]:
    """What cannot be met, each in words."""
    said = []
    for name, mean in wanted.mean.items():
        spread = max(wanted.deviation[name], 1e-9)
        if abs(found.mean[name] - mean) > miss * spread or abs(found.deviation[name] / spread - 1) > miss:
            said.append(
                f"{name} cannot have mean {mean:g} and deviation {wanted.deviation[name]:g}: nearest are "
                f"{found.mean[name]:.4g} and {found.deviation[name]:.4g}"
            )
    for name, chances in wanted.chances.items():
        if np.abs(found.chances[name] - chances).max() > miss:
            said.append(
                f"{name} cannot have the share {1 - chances[0]:.3g}: nearest is {1 - found.chances[name][0]:.3g}"
            )
    for (a, b), value in wanted.correlations.items():
        if abs(found.correlations[a, b] - value) > miss:
            said.append(f"{a} with {b} cannot correlate by {value:g}: nearest is {found.correlations[a, b]:.2f}")
    return said


def _stage_by_egfr(egfr: np.ndarray) -> np.ndarray:
    return np.searchsorted(-np.array(EGFR_STAGES), -egfr, side="right")


def _of_declared(text: CohortText) -> tuple[list[str], list[str]]:
    """The rules that hang on anything declared, or on what follows from it, and those that hang on the rest alone."""
    follows = {"enrolment_type", "stratum", *text.declared, *(f"{each}_recorded" for each in text.declared)}
    follows |= {"ckd", "ckd_recorded"} if "egfr" in text.declared else set()
    hangs = [bool(set(pl.sql_expr(rule).meta.root_names()) & follows) for rule in text.include]
    return (
        [rule for rule, own in zip(text.include, hangs, strict=True) if own],
        [rule for rule, own in zip(text.include, hangs, strict=True) if not own],
    )


def _meeting(donors: pl.DataFrame, rules: list[str], text: CohortText) -> pl.DataFrame:
    """The donors who meet rules about what the study does not report."""
    kept = donors.filter([pl.sql_expr(rule) for rule in rules]) if rules else donors
    if not kept.height:
        raise EvidenceError([_nobody(text, 0.0, f"{donors.height} people of the national panel")])
    return kept


def _nobody(text: CohortText, share: float, whom: str) -> str:
    left = "nobody" if share == 0 else f"only {share:.2%}"
    return (
        f"cohort {text.name}, include: the rules {list(text.include)} leave {left} of {whom}; "
        "widen them, or declare means and shares of those who entered"
    )
