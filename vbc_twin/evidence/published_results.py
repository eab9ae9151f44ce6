"""A CMS results file as a table under the house's names: every row, every fault at once."""

import io
from pathlib import Path

import polars as pl

from vbc_twin.evidence.faults import EvidenceError, Faults, suggestion
from vbc_twin.evidence.published_columns import columns, infer_year, read_column, read_tracks

YEAR_COLUMNS = ("performance_year", "year")


def read_results(path: str | Path, performance_year: int | None = None) -> pl.DataFrame:
    """Every row of a results file under the house's names (data/public/results_columns.toml).

    Money [USD], counts [heads or person-years], rates [fractions]; `year_from` says how the year is known. Raises
    EvidenceError with every fault: a missing column with the years in which CMS publishes it and what it serves.
    """
    path = Path(path)
    raw = read_cells(path)
    faults = Faults()
    actual = {name.casefold(): name for name in raw.columns}
    year, known_from = find_year(raw, actual, path.name, performance_year)
    found = [read_tracks(raw, path.name, faults)]
    for column in columns():
        cms_name = next((actual[name.casefold()] for name, _ in column.published if name.casefold() in actual), None)
        expected = column.demanded_in(year)
        if cms_name is not None:
            found.append(read_column(raw, column, cms_name, path.name, faults))
        elif expected is not None:
            near = suggestion(expected, raw.columns)
            faults.add(
                path.name,
                f'has no column "{expected}" (CMS publishes {column.spans()}); without it {column.serves} cannot be had'
                + (f". {near}" if near.startswith("Did") else ""),
            )
        else:
            dtype = {"text": pl.String, "date": pl.Date}.get(column.kind, pl.Float64)
            found.append(pl.Series(column.name, [None] * len(raw), dtype=dtype))
    faults.raise_if_any()
    frame = pl.DataFrame(found).select("aco_id", pl.exclude("aco_id"))
    known = [pl.lit(year, pl.Int64).alias("performance_year"), pl.lit(known_from).alias("year_from")]
    return frame.select(*known, pl.all()).filter(pl.col("aco_id").is_not_null())


def read_cells(path: Path) -> pl.DataFrame:
    """The file's cells as text. Raises EvidenceError if there is no such file or it is not a table."""
    try:
        return pl.read_csv(io.BytesIO(decoded(path).encode()), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise EvidenceError([f"{path.name}: is not a table of comma-separated values: {error}"]) from error


def decoded(path: Path) -> str:
    """A file's text, in UTF-8 or as older tables are written. Raises EvidenceError if there is no such file."""
    if not path.is_file():
        there = [each.name for each in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        raise EvidenceError([f"{path}: there is no such file. {suggestion(path.name, there)}"])
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def find_year(raw: pl.DataFrame, actual: dict[str, str], file: str, given: int | None) -> tuple[int, str]:
    """The file's performance year and how it is known: as given, from a column, or from its columns and name."""
    if given is not None:
        return given, "the caller"
    for name in YEAR_COLUMNS:
        if name in actual:
            years = raw[actual[name]].drop_nulls().str.extract(r"(20\d\d)").drop_nulls().unique().to_list()
            if len(years) == 1:
                return int(years[0]), f'the column "{actual[name]}"'
            raise EvidenceError([f'{file}: the column "{actual[name]}" holds {len(years)} years; give one only'])
    inferred = infer_year(raw.columns, file)
    if inferred is None:
        raise EvidenceError(
            [
                f"{file}: neither a column nor the file's name tells the performance year, and its columns fit no year "
                "that CMS has published; write the year into the file's name, for example results_2022.csv"
            ]
        )
    return inferred
