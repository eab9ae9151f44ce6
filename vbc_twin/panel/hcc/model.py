"""One version of the CMS-HCC model as arrays: factors by variable and segment, hierarchy, interactions, years."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from vbc_twin.evidence import MARKS, EvidenceError, Faults, Parameter, library, parse_parameter, suggestion

ROOM = "hcc"
NAMES = {"V24": "v24", "V28": "v28", "ESRD_V24": "esrd_v24"}
WHO = ("", "disabled", "under_65")


@dataclass(frozen=True)
class Interaction:
    """A variable that is one where a category of each of `groups` is left, for the people that `who` names."""

    name: str
    groups: tuple[tuple[int, ...], ...]
    who: str


@dataclass(frozen=True)
class Model:
    """A version of the model, as published.

    `factors` by variable, one figure a segment [1 = national mean]; blank is zero, and `has` tells which are printed.
    `drops` is the hierarchy: the categories that each one drops. `needs`: a category counts only beside one of others.
    `removed` are never counted. `normalisation` by payment year: a raw score is divided by it.
    """

    name: str
    label: str
    kind: str
    segments: tuple[str, ...]
    prefixes: tuple[str, ...]
    labels: dict[int, str]
    drops: dict[int, tuple[int, ...]]
    factors: dict[str, np.ndarray]
    has: dict[str, np.ndarray]
    interactions: tuple[Interaction, ...]
    needs: tuple[tuple[int, tuple[int, ...]], ...]
    removed: tuple[int, ...]
    normalisation: dict[int, Parameter]
    diagnoses: str

    @classmethod
    def load(cls, name: str) -> "Model":
        """V24, V28 or ESRD_V24, read once. Raises EvidenceError that names the nearest, or every fault of the files."""
        if name not in NAMES:
            raise EvidenceError([f'vt.hcc: no model is called "{name}". {suggestion(name, NAMES)}'])
        return _load(name)

    def place(self, prefix: str) -> int:
        """The position of a segment by CMS's prefix."""
        return self.prefixes.index(prefix)

    def factor_of_year(self, year: int) -> float:
        """What a raw score is divided by in a payment year. Raises EvidenceError with the years that are known."""
        if year not in self.normalisation:
            known = ", ".join(str(each) for each in sorted(self.normalisation))
            raise EvidenceError(
                [f"vt.hcc, year: no normalisation factor of {self.label} is carried for {year!r}; there is: {known}"]
            )
        return self.normalisation[year].value

    def parameters(self) -> tuple[Parameter, ...]:
        """The figures beside the tables."""
        return tuple(self.normalisation.values())


def table(name: str) -> pl.DataFrame:
    """A table of `data/hcc/`, every cell as text; lines that begin with # tell its source."""
    return pl.read_csv(library.path(ROOM, f"{name}.csv"), comment_prefix="#", infer_schema=False)


def numbers(text: str | None) -> tuple[int, ...]:
    """The categories in a cell, apart by spaces."""
    return tuple(int(each) for each in (text or "").split())


@cache
def _load(name: str) -> Model:
    document = library.read(ROOM, NAMES[name])
    raw, file, faults = document.raw, document.file, Faults()
    for key, known, kind in (("source", library.sources(), "source in data/sources.toml"), ("mark", MARKS, "mark")):
        if raw.get(key) not in known:
            faults.unknown(f"{file}, {key}", kind, raw.get(key), known)
    categories = table(f"{raw['categories']}_categories")
    labels = {int(hcc): label for hcc, label in categories.select("hcc", "label").iter_rows()}
    drops = {int(hcc): numbers(dropped) for hcc, dropped in categories.select("hcc", "drops").iter_rows()}
    factors = table(f"{document.name}_factors")
    prefixes = tuple(raw["segments"].values())
    if missing := [each for each in prefixes if each not in factors.columns]:
        faults.add(f"{file}, segments", f"the table of factors has no column {', '.join(missing)}")
        faults.raise_if_any()
    figures = factors.select(pl.col(prefixes).cast(pl.Float64)).to_numpy()
    variables = factors["variable"].to_list()
    interactions = _interactions(raw, file, labels, variables, faults)
    years = {
        each["year"]: parse_parameter(
            each.get("factor"),
            f"hcc.{document.name}.normalisation.{each['year']}",
            f"{file}, normalisation {each['year']}",
            library.sources(),
            faults,
        )
        for each in raw.get("normalisation", ())
    }
    faults.raise_if_any()
    return Model(
        name,
        raw["label"],
        raw["kind"],
        tuple(raw["segments"]),
        prefixes,
        labels,
        drops,
        dict(zip(variables, np.nan_to_num(figures), strict=True)),
        dict(zip(variables, ~np.isnan(figures), strict=True)),
        interactions,
        tuple((each["hcc"], tuple(each["one_of"])) for each in raw.get("needs", ())),
        tuple(raw.get("removed", ())),
        years,
        raw["diagnoses"],
    )


def _interactions(raw: dict, file: str, labels: dict, variables: list[str], faults: Faults) -> tuple[Interaction, ...]:
    groups, found = raw.get("groups", {}), []
    for each in raw.get("interaction", ()):
        place = f"{file}, interaction {each['name']}"
        who = each.get("who", "")
        if who not in WHO:
            faults.unknown(f"{place}, who", "group of people", who, WHO[1:])
        if each["name"] not in variables:
            faults.unknown(place, "variable of the table of factors", each["name"], variables)
        parts = [(part,) if isinstance(part, int) else groups.get(part, ()) for part in each["all"]]
        for part, members in zip(each["all"], parts, strict=True):
            if not members:
                faults.unknown(f"{place}, all", "group", part, groups)
            for hcc in members:
                if hcc not in labels:
                    faults.unknown(f"{place}, {part}", "category", hcc, labels)
        found.append(Interaction(each["name"], tuple(tuple(members) for members in parts), who))
    return tuple(found)
