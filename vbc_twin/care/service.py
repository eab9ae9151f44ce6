"""A kind of care as data: how often it is used, what moves that, and what each use costs."""

from dataclasses import dataclass

from vbc_twin.care.causes import Cause, read_causes
from vbc_twin.care.fatality import Fatality, read_fatality
from vbc_twin.care.reading import read_effects
from vbc_twin.evidence import Document, Effect, EvidenceError, Faults, Parameter, library, parse_parameter

ROOM = "care"
CATEGORIES = ("inpatient", "outpatient", "physician", "snf", "home_health", "hospice", "dme")
SPLIT_PRICES = tuple(f"price_{category}" for category in CATEGORIES)
FIELDS = (
    *("label", "category", "target", "base", "price", "spread", "paid_by", *SPLIT_PRICES),
    *("in_a_row", "severity", "fatality", "cause", "effect"),
)
NO_SPREAD = "is a standard deviation, so above 0; leave it out if every use costs the same"
NOT_IN_A_ROW = "is a mean of more than one use; leave it out if each comes by itself"


@dataclass(frozen=True)
class Service:
    """A kind of care: `base` is the rate [per person-year] or probability of `target` before any effect.

    `prices` [USD per use] by spending category: most services have one, `price`; stays and readmissions none, because
    each costs what its cause does. `spread` [log standard deviation] says how far one use's price lies from another's;
    None if every use costs the same. `in_a_row` [uses]: how many follow each other on the average, once begun; None if
    each comes by itself. `causes`, `fatality` and `severity` [what a stay of somebody with no counted illness costs, as
    a ratio to its cause's price] only for inpatient stays.
    """

    name: str
    label: str
    category: str
    target: str
    base: Parameter
    prices: dict[str, Parameter]
    effects: tuple[Effect, ...]
    causes: tuple[Cause, ...] = ()
    spread: Parameter | None = None
    fatality: Fatality | None = None
    severity: Parameter | None = None
    in_a_row: Parameter | None = None

    @classmethod
    def load(cls, name: str) -> "Service":
        """Read `data/care/<name>.toml`. Raises EvidenceError that lists every fault of the file."""
        document = library.read(ROOM, name)
        if "target" not in document.raw:
            known = ", ".join(names())
            raise EvidenceError([f"{document.file}: has no target, so it holds no service. There is: {known}."])
        return cls.from_document(document)

    @classmethod
    def from_document(cls, document: Document) -> "Service":
        """Build a service from the tables of a file. Raises EvidenceError that lists every fault."""
        raw, file, name, faults = document.raw, document.file, document.name, Faults()
        for key in raw:
            if key not in FIELDS:
                faults.unknown(f"{file}, {key}", "field of a service", key, FIELDS)
        if not raw.get("label"):
            faults.add(f"{file}, label", "is missing; write the name as a reader would say it")
        if raw.get("category") not in CATEGORIES:
            faults.unknown(f"{file}, category", "spending category", raw.get("category"), CATEGORIES)
        if raw.get("target") not in library.targets():
            faults.unknown(f"{file}, target", "target in data/targets.toml", raw.get("target"), library.targets())
        service = cls(
            name,
            raw.get("label", ""),
            raw.get("category", ""),
            raw.get("target", ""),
            parse_parameter(raw.get("base"), f"{name}.base", f"{file}, base", library.sources(), faults),
            _read_prices(raw, name, file, faults),
            read_effects(raw, name, file, faults),
            read_causes(raw, name, file, faults),
            _read_above(raw, "spread", 0, NO_SPREAD, name, file, faults),
            read_fatality(raw, name, file, faults),
            _read_severity(raw, name, file, faults),
            _read_above(raw, "in_a_row", 1, NOT_IN_A_ROW, name, file, faults),
        )
        faults.raise_if_any()
        return service

    @property
    def price(self) -> Parameter:
        """The price [USD per use] of a service that is paid under one category; KeyError for one that is split."""
        return self.prices[self.category]

    def parameters(self) -> tuple[Parameter, ...]:
        """Every figure that the service rests on."""
        by_cause = tuple(figure for each in self.causes for figure in each.parameters())
        others = tuple(each for each in (self.spread, self.severity, self.in_a_row) if each is not None)
        others += () if self.fatality is None else self.fatality.parameters()
        return (self.base, *self.prices.values(), *others, *by_cause, *(effect.size for effect in self.effects))


def _read_prices(raw: dict, name: str, file: str, faults: Faults) -> dict[str, Parameter]:
    """The price under the service's own category, or one for each that it splits into; causes bring their own."""
    keys = {"price": raw.get("category", "")} | dict(zip(SPLIT_PRICES, CATEGORIES, strict=True))
    given = [key for key in keys if key in raw]
    if "paid_by" in raw and raw["paid_by"] != "cause":
        faults.unknown(f"{file}, paid_by", "way to pay", raw["paid_by"], ["cause"])
    if bool(given) == ("cause" in raw or "paid_by" in raw):
        remedy = "give price, or price_<category> for each one that it splits into, unless causes have theirs"
        faults.add(f"{file}, price", remedy)
    return {
        keys[key]: parse_parameter(raw[key], f"{name}.{key}", f"{file}, {key}", library.sources(), faults)
        for key in given
    }


def _read_above(raw: dict, key: str, least: float, remedy: str, name: str, file: str, faults: Faults):
    """A figure that a file may leave out, and that lies above a bound; a Parameter or None."""
    if key not in raw:
        return None
    figure = parse_parameter(raw[key], f"{name}.{key}", f"{file}, {key}", library.sources(), faults)
    if not figure.value > least:
        faults.add(f"{file}, {key}", remedy)
    return figure


def _read_severity(raw: dict, name: str, file: str, faults: Faults) -> Parameter | None:
    """Where severity begins, of a service with causes."""
    if "cause" not in raw:
        if "severity" in raw:
            faults.add(f"{file}, severity", "goes with causes, whose price it multiplies")
        return None
    return parse_parameter(raw.get("severity"), f"{name}.severity", f"{file}, severity", library.sources(), faults)


def names() -> list[str]:
    """The services of the library: the files of the room that name a target."""
    return [name for name in library.names(ROOM) if "target" in library.read(ROOM, name).raw]


def load_all() -> dict[str, Service]:
    """Every service of the library, by name."""
    return {name: Service.load(name) for name in names()}
