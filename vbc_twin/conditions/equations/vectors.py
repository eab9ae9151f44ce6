"""Files of test vectors: what an equation must give for known people, and how near it comes.

One JSON object a line:

    {"id": "...", "equation": "KFRE", "inputs": {"age": 49, ...}, "expected": {"risk_2y": 0.00345}, "abs_tol": 5e-05}
"""

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vbc_twin.conditions.equations.equation import Equation
from vbc_twin.conditions.equations.reading import read
from vbc_twin.evidence import EvidenceError, suggestion

SCHEMA = {
    "equation": pl.String,
    "cases": pl.UInt32,
    "within": pl.UInt32,
    "outcomes": pl.UInt32,
    "largest_error": pl.Float64,
    "largest_error_of": pl.String,
    "at_boundary": pl.UInt32,
}

ROW = {
    "line": pl.UInt32,
    "id": pl.String,
    "equation": pl.String,
    "outcome": pl.String,
    "expected": pl.Float64,
    "computed": pl.Float64,
    "error": pl.Float64,
    "tolerance": pl.Float64,
    "at_boundary": pl.Boolean,
}


@dataclass(frozen=True)
class Case:
    """One line of a file: which person, what is expected [outcome: value], and how near it must come."""

    line: int
    name: str
    inputs: dict
    expected: dict[str, float]
    tolerance: float


@dataclass(frozen=True)
class Checked:
    """What a file of test vectors showed.

    `table` has one row an equation: cases, how many are `within` tolerance in every outcome, how many different
    `outcomes` they have, the `largest_error` with the case and outcome it is of, and how many cases had an input beyond
    the equation's range. `outside` has one row an outcome that is not within tolerance. read = accepted + refused;
    every refused line has a fault with its number.
    """

    table: pl.DataFrame
    outside: pl.DataFrame
    read: int
    faults: tuple[str, ...]

    @property
    def accepted(self) -> int:
        """Lines that were computed."""
        return int(self.table["cases"].sum())

    @property
    def refused(self) -> int:
        """Lines that could not be."""
        return self.read - self.accepted

    @property
    def passed(self) -> bool:
        """Whether every line was computed and every case is within tolerance."""
        return self.read > 0 and not self.refused and self.outside.is_empty()


def check_against(equations: dict[str, Equation], file: Path | str) -> Checked:
    """Compute every case of a file with the equations, by their names in such files. See `registry.check`."""
    groups: dict[tuple, list[Case]] = defaultdict(list)
    faults: dict[int, str] = {}
    lines = _lines(file)
    for number, line in lines:
        try:
            equation, case = _parse(number, line, equations)
            groups[equation, tuple(sorted(case.inputs))].append(case)
        except EvidenceError as error:
            faults[number] = "; ".join(error.faults)
    rows: dict[str, list[dict]] = defaultdict(list)
    for (name, _), cases in groups.items():
        rows[name] += _compute(equations[name], cases, faults)
    order = [name for name in equations if rows[name]]
    outside = [row for name in order for row in rows[name] if row["error"] > row["tolerance"]]
    return Checked(
        table=pl.DataFrame([_summary(name, rows[name]) for name in order], schema=SCHEMA),
        outside=pl.DataFrame(outside, schema=ROW),
        read=len(lines),
        faults=tuple(f"{Path(file).name}, line {number}: {faults[number]}" for number in sorted(faults)),
    )


def _lines(file: Path | str) -> list[tuple[int, str]]:
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError([f"{file}: cannot be read as a file of text: {error}"]) from error
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _parse(number: int, line: str, equations: dict[str, Equation]) -> tuple[str, Case]:
    """The equation's name and the case of one line. Raises EvidenceError with everything that is wrong with it."""
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EvidenceError([f"is not JSON: {error}"]) from error
    if not isinstance(raw, dict):
        raise EvidenceError([f"expected an object, found {type(raw).__name__}"])
    faults = []
    name = _named(raw.get("equation"), equations)
    if name is None:
        faults.append(f'no equation is called "{raw.get("equation")}". {suggestion(raw.get("equation"), equations)}')
    inputs, expected, tolerance = raw.get("inputs"), raw.get("expected"), raw.get("abs_tol")
    if not isinstance(inputs, dict):
        faults.append("inputs must be an object of names and values")
    if not isinstance(expected, dict) or not expected:
        faults.append("expected must be an object with at least one outcome and its value")
    if not _is_number(tolerance) or tolerance < 0:
        faults.append(f"abs_tol must be a number of zero or more, found {tolerance!r}")
    for outcome, value in expected.items() if isinstance(expected, dict) else ():
        if not _is_number(value):
            faults.append(f"expected.{outcome} must be a number, found {value!r}")
        if name is not None and equations[name].outcome(outcome) is None:
            known = [label for each in equations[name].outcomes for label in (each.name, *each.also)]
            faults.append(f'{name} gives nothing called "{outcome}". {suggestion(outcome, known)}')
    if faults:
        raise EvidenceError(faults)
    return name, Case(number, str(raw.get("id", f"line {number}")), inputs, expected, tolerance)


def _named(name: object, equations: dict[str, Equation]) -> str | None:
    """The name in files of vectors of an equation that is called by it, or by the house's own name, in any case."""
    wanted = str(name).casefold()
    return next((key for key, each in equations.items() if wanted in (key.casefold(), each.name.casefold())), None)


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # an integer beyond every float
        return False


def _compute(equation: Equation, cases: list[Case], faults: dict[int, str]) -> list[dict]:
    """One row an expected outcome of cases that have the same inputs; notes the faults of those that cannot be read."""
    names = cases[0].inputs
    lines = {"": [str(case.line) for case in cases]}  # so that a case without inputs is a row too
    frame = pl.DataFrame(lines | {name: [_text(case.inputs[name]) for case in cases] for name in names})
    try:
        reading = read(equation, frame.cast(pl.String), {})
    except EvidenceError as error:
        faults.update({case.line: "; ".join(error.faults) for case in cases})
        return []
    for row, told in reading.faults.items():
        faults[cases[row].line] = "; ".join(each.split(", ", 1)[1] for each in told)
    good = [row for row in range(len(cases)) if row not in reading.faults]
    values, beyond = equation.clip({name: array[good] for name, array in reading.values.items()})
    found = equation.formula(values)
    return [
        {
            "line": cases[row].line,
            "id": cases[row].name,
            "equation": equation.vectors,
            "outcome": equation.outcome(outcome).name,
            "expected": float(expected),
            "computed": float(found[equation.outcome(outcome).name][place]),
            "error": _distance(found[equation.outcome(outcome).name][place], expected),
            "tolerance": float(cases[row].tolerance),
            "at_boundary": any(where[place] for where in beyond.values()),
        }
        for place, row in enumerate(good)
        for outcome, expected in cases[row].expected.items()
    ]


def _text(value: object) -> str | None:
    """A JSON value as a cell of text; what no cell can hold stays visible in the fault."""
    return None if value is None else json.dumps(value) if not isinstance(value, str) else value


def _distance(computed: float, expected: float) -> float:
    """How far apart two figures are; without end where nothing could be computed."""
    return abs(float(computed) - expected) if math.isfinite(computed) else math.inf


def _summary(name: str, rows: list[dict]) -> dict:
    """The row of one equation. A case is within tolerance if every one of its outcomes is."""
    worst = max(rows, key=lambda row: row["error"])
    lines = {row["line"] for row in rows}
    missed = {row["line"] for row in rows if row["error"] > row["tolerance"]}
    return {
        "equation": name,
        "cases": len(lines),
        "within": len(lines - missed),
        "outcomes": len({row["outcome"] for row in rows}),
        "largest_error": worst["error"],
        "largest_error_of": f"{worst['id']}: {worst['outcome']}",
        "at_boundary": len({row["line"] for row in rows if row["at_boundary"]}),
    }
