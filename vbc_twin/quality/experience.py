"""How patients' experience moves: the survey's summary scores from waiting, continuity and contact.

    score = level of 2022 + own standing + wait x days + continuity x index + contact x share in contact

where days and index count from year 0, in which the scores are those of 2022 and the ACO's own standing. Scores lie
within 0 to 100.
"""

from dataclasses import dataclass

import numpy as np

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter
from vbc_twin.quality.measure import ROOM, Measure

SURVEY = "321"
MOVERS = ("wait", "continuity", "contact")
SAMPLE = ("answers", "person_deviation")


@dataclass(frozen=True)
class PatientExperience:
    """The model of the survey: `level` and `own` standing by part, `movers` of all parts, and the `sample` surveyed."""

    parts: dict[str, str]
    level: dict[str, Parameter]
    own: dict[str, Parameter]
    movers: dict[str, Parameter]
    sample: dict[str, Parameter]
    contact_roles: tuple[str, ...]

    @classmethod
    def load(cls) -> "PatientExperience":
        """Read `[model]` of data/quality/321.toml. Raises EvidenceError that lists every fault."""
        document, faults, parts = library.read(ROOM, SURVEY), Faults(), Measure.load(SURVEY).parts
        raw, sources = document.raw.get("model", {}), library.sources()

        def figures(given: dict, names, *table: str) -> dict[str, Parameter]:
            path = ".".join(("model", *table))
            return {
                name: parse_parameter(
                    given.get(name), f"{SURVEY}.{path}.{name}", f"{document.file}, {path}.{name}", sources, faults
                )
                for name in names
            }

        known = (*MOVERS, *SAMPLE, "contact_roles", "level", "own")
        for key in raw:
            if key not in known:
                faults.unknown(f"{document.file}, model.{key}", "field of the model", key, known)
        by_part = (figures(raw.get(table, {}), parts, table) for table in ("level", "own"))
        found = cls(parts, *by_part, figures(raw, MOVERS), figures(raw, SAMPLE), tuple(raw.get("contact_roles", ())))
        faults.raise_if_any()
        return found

    def scores(self, value, wait: np.ndarray, continuity: np.ndarray, contact: np.ndarray) -> np.ndarray:
        """Summary scores (years, parts) given days, index and share in contact by year, year 0 first.

        `value(parameter)` is the figure that holds.
        """
        wait_points, continuity_points, contact_points = (value(self.movers[name]) for name in MOVERS)
        moved = wait_points * (wait - wait[0]) + continuity_points * (continuity - continuity[0])
        moved = moved + contact_points * contact
        stands = np.array([value(self.level[name]) + value(self.own[name]) for name in self.parts])
        return np.clip(stands + moved[:, None], 0, 100)

    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure of the model."""
        tables = (self.level, self.own, self.movers, self.sample)
        return tuple(each for table in tables for each in table.values())
