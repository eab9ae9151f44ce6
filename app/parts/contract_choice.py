"""Which contract: one of the library by its family, or a file of one's own; and what its holder may choose in it."""

from datetime import date

import contract_form
import session
import streamlit as st
from draft import Draft

import vbc_twin as vt

OWN_FILES, OTHER = "Your own files", "Other"
FAMILY, KEPT = "contract family", {"persist_state": "session"}
SPOKEN = {"": "as it is law", "variable": "by number of people"}


def draft() -> Draft:
    """The contract that is chosen, unedited."""
    families = by_family()
    first = session.first_contract()
    names = list(families)
    at_first = next((names.index(family) for family, members in families.items() if first in members), 0)
    family = st.selectbox("Family", names, at_first, key=valid(FAMILY, names), **KEPT)
    members, key = families[family], name_key(family)
    at_first = list(members).index(first) if first in members else 0
    name = st.selectbox("Contract", list(members), at_first, members.get, key=valid(key, members), **KEPT)
    return own_drafts()[name] if family == OWN_FILES else Draft.of_library(name)


def name_key(family: str) -> str:
    """The key of the field that holds the contract of a family."""
    return f"contract of {family}"


def by_family() -> dict[str, dict[str, str]]:
    """The labels of all contracts by family and name, one's own files last."""
    found: dict[str, dict[str, str]] = {}
    for name in vt.Contract.names():
        raw = vt.library.read("contracts", name).raw
        found.setdefault(str(raw.get("family") or OTHER), {})[name] = str(raw.get("label", name))
    grouped = dict(sorted(found.items()))
    if own_drafts():
        grouped[OWN_FILES] = {name: str(each.tables.get("label", name)) for name, each in own_drafts().items()}
    return grouped


def own_drafts() -> dict[str, Draft]:
    """The files that the visitor has opened in this session."""
    return st.session_state.setdefault("own_drafts", {})


def about(contract: vt.Contract) -> None:
    """Whose contract it is, and with whom."""
    text = contract.text
    st.caption(f"{text.about} Held by the {text.holder}, paid by {text.payer}.".strip())


def choices(contract: vt.Contract, of: Draft, row: vt.PublishedRow | None, year: int) -> dict:
    """The level, election, agreement, revenue and variant that are chosen, as `Contract.choose` takes them."""
    held, text = session.held_by(contract, row) | of.chosen, contract.text
    needed, chosen = contract_form.circumstances(contract), {"level": contract.level}
    if text.levels[1:]:
        chosen["level"] = one("Level", text.levels, held.get("level", contract.level), of)
    for name, options in text.choices.items():
        chosen[name] = one(contract_form.spoken(name), options, held.get(name, options[-1]), of)
    if text.variants:
        chosen["variant"] = one("Rules", ("", *text.variants), held.get("variant", ""), of)
    if "revenue" in needed and "revenue" not in chosen:
        chosen["revenue"] = one("Revenue", ("low", "high"), held.get("revenue", "high"), of)
    if "agreement" in needed:
        first = held.get("agreement_start") if isinstance(held.get("agreement_start"), date) else None
        starts = contract_form.starts(contract.choose(**chosen), year, first)
        first = contract_form.start_in_force(contract.choose(**chosen), year, first)
        chosen["agreement_start"] = one("Agreement began", starts, first, of)
    return chosen


def one(label: str, options: tuple, first, of: Draft):
    """One out of a few."""
    place = list(options).index(first) if first in options else 0
    key = valid(f"{of.key} {label}", options)
    return st.selectbox(label, options, place, format_func=said, key=key, **KEPT)


def said(option) -> str:
    """An option in words."""
    if isinstance(option, float):
        return f"{option:.1%}"
    if isinstance(option, date):
        return f"{option:%d %B %Y}"
    return SPOKEN.get(option, contract_form.option_said(option))


def valid(key: str, options) -> str:
    """The key, whose remembered value goes if it cannot be chosen any more."""
    if key in st.session_state and st.session_state[key] not in options:
        del st.session_state[key]
    return key
