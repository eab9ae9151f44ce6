"""What the fit may change, as `data/calibration/free.toml` says, and how a fitted figure is written into its file."""

from dataclasses import dataclass

import tomlkit

from vbc_twin.calibration.target_text import CalibrationTarget
from vbc_twin.evidence import Faults, library

PLACE = "data/calibration/free.toml"
LAYERS = ("prevalence", "incidence", "use", "fatality", "cost")
METHODS, FAMILIES = ("level", "numbers", "search"), ("poisson", "gamma")
FIELDS = ("name", "layer", "label", "method", "family", "figures", "targets", "least", "most")
DECIMALS = 4  # significant digits of what is written
CALIBRATED = "; calibrated: "


@dataclass(frozen=True)
class Place:
    """Where a figure is written: its file below the data folder, and its key there, dots between tables."""

    file: str
    key: str

    @property
    def name(self) -> str:
        """The figure's name in the register."""
        return f"{self.file.split('/')[-1]}.{self.key.removeprefix('cause.')}"


@dataclass(frozen=True)
class Free:
    """Something that may be fitted: figures that move together, to targets, by a method."""

    name: str
    layer: str
    label: str
    method: str
    family: str
    figures: tuple[Place, ...]
    targets: tuple[CalibrationTarget, ...]
    least: float
    most: float


def load_free(targets: tuple[CalibrationTarget, ...]) -> tuple[Free, ...]:
    """Everything that may be fitted, layer by layer. Raises EvidenceError listing every fault of the file."""
    raw, faults = library.read("calibration", "free").raw, Faults()
    found = [_free(each, f"{PLACE}, {each.get('name', number)}", targets, faults)
             for number, each in enumerate(raw.get("free", []), start=1)]  # fmt: skip
    faults.raise_if_any()
    return tuple(sorted(found, key=lambda each: LAYERS.index(each.layer)))


def _free(raw: dict, place: str, targets, faults: Faults) -> Free:
    for key in raw:
        if key not in FIELDS:
            faults.unknown(f"{place}, {key}", "field of what is free", key, FIELDS)
    for key, known in (("layer", LAYERS), ("method", METHODS)):
        if raw.get(key) not in known:
            faults.unknown(f"{place}, {key}", key, raw.get(key, ""), known)
    if raw.get("method") == "numbers" and raw.get("family") not in FAMILIES:
        faults.unknown(f"{place}, family", "family", raw.get("family", ""), FAMILIES)
    wanted = [each for name in raw.get("targets", []) for each in targets if _is_of(each.name, name)]
    for name in raw.get("targets", []):
        if not any(_is_of(each.name, name) for each in targets):
            faults.add(f"{place}, targets", f'there is no target "{name}"')
    if raw.get("method") == "level" and len(wanted) != 1:
        faults.add(f"{place}, targets", f"a level is met by one target, found {len(wanted)}")
    return Free(
        raw.get("name", ""), raw.get("layer", LAYERS[0]), raw.get("label", ""), raw.get("method", ""),
        raw.get("family", ""), tuple(place for each in raw.get("figures", []) for place in _places(each)),
        tuple(wanted), raw.get("least", 0.5), raw.get("most", 2.0),
    )  # fmt: skip


def _is_of(name: str, wanted: str) -> bool:
    """Whether a target is the one wanted, or of that family."""
    return name == wanted or name.startswith(f"{wanted}.")


def _places(said: str) -> list[Place]:
    """The places of "file: key"; `cause.*` stands for every cause of the file."""
    file, key = (part.strip() for part in said.split(":"))
    if "*" not in key:
        return [Place(file, key)]
    causes = library.parse_toml(library.path(f"{file}.toml"), f"data/{file}.toml").get("cause", [])
    return [Place(file, key.replace("*", each["name"])) for each in causes]


def rewritten(text: str, values: dict[str, float], because: dict[str, str]) -> str:
    """A file with figures (by key) at new values, each marked as fitted, and in `at` what it was fitted to.

    Intervals move in proportion. Comments and everything else stay as they were.
    """
    document = tomlkit.parse(text)
    for key, value in values.items():
        figure = document
        for step in key.split("."):
            named = isinstance(figure, list) and [each for each in figure if each["name"] == step]
            figure = named[0] if named else figure[step]
        before = float(figure["value"])
        if _rounded(value) == before:
            continue
        for end in ("low", "high"):
            if end in figure:
                moved = float(figure[end]) * value / before
                if end == "high" and figure.get("shape") == "logit_normal":
                    moved = min(moved, (1 + value) / 2)
                figure[end] = _rounded(moved)
        figure["value"] = _rounded(value)
        figure["mark"] = "fitted"
        figure["at"] = str(figure.get("at", "")).split(CALIBRATED)[0] + CALIBRATED + because[key]
    return tomlkit.dumps(document)


def write(values: dict[Place, float], because: dict[Place, str]) -> list[str]:
    """Write fitted figures into their files, each file whole or not at all; the files that changed."""
    changed = []
    for file in dict.fromkeys(place.file for place in values):
        path = library.path(f"{file}.toml")
        here = {place.key: value for place, value in values.items() if place.file == file}
        words = {place.key: word for place, word in because.items() if place.file == file}
        before = path.read_text(encoding="utf-8")
        after = rewritten(before, here, words)
        if after != before:
            library.write(path, after)
            changed.append(f"data/{file}.toml")
    return changed


def _rounded(value: float) -> float:
    return float(f"{value:.{DECIMALS}g}")
