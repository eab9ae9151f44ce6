"""Contracts and years that are made up by the thousand, through the same reader as the library's own files."""

from dataclasses import dataclass, field

from hypothesis import strategies as some

from vbc_twin.contracts import Contract, Experience, Settlement

MADE = {"source": "judgement", "at": "made for a test", "mark": "judged"}
BY_SIZE = {"kind": "gate", "at": "a gate", "by_size": "mssp_minimum_savings_rate"}


def number(value: float, unit: str = "ratio", **more) -> dict:
    """A figure of a contract's file."""
    return {"value": value, "unit": unit, **MADE, **more}


@dataclass(frozen=True)
class Made:
    """A contract as its terms, by kind, and the order in which they are applied."""

    terms: dict[str, dict]
    order: tuple[str, ...]
    choices: dict = field(default_factory=dict)

    def but(self, kind: str, **changes) -> "Made":
        """The same contract with figures of one term changed; None takes a figure away."""
        term = {key: value for key, value in (self.terms[kind] | changes).items() if value is not None}
        return Made(self.terms | {kind: term}, self.order, self.choices)

    def without(self, *kinds: str) -> "Made":
        """The same contract without some kinds of term."""
        return Made(self.terms, tuple(kind for kind in self.order if kind not in kinds), self.choices)

    def adding(self, kind: str, at: int | None = None, **figures) -> "Made":
        """The same contract with one more term, at a place in its order or at its end."""
        place = len(self.order) if at is None else at
        order = (*self.order[:place], kind, *self.order[place:])
        return Made(self.terms | {kind: {"kind": kind, "at": f"a {kind}", **figures}}, order, self.choices)

    def swapped(self, one: str, other: str) -> "Made":
        """The same contract with two terms in each other's place."""
        places = {one: other, other: one}
        return Made(self.terms, tuple(places.get(kind, kind) for kind in self.order), self.choices)

    @property
    def bands(self) -> list[dict]:
        """The bands of its sharing."""
        return self.terms["share"]["band"]

    @property
    def tables(self) -> dict:
        """The contract as the tables of a file."""
        return {
            "holder": "ACO",
            "payer": "Medicare",
            "level": {"names": ["first", "second"], "default": "first"},
            "choices": {"minimum_savings_rate": [0.0, 0.01, 0.02, "variable"]},
            "term": [self.terms[kind] for kind in self.order],
        }

    @property
    def contract(self) -> Contract:
        """The contract, read and checked."""
        return Contract.of(self.tables, "made").choose(**self.choices)

    def settle(self, experience: Experience) -> Settlement:
        """The settlement of a year."""
        return self.contract.settle(experience)

    def earned(self, experience: Experience):
        """What a year comes to [USD]."""
        return self.settle(experience).earned_usd


rates = some.floats(0, 1)
small_rates = some.floats(0, 0.06)
scores = some.floats(0, 1)
dollars = some.floats(1e6, 1e9)


@some.composite
def shares(draw, two_sided: bool | None = None) -> dict:
    """A sharing of one to four bands."""
    widths = draw(some.lists(some.floats(0.02, 0.3), min_size=0, max_size=3))
    loses = draw(some.booleans()) if two_sided is None else two_sided
    bands, end = [], 0.0
    for width in (*widths, None):
        band = {"gain_rate": number(draw(rates), "share of savings")}
        if loses:
            band["loss_rate"] = number(draw(rates), "share of losses")
        if width is not None:
            end += width
            band["to"] = number(end, "ratio to the benchmark")
        bands.append(band)
    counted = draw(some.sampled_from(["from the first dollar", "from the corridor"]))
    return {"kind": "share", "at": "a share", "counted": counted, "band": bands}


@some.composite
def gates(draw) -> dict:
    """A corridor: one rate, or the table by number of people, with a choice from 5,000 people on."""
    if draw(some.booleans()):
        return {"kind": "gate", "at": "a gate", "fixed": number(draw(small_rates), "share of benchmark")}
    return BY_SIZE | ({"elective_from": number(5_000, "people")} if draw(some.booleans()) else {})


@some.composite
def made(draw, two_sided: bool | None = None) -> Made:
    """A contract with a corridor, quality, sharing, sequestration, limits and mitigation, each drawn or left out."""
    terms = {"gate": draw(gates()), "share": draw(shares(two_sided))}
    terms["quality"] = {"kind": "quality", "at": "a quality", "weight_if_met": number(draw(rates))}
    if draw(some.booleans()):
        terms["quality"]["weight_if_alternative"] = number(draw(rates))
    terms["cash"] = {
        "kind": "cash",
        "at": "a cash",
        "gain_sequestration": number(draw(small_rates), "share of savings"),
    }
    if draw(some.booleans()):
        terms["cash"]["loss_sequestration"] = number(draw(small_rates), "share of losses")
    terms["limit"] = {"kind": "limit", "at": "a limit"}
    if draw(some.booleans()):
        terms["limit"]["gain_share"] = number(draw(some.floats(0.01, 0.3)), "share of benchmark")
    if draw(some.booleans()):
        terms["limit"]["loss_share"] = number(draw(some.floats(0.01, 0.3)), "share of benchmark")
    terms["mitigation"] = {
        "kind": "mitigation",
        "at": "a mitigation",
        "forgiven": number(draw(rates), "share of losses"),
    }
    last = draw(some.permutations(["cash", "limit"]))
    asked = ["quality", "gate"] if draw(some.booleans()) else ["gate", "quality"]
    late = ["mitigation"] if draw(some.booleans()) else []
    return Made(
        terms,
        (*asked, "share", *last, *late),
        {"minimum_savings_rate": draw(some.sampled_from([0.0, 0.01, 0.02, "variable"]))},
    )


@some.composite
def lives(draw, **fixed) -> Experience:
    """A performance year: two types of enrolment, a given benchmark, spending from a third of it to twice."""
    benchmark = fixed.pop("benchmark_usd", None) or draw(dollars)
    spent = draw(some.floats(0.3, 2)) * benchmark
    part = draw(some.floats(0.05, 0.95))
    years = draw(some.floats(500, 100_000))
    return Experience(
        **{
            "year": draw(some.integers(2015, 2030)),
            "persons": draw(some.integers(500, 120_000)),
            "person_years": {"disabled": years * 0.2, "aged_non_dual": years * 0.8},
            "spending_usd": {"disabled": spent * part, "aged_non_dual": spent * (1 - part)},
            "quality_score": draw(scores),
            "quality_standard_met": draw(some.booleans()),
            "alternative_standard_met": draw(some.booleans()),
            "benchmark_usd": benchmark,
            "participant_revenue_usd": draw(dollars),
            **fixed,
        }
    )


CENT = 0.01
