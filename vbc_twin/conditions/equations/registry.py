"""Which equations there are, and which of them are proved.

No equation enters a model unless it passes every test vector: `proved` computes the vectors that the house carries
(`data/equations/vectors.jsonl`) and raises if one is missed or if there are none. EPIC-US has no vectors; it is proved
by its published exacerbation rates instead.
"""

from functools import cache

import polars as pl

from vbc_twin.conditions.equations.cha2ds2_vasc import equation as cha2ds2_vasc
from vbc_twin.conditions.equations.charge_af import equation as charge_af
from vbc_twin.conditions.equations.ckd_epi import equation as ckd_epi
from vbc_twin.conditions.equations.epic_us import equation as epic_us
from vbc_twin.conditions.equations.epic_us_calibration import by_grade
from vbc_twin.conditions.equations.equation import Covariate, Equation
from vbc_twin.conditions.equations.framingham import equation as framingham
from vbc_twin.conditions.equations.kfre import equation as kfre
from vbc_twin.conditions.equations.maggic import equation as maggic
from vbc_twin.conditions.equations.pooled_cohort import equation as pooled_cohort
from vbc_twin.conditions.equations.prevent import equation as prevent
from vbc_twin.conditions.equations.recode import equation as recode
from vbc_twin.conditions.equations.ukpds_om2 import equation as ukpds_om2
from vbc_twin.conditions.equations.vectors import Checked, check_against
from vbc_twin.evidence import EvidenceError, library, suggestion

EQUATIONS = {
    "prevent": prevent,
    "pooled_cohort": pooled_cohort,
    "framingham": framingham,
    "kfre": kfre,
    "ckd_epi": ckd_epi,
    "ukpds_om2": ukpds_om2,
    "recode": recode,
    "charge_af": charge_af,
    "maggic": maggic,
    "cha2ds2_vasc": cha2ds2_vasc,
    "epic_us": epic_us,
}
BY_CALIBRATION, NEAR_ENOUGH = "epic_us", 0.1  # within a tenth of each published rate


def load(name: str) -> Equation:
    """An equation by name. Raises EvidenceError naming the nearest that exist if there is none."""
    if name not in EQUATIONS:
        raise EvidenceError([f'equations: no equation is called "{name}". {suggestion(name, EQUATIONS)}'])
    return EQUATIONS[name]()


def check(file=None) -> Checked:
    """Compute every case of a file of test vectors, one JSON object a line; the house's own cases without a file.

    A case has `equation`, `inputs`, `expected` and `abs_tol`. Gives, per equation, the number of cases, of those within
    tolerance, and the largest error. A malformed line or an unknown equation is a fault with its line number; the
    other lines are computed. Raises EvidenceError if there is no such file.
    """
    return check_against({load(name).vectors: load(name) for name in EQUATIONS}, file or own_vectors())


def own_vectors():
    """The house's own file of test vectors."""
    return library.path("equations", "vectors.jsonl")


@cache
def state(name: str) -> str:
    """How far an equation is proved, in words: "proved: ...", or "not proved: ..."."""
    equation = load(name)
    if name == BY_CALIBRATION:
        worst = (by_grade()["ratio"] - 1).abs().max()
        return _said(worst <= NEAR_ENOUGH, f"calibrated to published rates, within {worst:.1%}")
    rows = _own().table.filter(equation=equation.vectors).to_dicts()
    if not rows:
        return _said(False, "no test vectors")
    row = rows[0]
    return _said(
        row["within"] == row["cases"],
        f"{row['within']} of {row['cases']} vectors, {row['outcomes']} of {len(equation.outcomes)} outcomes",
    )


def proved(name: str) -> Equation:
    """An equation that a model may use. Raises EvidenceError if it is not proved."""
    if not state(name).startswith("proved"):
        raise EvidenceError([f"equations: {name} is {state(name)}; no model may use it"])
    return load(name)


def listed() -> pl.DataFrame:
    """Every equation: `equation`, `label`, its number of `outcomes`, `proved`, `mark` and `source`."""
    rows = []
    for name in EQUATIONS:
        each = load(name)
        paper = library.sources()[each.source].publisher
        rows.append((name, each.label, len(each.outcomes), state(name), each.mark, paper))
    return pl.DataFrame(rows, schema=["equation", "label", "outcomes", "proved", "mark", "source"], orient="row")


def covariates(name: str) -> pl.DataFrame:
    """What an equation takes: `column`, `also`, `kind`, `unit`, `least`, `most`, `asked`, `meaning`; a row a column."""
    rows = [
        (each.name, ", ".join(each.also), each.kind, each.unit, *_bounds(each), _asked(each), each.meaning)
        for each in load(name).covariates
    ]
    schema = ["column", "also", "kind", "unit", "least", "most", "asked", "meaning"]
    return pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)


def outcomes(name: str) -> pl.DataFrame:
    """What an equation gives: `column`, `unit`, `meaning`; a row an outcome."""
    rows = [(each.name, each.unit, each.meaning) for each in load(name).outcomes]
    return pl.DataFrame(rows, schema=["column", "unit", "meaning"], orient="row")


@cache
def _own() -> Checked:
    return check()


def _said(is_proved: bool, how: str) -> str:
    return f"{'proved' if is_proved else 'not proved'}: {how}"


def _bounds(covariate: Covariate) -> tuple[float | None, float | None]:
    is_number = covariate.kind == "number"
    return (float(covariate.low), float(covariate.high)) if is_number else (None, None)


def _asked(covariate: Covariate) -> str:
    """When a column must be there, in words."""
    if covariate.default is not None:
        return f"{covariate.default} if left out"
    only = " and ".join(f"{option} {' or '.join(values)}" for option, values in covariate.only)
    empty = "; may be empty" if covariate.may_be_empty else ""
    return (f"with {only}" if only else "always") + empty
