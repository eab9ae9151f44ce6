"""Blank cells of a published row: solved where they follow from other figures, assumed where they do not.

CMS hides counts below eleven and then the next smallest of the group, so that the hidden one cannot be had by
subtraction. Heads follow from the head count. Person-years follow from two sums, the person-years and the spending of
the whole ACO: with a (suppressed) and b hidden, n_a = (R - M s_b) / (s_a - s_b), where M and R are what the other types
leave of person-years and of ABtotExp. Each step is told in a sentence.
"""

from dataclasses import dataclass
from functools import cache

from vbc_twin.evidence import library
from vbc_twin.evidence.faults import Faults
from vbc_twin.evidence.parameter import parse_parameter

Cells = dict[str, float | None]


@dataclass(frozen=True)
class ByType:
    """The cells of one year by enrolment type: person-years, spending [USD per person-year], risk scores."""

    counts: Cells
    spending: Cells
    scores: Cells


@cache
def assumed(group: str) -> dict[str, float]:
    """The figures of one group of data/public/results_fallbacks.toml, by name."""
    document = library.read("public", "results_fallbacks")
    faults = Faults()
    place = f"{document.file}, {group}"
    found = {
        name: parse_parameter(raw, f"{group}.{name}", f"{place}.{name}", library.sources(), faults).value
        for name, raw in document.raw[group].items()
    }
    faults.raise_if_any()
    return found


def most_hidden() -> int:
    """The largest count that CMS suppresses on its own account [heads]."""
    return library.read("public", "results_fallbacks").raw["suppressed_below"] - 1


def blank(cells: Cells) -> list[str]:
    """The names of the blank cells, in order."""
    return [name for name, value in cells.items() if value is None]


def solve_heads(cells: Cells, total: float, group: str, shares: dict[str, float], notes: list[str]) -> dict[str, int]:
    """Fill blank heads of a group from the head count; several blanks share the rest as `shares`, the least first.

    All but the largest of the blanks are held below eleven, because only one of them may be hidden for company.
    """
    hidden = sorted(blank(cells), key=lambda name: shares.get(name, 0.0))
    filled = {name: round(value) for name, value in cells.items() if value is not None}
    left = max(0, round(total) - sum(filled.values()))
    rest, weight = left, sum(shares.get(name, 1.0) for name in hidden)
    for name in hidden[:-1]:
        filled[name] = min(most_hidden(), round(left * shares.get(name, 1.0) / weight))
        rest -= filled[name]
    if hidden:
        filled[hidden[-1]] = max(0, rest)
        told = " and ".join(f"{name} {filled[name]}" for name in hidden)
        how = "it follows" if len(hidden) == 1 else "shared out as in the whole programme, suppressed cells below 11"
        notes.append(f"{group}: {told} (blank; {left} heads remain of the head count: {how})")
    return {name: filled[name] for name in cells}


def solve_history(before: ByType, now: ByType, notes: list[str]) -> None:
    """Fill the benchmark year's blanks from the performance year: suppressed there, so nearly nobody is concerned."""
    for name in before.counts:
        cells = {"count": before.counts, "spending": before.spending, "score": before.scores}
        gaps = [told for told, by_type in cells.items() if by_type[name] is None]
        if not gaps:
            continue
        few = most_hidden() / 2
        before.counts[name] = before.counts[name] or min(few, now.counts[name] or few)
        before.spending[name] = before.spending[name] or now.spending[name] or assumed("spending_by_type")[name]
        before.scores[name] = before.scores[name] or now.scores[name] or 1.0
        notes.append(
            f"benchmark year 3, {name}: {', '.join(gaps)} blank; taken as {before.counts[name]:.0f} person-years, "
            f"{before.spending[name]:,.0f} USD, score {before.scores[name]:.3f}"
        )


def solve_types(now: ByType, before: ByType, totals: tuple[float, float], notes: list[str]) -> None:
    """Fill the performance year's blanks by enrolment type; `totals` are person-years and expenditure [USD]."""
    for name in blank(now.spending):
        growth = growth_of_others(now, before)
        now.spending[name] = before.spending[name] * growth
        notes.append(
            f"spending of {name}: blank; taken as {now.spending[name]:,.0f} USD per person-year, its benchmark-year "
            f"figure times the growth of the other types ({growth:.3f})"
        )
    for name in blank(now.scores):
        now.scores[name] = before.scores[name]
        notes.append(f"risk score of {name}: blank; taken as its benchmark-year figure, {now.scores[name]:.3f}")
    hidden = sorted(blank(now.counts), key=lambda name: before.counts[name])
    if hidden:
        people, how = solve_person_years(hidden, now, totals)
        told = " and ".join(f"{name} {now.counts[name]:.0f}" for name in hidden)
        notes.append(f"person-years by type: {told} (blank; {people:.0f} remain of the total: {how})")


def solve_person_years(hidden: list[str], now: ByType, totals: tuple[float, float]) -> tuple[float, str]:
    """Fill hidden person-years, the fewest first; gives what the total leaves for them, and how they were found."""
    known = [name for name in now.counts if name not in hidden]
    people = max(0.0, totals[0] - sum(now.counts[name] for name in known))
    least, most = hidden[0], hidden[-1]
    if len(hidden) == 1:
        now.counts[least] = people
        return people, "it follows from the total"
    for name in hidden[1:-1]:
        now.counts[name] = min(most_hidden(), people / len(hidden))
    known += hidden[1:-1]
    left = totals[0] - sum(now.counts[name] for name in known)
    dollars = totals[1] - sum(now.counts[name] * now.spending[name] for name in known)
    solved = (dollars - left * now.spending[most]) / (now.spending[least] - now.spending[most])
    now.counts[least] = float(round(min(max(solved, 1.0), most_hidden(), left)))
    now.counts[most] = left - now.counts[least]
    return people, "solved from the residual of ABtotExp, held between 1 and 10"


def growth_of_others(now: ByType, before: ByType) -> float:
    """Growth of spending since the benchmark year over the types that have both, weighted by person-years."""
    both = [name for name in now.counts if now.counts[name] and now.spending[name] and before.spending[name]]
    then = sum(now.counts[name] * before.spending[name] for name in both)
    return sum(now.counts[name] * now.spending[name] for name in both) / then if then else 1.0
