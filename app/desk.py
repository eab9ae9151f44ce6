"""A contract on the desk: the file as it stands and as it is edited, both settled on the same figures."""

from dataclasses import dataclass

import experiences
import numpy as np
import settled
from draft import Draft, Edits
from settled import Settled

import vbc_twin as vt

NO_NUMBER = "The settlement comes to no number on these figures. A figure that others are divided by is zero."


@dataclass(frozen=True)
class Terms:
    """What is chosen within a contract, and the figures that are assumed where the experience lacks them."""

    choices: dict
    assumed: dict

    def of(self, contract: vt.Contract) -> vt.Contract:
        """The contract under these terms. Raises EvidenceError with every choice that it does not offer."""
        return contract.choose(**self.choices).assume(**self.assumed)


@dataclass(frozen=True)
class Desk:
    """What is shown: the draft, its two settlements, what is wrong with its edits, and what stands in the way.

    While edits have faults, `now` is what the last edits without faults come to. `lacking` are names of
    figures that it is settled on and that are not known; `said` are assumptions in sentences.
    """

    draft: Draft
    terms: Terms
    now: Settled | None
    before: Settled | None
    edit_faults: tuple[str, ...]
    lacking: tuple[str, ...]
    hindrances: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def is_edited(self) -> bool:
        """Whether any figure differs from the file's."""
        return bool(self.draft.edits)


def faults_of(draft: Draft) -> tuple[str, ...]:
    """Every fault of a draft's edits."""
    try:
        draft.contract()
    except vt.EvidenceError as error:
        return error.faults
    return ()


def look(
    draft: Draft,
    good: Edits,
    terms: Terms,
    experience: vt.Experience,
    said: tuple[str, ...],
    empty: tuple[str, ...] = (),
) -> Desk:
    """Settle a draft, or where its edits have faults the last `good` ones, and the file as it stands.

    Nothing is settled while figures are `empty` or lacking otherwise.
    """
    faults = faults_of(draft)
    unedited = terms.of(draft.edited({}).contract())
    if lacking := empty or unedited.missing(experience):
        return Desk(draft, terms, None, None, faults, lacking, (), said)
    if any(figure.low < figure.high for _, figure in unedited.assumed):
        experience = experiences.over_draws(experience)
    settlements: list[Settled | None] = []
    hindrances: list[str] = []
    with np.errstate(all="ignore"):
        for each in (draft.edited(good) if faults else draft, draft.edited({})):
            try:
                found = settled.settle(terms.of(each.contract()), experience)
            except vt.EvidenceError as error:
                hindrances += [fault for fault in error.faults if fault not in hindrances]
                settlements.append(None)
                continue
            is_number = bool(np.all(np.isfinite(found.settlement.paid_usd)))
            settlements.append(found if is_number else None)
            hindrances += [] if is_number or NO_NUMBER in hindrances else [NO_NUMBER]
    now, before = settlements
    return Desk(draft, terms, now, before, faults, (), tuple(hindrances), said)
