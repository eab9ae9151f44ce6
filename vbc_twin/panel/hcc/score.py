"""Scores of a frame of people: a polars frame in, a polars frame out."""

import numpy as np
import polars as pl

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter
from vbc_twin.panel.hcc.model import ROOM, Model
from vbc_twin.panel.hcc.people import Enrolment, segment_of
from vbc_twin.panel.hcc.reading import RowFaults, check_columns, read_categories, read_people
from vbc_twin.panel.hcc.scoring import Present, counted, pieces


def score(
    frame: pl.DataFrame, model: str = "V28", year: int | None = None, contributions: bool = False
) -> pl.DataFrame:
    """Risk scores of people, one row for each row of `frame` in its order; a row with a fault tells it, unscored.

    frame: age [years, on 1 February of the payment year], female (or sex), and records of the year before: diagnoses
    (list of ICD-10-CM codes, with or without dot), hccs (list of category numbers) or flags hcc_<number>. Optional:
    dual (none, partial, full, CMS's code, or true for full), original_reason (age, disability, esrd,
    disability_and_esrd, or CMS's code; by default disability under 65), institutional, new_enrollee, special_needs,
    and for ESRD_V24 graft_months (blank: on dialysis). Other columns are left alone; `id` is handed on.

    Result: row (or id), segment, raw [1 = national mean of the model's base year], normalised [raw / factor of the
    payment year; null without a year], plan [normalised less the coding-intensity adjustment of Medicare Advantage],
    hccs (those that count, after the hierarchy), without_hcc (diagnoses that lead to none), fault (null if none); on
    request contributions, a list of variable, label and factor that add up to raw. Scores are not rounded.
    Raises EvidenceError with every fault of the columns, an unknown model (V24, V28, ESRD_V24) or an unknown year.
    Source: CMS-HCC model software, as carried in `data/hcc/`.
    """
    chosen = Model.load(model)
    factor = None if year is None else chosen.factor_of_year(year)
    check_columns(frame, chosen)
    faults = RowFaults()
    who = read_people(frame, chosen, faults)
    found, without = read_categories(frame, who, chosen, faults)
    segment = segment_of(who, chosen)
    left = counted(_present(found, frame.height), chosen)
    lines = _lines(who, left, segment, chosen)
    raw = np.zeros(frame.height)
    for _, rows, factors in lines:
        raw[rows] += factors
    graft = who.graft_months >= 0
    normalised = pl.Series(np.full(frame.height, np.nan) if factor is None else np.where(graft, np.nan, raw / factor))
    named = pl.Series(chosen.segments).gather(segment)
    rows = np.arange(frame.height)
    result = pl.DataFrame(
        {
            **({"id": frame["id"]} if "id" in frame.columns else {"row": rows}),
            "segment": named,
            "raw": raw,
            "normalised": normalised.fill_nan(None),
            "plan": (normalised * (1 - coding_intensity().value)).fill_nan(None),
            "hccs": _listed(_counted_rows(left), "hcc", frame.height, pl.Int64),
            "without_hcc": _listed(without, "code", frame.height, pl.String),
            "fault": faults.texts(frame.height),
        }
    )
    if contributions:
        result = result.with_columns(contributions=_contributions(lines, frame.height, chosen))
    scored = [
        name for name in ("segment", "raw", "normalised", "plan", "hccs", "contributions") if name in result.columns
    ]
    return result.with_columns(pl.when(pl.col("fault").is_null()).then(pl.col(name)).alias(name) for name in scored)


def coding_intensity() -> Parameter:
    """The share by which a Medicare Advantage plan's score is lowered. Raises EvidenceError if its file is wrong."""
    document, faults = library.read(ROOM, "payment"), Faults()
    figure = parse_parameter(
        document.raw["coding_intensity"].get("adjustment"),
        "hcc.coding_intensity",
        f"{document.file}, coding_intensity.adjustment",
        library.sources(),
        faults,
    )
    faults.raise_if_any()
    return figure


def _present(found: pl.DataFrame, people: int) -> Present:
    present = {}
    for (hcc,), rows in found.group_by("hcc"):
        present[hcc] = np.zeros(people, bool)
        present[hcc][rows["row"].to_numpy()] = True
    return present


def _lines(
    who: Enrolment, left: Present, segment: np.ndarray, model: Model
) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Every variable with the rows whose segment has a factor for it, and their factors."""
    lines = []
    for variable, rows in pieces(who, left, segment, model):
        if variable in model.factors:
            rows = rows[model.has[variable][segment[rows]]]
            lines.append((variable, rows, model.factors[variable][segment[rows]]))
    return lines


def _counted_rows(left: Present) -> pl.DataFrame:
    rows = {hcc: np.flatnonzero(mask) for hcc, mask in left.items()}
    frames = [pl.DataFrame({"row": row, "hcc": np.full(len(row), hcc)}) for hcc, row in rows.items()]
    return pl.concat(frames) if frames else pl.DataFrame(schema={"row": pl.Int64, "hcc": pl.Int64})


def _listed(long: pl.DataFrame, column: str, people: int, dtype: pl.DataType) -> pl.Series:
    """A list for each person, empty for those without, in ascending order."""
    lists = long.with_columns(pl.col("row").cast(pl.Int64)).group_by("row").agg(pl.col(column).cast(dtype).sort())
    everybody = pl.DataFrame({"row": np.arange(people)}, schema={"row": pl.Int64})
    joined = everybody.join(lists, on="row", how="left", maintain_order="left")[column]
    return pl.select(pl.when(joined.is_null()).then(pl.lit([], pl.List(dtype))).otherwise(joined)).to_series()


def _contributions(lines: list, people: int, model: Model) -> pl.Series:
    labels = {f"HCC{hcc}": label for hcc, label in model.labels.items()}
    parts = [
        pl.DataFrame({"row": rows, "factor": factors}).with_columns(
            variable=pl.lit(variable), label=pl.lit(labels.get(variable)), order=pl.lit(order)
        )
        for order, (variable, rows, factors) in enumerate(lines)
    ]
    item = pl.struct("variable", pl.col("label").cast(pl.String), "factor")
    lists = (
        pl.concat(parts, how="vertical_relaxed")
        .sort("row", "order")
        .group_by("row", maintain_order=True)
        .agg(item.alias("list"))
    )
    everybody = pl.DataFrame({"row": np.arange(people)}, schema={"row": pl.Int64})
    return everybody.join(
        lists.with_columns(pl.col("row").cast(pl.Int64)), on="row", how="left", maintain_order="left"
    )["list"]
