"""One comparison in a process of its own: `python experiment.py FOLDER` reads the choice in it and writes the answer.

It gives way to the page that waits for it, tells how far it is, and ends if nobody waits any more.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import answer
from choice import Choice

import vbc_twin as vt

GIVES_WAY_BY = 10
MOST_THREADS = 4


@dataclass(frozen=True)
class Progress:
    """Writes how far a run is into `folder`/progress.json."""

    folder: Path
    parent: int

    def __call__(self, done: int, total: int, label: str) -> None:
        """Note `done` of `total`; end if the process that asked has ended."""
        if os.getppid() != self.parent:
            raise SystemExit(0)
        said = {"done": done, "total": total, "label": label}
        vt.library.write(self.folder / "progress.json", json.dumps(said))


def live(folder: Path) -> None:
    """Live the choice of a folder and write its answer, or the faults that it has."""
    choice, tell = Choice.read(folder / "choice.json"), Progress(folder, os.getppid())
    tell(0, choice.draws, "drawing the people and fitting year 0")
    try:
        twin = vt.Twin.load(choice.twin, people=choice.people)
        threads = min(MOST_THREADS, os.cpu_count() or 1)
        comparison = vt.compare(twin, *choice.scenarios(twin), choice.draws, threads, tell)
    except vt.EvidenceError as error:
        vt.library.write(folder / "faults.json", json.dumps(error.faults))
        return
    tell(choice.draws, choice.draws, "writing the report")
    answer.write(comparison, folder)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY_BY)
    live(Path(sys.argv[1]))
