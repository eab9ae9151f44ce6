"""What a contract's terms must hold to beyond being readable: rates, bands, and a rule of quality."""

from itertools import pairwise, product

from vbc_twin.contracts.dated import hold_together
from vbc_twin.contracts.term_text import TermText
from vbc_twin.contracts.terms.prepaid import Prepaid
from vbc_twin.contracts.terms.quality import Quality
from vbc_twin.contracts.terms.quality_amount import QualityAmount
from vbc_twin.contracts.terms.share import Share
from vbc_twin.evidence import Faults

SHARES = "share of"  # the unit of a figure that is a part of something begins so, and lies from 0 to 1
# Figures that are parts of something whatever their unit says.
PARTS = ("gain_rate", "loss_rate", "gain_share", "loss_share", "loss_share_of_revenue", "discount", "withhold")
PARTS += ("gain_sequestration", "loss_sequestration", "forgiven", "reduced_rate", "loss_rate_least", "loss_rate_most")


def check_terms(terms: list[TermText], payer: str, file: str, faults: Faults) -> None:
    """Note rates outside 0 to 1, bands that overlap, and savings shared without any rule of quality.

    What is paid beforehand in place of claims is kept, not shared; its law has quality elsewhere, if at all.
    """
    for term in terms:
        for text in (term, *(each for texts in term.nested.values() for each in texts)):
            _check_parts(text, faults)
        if "band" in term.nested:
            _check_bands(term, faults)
    kinds = {term.kind for term in terms}
    shares = payer == "Medicare" and Share in kinds and Prepaid not in kinds
    if shares and not any(term.kind in (Quality, QualityAmount) or "withhold" in term.figures for term in terms):
        remedy = "add a term of the kind quality, quality_amount, or haircut with a withhold"
        faults.add(file, f"Medicare shares savings here without a quality rule, and the law has one; {remedy}")


def _check_parts(text: TermText, faults: Faults) -> None:
    for name, entries in text.figures.items():
        for entry in entries:
            unit = entry.number.unit
            if (name in PARTS or unit.startswith(SHARES)) and not 0 <= entry.number.value <= 1:
                what = f"a {unit}" if unit.startswith(SHARES) else "this rate"
                faults.add(f"{text.place}.{name}", f"{what} lies from 0 to 1, found {entry.number.value:g}")


def _check_bands(term: TermText, faults: Faults) -> None:
    bands = term.nested["band"]
    if not bands:
        faults.add(f"{term.place}.band", "has no bands; add [[term.band]], the last of them without an end (to)")
    for number, band in enumerate(bands[:-1], start=1):
        if "to" not in band.figures:
            faults.add(band.place, f"has no end (to), and band {number + 1} comes after it; give it one")
    if bands and "to" in bands[-1].figures:
        faults.add(bands[-1].place, "is the last band and ends; what lies beyond would go to nobody: leave `to` out")
    for one, other in pairwise(bands[:-1]):
        before, after = one.figures.get("to", ()), other.figures.get("to", ())
        wrong = {
            following.number.value
            for entry, following in product(before, after)
            if hold_together(entry, before, following, after) and entry.number.value >= following.number.value
        }
        for end in sorted(wrong):
            problem = f"ends at {end:g}, not above the band before it, so that the bands overlap; raise it"
            faults.add(f"{other.place}.to", problem)
