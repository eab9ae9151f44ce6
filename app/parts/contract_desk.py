"""The desk of a contract: which one, on which figures, its terms as a form, and the file of one's own."""

import contract_form
import contract_lines
import desk
import streamlit as st
from desk import Desk, Terms
from parts import contract_choice, own_contract, settled_on, show, terms_form

import vbc_twin as vt


def lay() -> Desk | None:
    """All that is chosen, settled; None where it cannot be read, which is told."""
    contract, figures, terms, own = st.tabs(["Contract", "Figures", "Terms", "Your file"])
    found = None
    try:
        found = filled(contract, figures, terms)
    except vt.EvidenceError as error:
        show.faults(list(error.faults))
    with own:
        own_contract.save(found)
        own_contract.load()
    return found


def filled(contract, figures, terms) -> Desk:
    """The desk as the fields of three tabs have it. Raises EvidenceError for a contract that cannot be read."""
    with contract:
        draft = contract_choice.draft()
        unedited = draft.contract()
        contract_choice.about(unedited)
    with figures:
        basis = settled_on.basis(unedited)
    with contract:
        choices = contract_choice.choices(unedited, draft, basis.row, basis.experience.year)
    held = unedited.choose(**choices)
    with figures:
        basis = settled_on.rules_year(held, basis, draft.key)
        assumed = settled_on.assumed(held, basis)
    parts = contract_form.form(held, draft.tables, basis.experience.year)
    made = terms_form.edits(draft, parts)
    edited = draft.edited(made)
    faults = desk.faults_of(edited)
    good = terms_form.good(draft, made, faults)
    found = desk.look(edited, good, Terms(choices, assumed), basis.experience, basis.said, basis.empty)
    together = contract_lines.difference_said(found.now, found.before) if found.now and not faults else ""
    with terms:
        terms_form.fields(draft, parts, made, faults, together)
    return found
