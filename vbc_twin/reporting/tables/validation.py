"""Tables of a validation: simulated beside published, and why some cases miss or are not modelled."""

import math

import polars as pl

from vbc_twin.experiments import Validation, correlation, share_inside

DIGITS = 3


def validation_finding(validation: Validation) -> str:
    """The result in a sentence or two."""
    held, used = validation.compared, validation.calibrated
    said = [f"{_counted(held.height, 'published outcome')} that nothing was tuned to: {_share(held)}"]
    if not math.isnan(validation.correlation):
        said[0] += f", correlation {validation.correlation:.2f} (logarithms)"
    if used.height:
        words = "whose figures went into the model"
        said.append(f"{_counted(used.height, 'outcome')} {words}: {_share(used)}")
        if not math.isnan(found := correlation(used)):
            said[-1] += f", correlation {found:.2f}"
    if number := validation.not_modelled.height:
        said.append(f"{_counted(number, 'outcome')} not modelled yet")
    if number := validation.refused.height:
        said.append(f"{_counted(number, 'outcome')} refused")
    return ". ".join(said) + "."


def validation_cases(cases: pl.DataFrame) -> pl.DataFrame:
    """One row a case: what was seen and what came out with its 95 % interval, as text in the published unit."""
    rows = [
        (
            each["label"], each["unit"], _figure(each["published"], each["published_low"], each["published_high"]),
            _figure(each["simulated"], each["simulated_low"], each["simulated_high"]),
            f"{_number(each['band_low'])} to {_number(each['band_high'])}", each["status"],
        )
        for each in cases.iter_rows(named=True)
    ]  # fmt: skip
    columns = ("case", "given as", "published", "simulated", "band", "status")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def validation_reasons(cases: pl.DataFrame) -> pl.DataFrame:
    """One row a case: published, simulated where it is modelled, and the reason."""
    rows = [
        (
            each["label"],
            f"{_number(each['published'])} {each['unit'] or ''}".strip(),
            _number(each["simulated"]),
            each["reason"].replace("\n", "; "),
        )
        for each in cases.iter_rows(named=True)
    ]
    columns = ("case", "published", "simulated", "reason")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def validation_records(validation: Validation) -> list[dict]:
    """Every case as a plain table, numbers that are none left empty."""
    return [
        {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in each.items()}
        for each in validation.table.iter_rows(named=True)
    ]


def _share(cases: pl.DataFrame) -> str:
    inside = int((cases["status"] == "inside").sum())
    return f"{inside} inside their band ({share_inside(cases):.0%})" if cases.height else "none to compare"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _figure(value: float | None, low: float | None, high: float | None) -> str:
    if any(each is None or not math.isfinite(each) for each in (value, low, high)):
        return _number(value)
    return f"{_number(value)} ({_number(low)} to {_number(high)})"


def _number(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 10**DIGITS else f"{value:.{DIGITS}g}"


def validation_parts(validation: Validation) -> list[tuple[str, pl.DataFrame]]:
    """Every table of a validation that has rows, with its caption, in the order in which they are read."""
    parts = [
        ("Published outcomes that nothing was tuned to", validation_cases(validation.compared)),
        ("Outcomes whose figures went into the model", validation_cases(validation.calibrated)),
        ("Outside the band, and why", validation_reasons(validation.misses)),
        ("Not modelled yet", validation_reasons(validation.not_modelled)),
        ("Refused, with every fault", validation_reasons(validation.refused)),
    ]
    return [(caption, frame) for caption, frame in parts if frame.height]
