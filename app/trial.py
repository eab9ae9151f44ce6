"""What a visitor asks of a validation, as plain data: written to a file, and read back by the process that lives it."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import vbc_twin as vt

FROM, TO = "from.csv", "to.csv"


def _digest(*facts) -> str:
    return hashlib.sha256(repr((*facts, vt.library.digest())).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Trial:
    """The twin held to published outcomes, with so many `people` in each study (None: as each file asks)."""

    people: int | None = None

    FILE: ClassVar[str] = "trial.json"

    def digest(self) -> str:
        """A fingerprint of what is asked and of all content [16 hex digits]."""
        return _digest("outcomes", self.people)

    def write(self, file: Path) -> None:
        """Write it as JSON."""
        vt.library.write(file, json.dumps({"people": self.people}))

    @classmethod
    def read(cls, file: Path) -> "Trial":
        """Read what `write` wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class ForecastTest:
    """Twins of one year's results file held to the next: the two files' names and contents, and how many `acos`, spread
    over the sizes."""

    from_name: str
    to_name: str
    acos: int
    from_file: bytes = field(repr=False)
    to_file: bytes = field(repr=False)

    FILE: ClassVar[str] = "forecast.json"

    def digest(self) -> str:
        """A fingerprint of what is asked, of both files and of all content [16 hex digits]."""
        files = [hashlib.sha256(each).hexdigest() for each in (self.from_file, self.to_file)]
        return _digest("forecast", files, self.acos)

    def write(self, file: Path) -> None:
        """Write it as JSON, and the two files beside it; they go with the run's folder."""
        file.with_name(FROM).write_bytes(self.from_file)
        file.with_name(TO).write_bytes(self.to_file)
        said = {"from_name": self.from_name, "to_name": self.to_name, "acos": self.acos}
        vt.library.write(file, json.dumps(said))

    @classmethod
    def read(cls, file: Path) -> "ForecastTest":
        """Read what `write` wrote."""
        files = {"from_file": file.with_name(FROM).read_bytes(), "to_file": file.with_name(TO).read_bytes()}
        return cls(**json.loads(file.read_text(encoding="utf-8")), **files)
