"""A contract of one's own: saved as a file, and opened again."""

import own_file
import streamlit as st
from desk import Desk
from draft import Draft
from parts import contract_choice, show

import vbc_twin as vt

OPENED, FAULTS = "opened contract", "faults of the opened contract"


def save(desk: Desk | None) -> None:
    """A name, and the file to download; nothing is kept on the server."""
    st.subheader("Save as your own file")
    st.caption("The same form as the library's files, comments kept. It goes to your downloads and nowhere else.")
    if desk is None:
        return
    label = st.text_input(
        "Name", f"{desk.draft.tables.get('label', desk.draft.name)} (own)", key=f"{desk.draft.key} name"
    )
    fault = own_file.name_fault(label)
    show.faults([fault] if fault else [])
    if desk.edit_faults:
        st.caption("A file with faults is not saved; mend them first.")
    name, is_ready = own_file.slug(label), not fault and not desk.edit_faults
    text = desk.draft.saved(name, label, desk.terms.choices) if is_ready else ""
    if is_ready:
        st.caption(f"It is saved as {name}.toml.")
    st.download_button(
        "Save my contract", text, f"{name}.toml", "application/toml", on_click="ignore", disabled=not is_ready
    )


def load() -> None:
    """A file of one's own, with every fault that it has."""
    st.subheader("Open your own file")
    st.file_uploader("A contract's .toml file", type=["toml"], key=OPENED, on_change=take)
    show.faults(st.session_state.get(FAULTS, []))


def take() -> None:
    """Read the file that was opened; without a fault it is the contract that is chosen."""
    st.session_state[FAULTS] = []
    file = st.session_state[OPENED]
    if file is None:
        return
    try:
        draft = own_file.read(file.name, file.getvalue())
    except vt.EvidenceError as error:
        st.session_state[FAULTS] = list(error.faults)
    else:
        choose(draft)


def choose(draft: Draft) -> None:
    """Lay a file on the desk."""
    contract_choice.own_drafts()[draft.name] = draft
    st.session_state[contract_choice.FAMILY] = contract_choice.OWN_FILES
    st.session_state[contract_choice.name_key(contract_choice.OWN_FILES)] = draft.name
