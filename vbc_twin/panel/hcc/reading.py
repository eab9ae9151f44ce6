"""Reading a frame of people for scoring: what is wrong with the frame is raised, what is wrong with a row is kept."""

import re
from difflib import get_close_matches

import numpy as np
import polars as pl

from vbc_twin.evidence import Faults, suggestion
from vbc_twin.panel.hcc.codes import FORM, categories_of, clean, mapping
from vbc_twin.panel.hcc.model import Model
from vbc_twin.panel.hcc.people import BY_AGE, BY_DISABILITY, DUALS, FULL, GRAFT_FROM, NO_GRAFT, NONE, REASONS, Enrolment

OLDEST = 120
# CMS's code of Medicaid entitlement, and its code of the original reason.
DUAL_CODES = {"00": 0, "NA": 0, "01": 1, "03": 1, "05": 1, "06": 1, "02": 2, "04": 2, "08": 2}
WORDS = {
    "dual": {**{name: place for place, name in enumerate(DUALS)}, **DUAL_CODES},
    "original_reason": {
        **{name: place for place, name in enumerate(REASONS)},
        **{str(place): place for place in range(len(REASONS))},
    },
    "sex": {"female": 1, "F": 1, "male": 0, "M": 0},
}
FLAGS = {"new_enrollee": "new", "special_needs": "special_needs", "institutional": "institutional"}
SAME = {"long_term_institution": "institutional"}
COLUMNS = ("age", "female", "sex", "dual", "original_reason", *FLAGS, *SAME, "graft_months", "diagnoses", "hccs")
FLAG_OF_CATEGORY = re.compile(r"hcc_(\d+)", re.IGNORECASE)
SUGGESTIONS = 20


class RowFaults:
    """What is wrong with rows: several things may be said of one; the others are still scored."""

    def __init__(self) -> None:
        self.said: dict[int, list[str]] = {}

    def add(self, rows, text: str) -> None:
        """Say the same of some rows."""
        for row in rows:
            self.said.setdefault(int(row), []).append(text)

    def texts(self, height: int) -> pl.Series:
        """One text a row, null where nothing is wrong."""
        texts = ["; ".join(self.said[row]) if row in self.said else None for row in range(height)]
        return pl.Series(texts, dtype=pl.String)


def check_columns(frame: pl.DataFrame, model: Model) -> None:
    """Raises EvidenceError with everything that the columns of a frame lack or misspell."""
    faults, here = Faults(), set(frame.columns)
    if "age" not in here:
        faults.add("people, age", "is missing; it holds whole years on 1 February of the payment year")
    if not {"female", "sex"} & here:
        faults.add("people, female", 'is missing; it is true or false (or give "sex" as female or male)')
    flags = [name for name in here if FLAG_OF_CATEGORY.fullmatch(name)]
    if not {"diagnoses", "hccs"} & here and not flags:
        faults.add(
            "people", "have no records; give diagnoses (a list of ICD-10-CM codes), hccs (a list) or hcc_<number>"
        )
    known = [f"HCC{each}" for each in model.labels]
    for name in flags:
        if int(FLAG_OF_CATEGORY.fullmatch(name)[1]) not in model.labels:
            faults.unknown(f"people, {name}", f"category of {model.label}", "HCC" + name[4:], known)
    for name in frame.columns:
        near = get_close_matches(name, COLUMNS, n=1, cutoff=0.85)
        if name not in COLUMNS and near and near[0] not in here:
            faults.unknown(f"people, {name}", "column", name, COLUMNS)
    wanted = dict.fromkeys(("female", *FLAGS, *SAME, *flags), "true or false")
    wanted |= {"age": "numbers", "graft_months": "numbers", "diagnoses": "lists", "hccs": "lists"}
    for name, kind in wanted.items():
        if name in here and not _is_of_kind(frame.schema[name], kind):
            faults.add(f"people, {name}", f"expected {kind}, found {frame.schema[name]}")
    faults.raise_if_any()


def _is_of_kind(dtype: pl.DataType, kind: str) -> bool:
    if kind == "numbers":
        return dtype.is_numeric() or dtype == pl.Null
    return dtype in ((pl.List if kind == "lists" else pl.Boolean), pl.Null)


def read_people(frame: pl.DataFrame, model: Model, faults: RowFaults) -> Enrolment:
    """Everybody's entitlement; a blank in an optional column is the usual: no, none, and by age or disability."""
    age = frame["age"].cast(pl.Float64).to_numpy()
    wrong = ~((age >= 0) & (age <= OLDEST))
    faults.add(np.flatnonzero(wrong), f"age: expected whole years from 0 to {OLDEST}")
    age = np.where(wrong, 0, age).astype(np.int64)
    known: dict = {}
    if "female" in frame.columns:
        female = frame["female"]
        faults.add(np.flatnonzero(female.is_null()), "female: is empty")
        female = female.fill_null(False).to_numpy().astype(bool)
    else:
        female = _words(frame, "sex", None, faults) == 1
    if "dual" in frame.columns and frame.schema["dual"] == pl.Boolean:
        known["dual"] = np.where(frame["dual"].fill_null(False).to_numpy(), FULL, NONE)
    elif "dual" in frame.columns:
        known["dual"] = _words(frame, "dual", np.full(len(age), NONE), faults)
    if "original_reason" in frame.columns:
        known["reason"] = _words(frame, "original_reason", np.where(age < 65, BY_DISABILITY, BY_AGE), faults)
    for name, field in {**FLAGS, **SAME}.items():
        if name in frame.columns:
            known[field] = frame[name].cast(pl.Boolean).fill_null(False).to_numpy().astype(bool)
    if "graft_months" in frame.columns and model.kind == "esrd":
        months = frame["graft_months"].cast(pl.Float64).fill_null(NO_GRAFT).fill_nan(NO_GRAFT).to_numpy()
        early = (months >= 0) & (months < GRAFT_FROM)
        faults.add(
            np.flatnonzero(early), "graft_months: the first three months have flat scores, which are not carried"
        )
        known["graft_months"] = months.astype(np.int64)
        late = np.flatnonzero(known.get("new", np.zeros(len(age), bool)) & (months >= 0))
        faults.add(late, "new_enrollee: with a graft they have a table of their own, which is not carried")
    return Enrolment.of(age, female, **known)


def _words(frame: pl.DataFrame, name: str, usual: np.ndarray | None, faults: RowFaults) -> np.ndarray:
    """Words or codes of a column as numbers; blanks as usual, or a fault where nothing is usual."""
    words, text = WORDS[name], frame[name].cast(pl.String).str.strip_chars()
    places = text.replace_strict(words, default=None, return_dtype=pl.Int64)
    for word in text.filter(places.is_null() & text.is_not_null()).unique(maintain_order=True):
        rows = np.flatnonzero((text == word).fill_null(False))
        faults.add(rows, f'{name}: nothing is called "{word}". {suggestion(word, words)}')
    if usual is None:
        faults.add(np.flatnonzero(text.is_null()), f"{name}: is empty")
        usual = np.zeros(len(text), int)
    return np.where(places.is_null().to_numpy(), usual, places.fill_null(0).to_numpy())


def read_categories(
    frame: pl.DataFrame, who: Enrolment, model: Model, faults: RowFaults
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the records lead to: (row, hcc) once each, and (row, code) of diagnoses that lead to none."""
    rows = pl.Series("row", np.arange(frame.height))
    found = [pl.DataFrame(schema={"row": pl.Int64, "hcc": pl.Int64})]
    without = pl.DataFrame(schema={"row": pl.Int64, "code": pl.String})
    if "diagnoses" in frame.columns and frame.schema["diagnoses"] != pl.Null:
        codes = frame.select(rows, code="diagnoses").explode("code").drop_nulls()
        codes = codes.with_columns(code=clean(pl.col("code").cast(pl.String))).unique(maintain_order=True)
        codes = codes.filter(_well_formed(codes, faults))
        of_whom = codes.with_columns(
            age=pl.Series(who.age[codes["row"].to_numpy()], dtype=pl.Int64),
            female=pl.Series(who.female[codes["row"].to_numpy()], dtype=pl.Boolean),
        )
        found.append(categories_of(of_whom, model))
        without = codes.join(
            mapping(model.diagnoses).select("code").unique(), on="code", how="anti", maintain_order="left"
        )
    if "hccs" in frame.columns and frame.schema["hccs"] != pl.Null:
        named = frame.select(rows, hcc="hccs").explode("hcc").drop_nulls()
        found.append(_named_categories(named, model, faults))
    for name in frame.columns:
        if flag := FLAG_OF_CATEGORY.fullmatch(name):
            hit = np.flatnonzero(frame[name].fill_null(False).to_numpy())
            found.append(pl.DataFrame({"row": hit, "hcc": np.full(len(hit), int(flag[1]))}, schema=found[0].schema))
    return pl.concat(found).unique(), without


def _well_formed(codes: pl.DataFrame, faults: RowFaults) -> pl.Series:
    right = codes["code"].str.contains(FORM)
    known = mapping("v24")["code"].unique().to_list() + mapping("v28")["code"].unique().to_list()
    for number, (word, rows) in enumerate(_by_word(codes.filter(~right), "code")):
        same = [each for each in known if each[:2] == word[:2]] if number < SUGGESTIONS else []
        near = f" {suggestion(word, set(same))}" if same else ""
        faults.add(rows, f'diagnoses: "{word}" is no ICD-10-CM code.{near}')
    return right


def _named_categories(named: pl.DataFrame, model: Model, faults: RowFaults) -> pl.DataFrame:
    text = named["hcc"].cast(pl.String).str.to_uppercase()
    number = text.str.replace_all(r"^\s*HCC\s*|\s+$", "").cast(pl.Int64, strict=False)
    known = [f"HCC{each}" for each in model.labels]
    right = number.is_in(list(model.labels)).fill_null(False)
    wrong = named.with_columns(hcc=text).filter(~right)
    for word, rows in _by_word(wrong, "hcc"):
        name = word if word.startswith("HCC") else f"HCC{word}"
        faults.add(rows, f'hccs: no category of {model.label} is called "{name}". {suggestion(name, known)}')
    return named.with_columns(row=pl.col("row").cast(pl.Int64), hcc=number).filter(right)


def _by_word(frame: pl.DataFrame, column: str):
    """Each different word with the rows that hold it, in the order of their first."""
    yield from frame.group_by(column, maintain_order=True).agg("row").iter_rows()
