"""What a result rests on: the register of figures with their marks, what was assumed, and how to live it again."""

import platform
from importlib.metadata import version

import polars as pl

from vbc_twin.evidence import marks as count_marks
from vbc_twin.experiments import Comparison
from vbc_twin.reporting import small_cells
from vbc_twin.reporting.tables.finding import label
from vbc_twin.twin import Run, Twin

MARK_MEANINGS = {
    "checked": "re-read in the source, or computed from a public file",
    "secondary": "taken from a work that cites the source",
    "partly": "partly confirmed in the source",
    "judged": "the authors' judgement, stated where it is used",
    "recalled": "not re-read in the source yet",
    "derived": "worked out from other figures",
    "fitted": "fitted to data",
}
SAID = {
    "checked": "verified in the source or computed from a public file",
    "secondary": "read in a text that cites it",
    "partly": "partly verified",
    "recalled": "recalled",
    "judged": "judged",
    "derived": "worked out from others",
    "fitted": "calibrated to published data",
}
LIBRARIES = ("numpy", "polars")


def assumptions(result: Comparison | Run) -> pl.DataFrame:
    """Every figure that the result rests on: value, 95 % interval, unit, source, place in it, and mark."""
    ends = {"low": "low_95", "high": "high_95"}
    names = ("name", "value", "low_95", "high_95", "unit", "mark", "interval", "source", "title", "at", "shape")
    return result.assumptions().rename(ends).select(names)


def marks(result: Comparison | Run | Twin) -> pl.DataFrame:
    """How many figures carry each mark, what the mark means, and how many of them have an assumed interval."""
    meaning = pl.col("mark").replace_strict(MARK_MEANINGS, default="", return_dtype=pl.String)
    return count_marks(result.assumptions()).select("mark", meaning.alias("meaning"), "figures", "assumed_intervals")


def evidence_said(result: Comparison | Run | Twin) -> str:
    """In a sentence, how many figures it rests on, and how many of them were verified, recalled, calibrated."""
    counts = dict(marks(result).select("mark", "figures").iter_rows())
    parts = [f"{counts.get(mark, 0)} {words}" for mark, words in SAID.items()]
    return f"{sum(counts.values()):,} figures: {', '.join(parts[:-1])} and {parts[-1]}."


def assumed(result: Comparison | Run) -> pl.DataFrame:
    """What was assumed beyond those figures, in sentences: of the published row, the contracts, and by the
    scenarios."""
    runs = (result.base, result.alternative) if isinstance(result, Comparison) else (result,)
    said = [("Published row", each) for each in assumed_of_row(runs[0].twin)]
    for run in runs:
        place = f"Contract of {label(run)}" if len({each.scenario.contract for each in runs}) > 1 else "Contract"
        said += [(place, sentence) for sentence in run.contract.assumptions]
        for name, ratio, because in run.scenario.alter:
            said.append(
                (f"Scenario {label(run)}", f"{name} is multiplied by {ratio:g}{f': {because}' if because else ''}.")
            )
    return pl.DataFrame(list(dict.fromkeys(said)), schema={"about": pl.String, "assumed": pl.String}, orient="row")


def assumed_of_row(twin: Twin) -> tuple[str, ...]:
    """What was solved or assumed for the blank cells of a twin's published row, small counts hidden."""
    return tuple(small_cells.said(each) for each in twin.row.assumed)


def provenance(result: Comparison | Run) -> dict:
    """What the result needs to be lived again: versions, seeds, draws, digests of the choices and of the evidence."""
    if not isinstance(result, Comparison):
        return dict(result.provenance) | versions()
    first, second = result.base.provenance, result.alternative.provenance
    own = ("scenario", "scenario_digest")
    shared = {name: value for name, value in first.items() if name not in own}
    arms = {
        f"{arm}_{name}": each.get(name, "") for arm, each in (("base", first), ("alternative", second)) for name in own
    }
    return shared | arms | versions()


def versions() -> dict[str, str]:
    """Of what decides about figures: Python and the libraries of arrays and tables."""
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
