"""One self-contained page of a comparison."""

from dataclasses import dataclass
from pathlib import Path

from vbc_twin.evidence import library
from vbc_twin.experiments import Comparison
from vbc_twin.reporting import tables


@dataclass(frozen=True)
class Report:
    """A page that opens without a network."""

    html: str

    def save(self, path: str | Path) -> None:
        """Write the page, whole or not at all."""
        library.write(Path(path), self.html)


def report(comparison: Comparison) -> Report:
    """The report of a comparison."""
    return Report(tables.headline(comparison)._repr_html_())
