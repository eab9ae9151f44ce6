"""The form of a contract's terms: what is changed in its fields, and the fields with what is wrong beside them."""

import contract_form
import streamlit as st
from contract_form import Figure, Part, Word
from draft import Draft, Edits
from parts import show
from parts.contract_choice import KEPT

import vbc_twin as vt

OPEN_FIRST = "Share"


def edits(draft: Draft, parts: list[Part]) -> Edits:
    """All that differs from the file: what stands in the fields, and what was changed where another date holds."""
    kept = st.session_state.setdefault("edits", {}).setdefault(draft.key, {})
    for part in parts:
        for each in part.everything:
            for figure in each.figures:
                note(kept, draft, figure, figure.number.value)
            for word in each.words:
                note(kept, draft, word, word.value)
    return dict(kept)


def note(kept: Edits, draft: Draft, field: Figure | Word, value: float | str) -> None:
    """Keep what a field holds if it differs from the file; forget it if not."""
    held = st.session_state.get(key_of(draft, field), kept.get(field.place, value))
    if held is None or held == value:
        kept.pop(field.place, None)
    else:
        kept[field.place] = held


def good(draft: Draft, made: Edits, faults: tuple[str, ...]) -> Edits:
    """The last edits of a draft that had no faults."""
    last = st.session_state.setdefault("good_edits", {})
    if not faults:
        last[draft.key] = made
    return last.get(draft.key, {})


def fields(draft: Draft, parts: list[Part], made: Edits, faults: tuple[str, ...], together: str) -> None:
    """One expander a term, in the contract's order; beside each change what all `together` come to."""
    st.caption("In the order in which they are applied. Figures are those in force in the year that is settled.")
    beside = {place for part in parts for each in part.everything for place in fault_places(each)}
    elsewhere = [fault for fault in faults if not any(is_of(fault, place) for place in beside)]
    if elsewhere:
        st.error("\n".join(f"- {fault}" for fault in elsewhere))
    for part in parts:
        with st.expander(part.title, expanded=part.title.endswith(OPEN_FIRST), key=f"{draft.key} {part.title}"):
            one_part(draft, part, made, faults, together)
    if st.button("Back to the file's figures", disabled=not made, on_click=reset, args=(draft,)):
        st.rerun()


def one_part(draft: Draft, part: Part, made: Edits, faults: tuple[str, ...], together: str) -> None:
    """What a term holds."""
    st.caption(part.meaning)
    if part.at:
        st.caption(f"Rule: {part.at}")
    for sentence in part.says:
        st.caption(sentence)
    for word in part.words:
        place = word.options.index(made.get(word.place, word.value))
        st.selectbox(word.name, word.options, place, contract_form.spoken, key=key_of(draft, word), **KEPT)
    for figure in part.figures:
        one_figure(draft, figure, made, faults, together)
    for inner in part.parts:
        st.markdown(f"**{inner.title}**")
        one_part(draft, inner, made, faults, together)
    if not (part.figures or part.words or part.parts):
        st.caption("There is no figure to change in it.")


def one_figure(draft: Draft, figure: Figure, made: Edits, faults: tuple[str, ...], together: str) -> None:
    """One number with its unit, interval, source and mark."""
    number = figure.number
    st.number_input(
        figure.label,
        value=float(made.get(figure.place, number.value)),
        step=figure.step,
        format=figure.format,
        key=key_of(draft, figure),
        **KEPT,
    )
    for fault in faults:
        if is_of(fault, figure.fault_place):
            st.error(contract_form.sentence(fault.partition(": ")[2]))
    interval = f"{number.low:g} to {number.high:g}" if number.low < number.high else ""
    source = vt.library.sources()[number.source].title
    mark = contract_form.MARKS[number.mark]
    said = [part for part in (mark if figure.is_sure else "", interval, figure.when, number.at) if part]
    if not figure.is_sure:
        st.markdown(f"**Not settled law: {mark}.**")
    if figure.place in made:
        st.caption(show.plain(f"Changed; the file says {number.value:g}. {together}"))
    st.caption(f"{contract_form.sentence('; '.join(said))} Source: {source}.")


def fault_places(part: Part) -> list[str]:
    """Where the fields of a term stand, in the words of a fault."""
    return [field.fault_place for field in (*part.figures, *part.words)]


def is_of(fault: str, place: str) -> bool:
    """Whether a fault is of this place or of one inside it."""
    return fault.startswith((f"{place}:", f"{place}[", f"{place}."))


def key_of(draft: Draft, field: Figure | Word) -> str:
    """The key of a field."""
    return f"{draft.key} {' '.join(map(str, field.place))}"


def reset(draft: Draft) -> None:
    """Forget every change of a draft."""
    st.session_state.get("edits", {}).pop(draft.key, None)
    for key in [key for key in st.session_state if str(key).startswith(f"{draft.key} term ")]:
        del st.session_state[key]
