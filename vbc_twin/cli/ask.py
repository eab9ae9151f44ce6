"""What the command line takes, and the gathering of everything that is wrong with it before anything is run."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from vbc_twin import EvidenceError, Scenario, Twin, Validation, library, read_validation

Anything = TypeVar("Anything")

TwinName = Annotated[str, typer.Option("--twin", help="A twin of the library, or a folder that twin build wrote.")]
Draws = Annotated[int, typer.Option("--draws", help="Paired draws of parameters and luck.")]
Threads = Annotated[int, typer.Option("--threads", help="Threads to live them on; results do not depend on it.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of all luck, instead of the scenario's.")]
People = Annotated[int | None, typer.Option("--people", help="A smaller panel of so many people, with weights.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for tables, summary.json and report.html.")]
ValidationFile = Annotated[
    Path | None,
    typer.Option("--validation", help="The validation.json of vbc-twin validate --out; its result joins the report."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]
Name = Annotated[str, typer.Argument(help="A scenario's name, or a path to a .toml file.")]


class Request:
    """What was asked for, gathered with all its faults; `refused` holds them."""

    def __init__(self, twin: str, people: int | None, draws: int, threads: int, out: Path | None):
        self.refused: list[str] = []
        for option, number in (
            ("--draws", draws),
            ("--threads", threads),
            ("--people", 1 if people is None else people),
        ):
            if number < 1:
                self.refused.append(f"{option}: must be at least 1, found {number}")
        check_folder(out, self.refused)
        self.twin = self._tried(lambda: Twin.load(twin, people))

    def scenario(self, name: str, seed: int | None) -> Scenario | None:
        """A scenario by name or path, its contract checked; None if it has faults."""
        self._check_start(name)
        found = self._tried(lambda: Scenario.load(name))
        if found is None:
            return None
        if self.twin is not None:
            self._tried(lambda: found.contract.held_by(self.twin.row), f"scenario {found.name}, contract: ")
        return found if seed is None else found.replace(seed=seed)

    def raise_if_refused(self) -> None:
        """Raises EvidenceError with every fault, in the order in which they were found, each once."""
        if self.refused:
            raise EvidenceError(list(dict.fromkeys(self.refused)))

    def _tried(self, ask: Callable[[], Anything], place: str = "") -> Anything | None:
        try:
            return ask()
        except EvidenceError as error:
            self.refused.extend(f"{place}{fault}" for fault in error.faults)
            return None

    def _check_start(self, name: str) -> None:
        """Tell a start before year 0 together with the file's other faults, which stop it from being read further."""
        file = Path(name) if name.endswith(".toml") else library.path("scenarios", f"{name}.toml")
        if self.twin is None or not file.is_file():
            return
        try:
            start = library.parse_toml(file, str(name)).get("start")
        except EvidenceError:
            return  # the file's own fault is told when it is loaded
        year = self.twin.row.performance_year
        if isinstance(start, date) and start.year <= year:
            said = f"scenario {Path(name).stem}, start: {start} lies before the end of year 0, {year}; "
            self.refused.append(said + f"begin with {year + 1}-01-01 or later")


def validation(file: Path | None, out: Path | None) -> Validation | None:
    """The validation for a report: of the file, else of `validation/validation.json` beside the report's folder if that
    was made with the same evidence. Raises EvidenceError if the file is none, or was made with other evidence."""
    if file is not None:
        found = read_validation(file)
        if found.provenance.get("evidence_digest") != library.digest():
            raise EvidenceError([f"--validation: {file} was made with other evidence; run vbc-twin validate again"])
        return found
    beside = out.parent / "validation" / "validation.json" if out is not None else None
    if beside is None or not beside.is_file():
        return None
    try:
        found = read_validation(beside)
    except EvidenceError:
        return None
    return found if found.provenance.get("evidence_digest") == library.digest() else None


def check_folder(out: Path | None, faults: list[str]) -> None:
    """Note a folder that cannot be written to."""
    if out is not None and out.exists() and not out.is_dir():
        faults.append(f"--out: {out} is a file; name a folder")
