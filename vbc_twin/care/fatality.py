"""How stays bring death: what all causes of admission have in common."""

from dataclasses import dataclass, fields

from vbc_twin.evidence import Faults, Parameter, library, parse_parameter


@dataclass(frozen=True)
class Fatality:
    """What is said of death after stays of any cause; how deadly one is stands with its cause.

    `in_hospital` [share of the deaths within 30 days, at 78, that come before discharge]; `excess` [ratio less 1 of the
    hazard of death in the month after the thirty days to the person's own], of which half is left after `half_life`
    [months] and nothing after a year; `outside` [least share of a person's deaths that come without a stay].
    """

    in_hospital: Parameter
    excess: Parameter
    half_life: Parameter
    outside: Parameter

    def parameters(self) -> tuple[Parameter, ...]:
        """Its figures."""
        return self.in_hospital, self.excess, self.half_life, self.outside


def read_fatality(raw: dict, name: str, file: str, faults: Faults) -> Fatality | None:
    """The figures under `[fatality]`, which belong to a service with causes."""
    given, names = raw.get("fatality"), [each.name for each in fields(Fatality)]
    if given is None and "cause" not in raw:
        return None
    if not isinstance(given, dict) or "cause" not in raw:
        faults.add(f"{file}, fatality", f"goes with causes: give a table with {', '.join(names)}, or neither")
        return None
    for key in given:
        if key not in names:
            faults.unknown(f"{file}, fatality.{key}", "figure of fatality", key, names)
    figures = {
        key: parse_parameter(
            given.get(key), f"{name}.fatality.{key}", f"{file}, fatality.{key}", library.sources(), faults
        )
        for key in names
    }
    return Fatality(**figures)
