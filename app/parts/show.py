"""An answer in, elements out: where a run stands, and what it found."""

from collections.abc import Callable

import session
import streamlit as st
from answer import Answer
from parts import chart, table

LOOK_AGAIN = 0.5  # seconds
NO_BUTTONS = {"displayModeBar": False}
REGISTER_HEIGHT = 420  # pixels


def faults(lines: list[str]) -> None:
    """What stands in the way of a run."""
    if lines:
        st.error("\n".join(f"- {line}" for line in lines))


def run(run_id: str | None, is_what_is_chosen: bool) -> None:
    """Where a run stands and, once it is finished, its answer."""
    if run_id is None:
        st.info("Choose, then press Run. The answer appears here.")
        return
    state(run_id, is_what_is_chosen, lambda finished: answer(finished, session.jobs().answer(finished)))


def state(run_id: str, is_what_is_chosen: bool, tell: Callable[[str], None]) -> None:
    """Where a run stands; `tell` shows the answer of one that is finished."""
    stands = session.jobs().state(run_id)
    match stands.name:
        case "running":
            progress(run_id)
        case "finished":
            if not is_what_is_chosen:
                st.info("This answers an earlier choice. Press Run for the present one.")
            tell(run_id)
        case "failed":
            faults(list(stands.faults))
        case "cancelled":
            st.info("The run was cancelled. Press Run to begin again.")
        case _:
            st.warning("The run that this page's address names is not held here any more. Press Run to live it again.")


@st.fragment(run_every=LOOK_AGAIN)
def progress(run_id: str) -> None:
    """How far a run is, looked up again and again until it has ended."""
    state = session.jobs().state(run_id)
    if state.name != "running":
        st.rerun()
    far = f": {state.done} of {state.total}" if state.done else ""
    st.progress(state.share, f"{state.label.capitalize()}{far}")
    if st.button("Cancel"):
        session.jobs().cancel(run_id)
        st.rerun()


@st.fragment
def answer(run_id: str, found: Answer) -> None:
    """The content of the report: finding and headline first, the rest by question; a tab is filled when opened."""
    st.header(plain(found.words["finding"]))
    for note in found.words["notes"]:
        st.caption(plain(note))
    headline(found.words["headline"])
    with st.container(horizontal=True):
        st.download_button(
            "Download the report", found.report, f"vbc_twin_{run_id}.html", "text/html", on_click="ignore"
        )
        st.download_button(
            "Download the tables", found.archive, f"vbc_twin_{run_id}.zip", "application/zip", on_click="ignore"
        )
    tabs = st.tabs(list(QUESTIONS), key="question", bind="query-params")
    for tab, fill in zip(tabs, QUESTIONS.values(), strict=True):
        if tab.open:
            with tab:
                fill(run_id, found)


def worth(run_id: str, found: Answer) -> None:
    """What the choice is worth, and to whom."""
    rows("Quadruple Aim", found, "scorecard")
    rows("What patients would say", found, "experience")
    rows("By dual status and deprivation", found, "equity")
    graph(run_id, "bridge")
    graph(run_id, "fan")
    rows("What was bought", found, "enrolment")


def spending(run_id: str, found: Answer) -> None:
    """What care costs, by service."""
    graph(run_id, "pmpm")
    rows("Spending per member and month", found, "pmpm")


def health(run_id: str, found: Answer) -> None:
    """How ill the people are."""
    graph(run_id, "burden")
    rows("Disease burden", found, "burden")


def settlement(run_id: str, found: Answer) -> None:
    """How the contract settles, in all years and line by line in one."""
    rows("Earned (+) or owed (-) by year", found, "settlements")
    year = st.segmented_control("Year", found.words["years"], default=found.words["years"][0], required=True)
    graph(run_id, f"settlement_{year}")
    rows(f"The settlement of {year}, line by line", found, f"settlement_lines_{year}")


def illusion(run_id: str, found: Answer) -> None:
    """What spending before and after enrolment would have claimed."""
    graph(run_id, "illusion")
    rows("Before and after, and the true effect", found, "illusion")


def sources(run_id: str, found: Answer) -> None:
    """What the answer rests on."""
    rows("How surely the figures are known", found, "marks")
    rows("What was assumed", found, "assumed")
    st.subheader("Register of assumptions")
    register = found.table("assumptions")
    st.dataframe(register, hide_index=True, height=REGISTER_HEIGHT, alt=f"Register of {register.height} assumptions")
    st.subheader("Provenance")
    st.html(table.html(found.table("provenance"), "Provenance"))


QUESTIONS = {
    "Worth": worth,
    "Spending": spending,
    "Health": health,
    "Settlement": settlement,
    "Before and after": illusion,
    "Sources": sources,
}


def headline(figures: list[dict]) -> None:
    """The headline figures with their 90 % intervals."""
    with st.container(key="headline"):
        for figure in figures:
            with st.container(border=True):
                st.metric(figure["figure"], usd(figure["mean_usd"]))
                st.caption(plain(f"90 % interval {usd(figure['low_usd'])} to {usd(figure['high_usd'])}"))


def graph(run_id: str, name: str) -> None:
    """A figure under its finding, and its result in a sentence for those who cannot see it."""
    figure = drawn(run_id, name)
    said = figure.layout.meta
    st.subheader(plain(said["title"]))
    st.plotly_chart(figure, config=NO_BUTTONS, key=f"{run_id} {name}", alt=said["text"])
    st.caption(plain(said["text"]))


@st.cache_resource(max_entries=200, show_spinner=False)
def drawn(run_id: str, name: str):
    """A figure of a finished run, made ready once."""
    return chart.fitted(session.jobs().answer(run_id).figure(name))


def rows(title: str, found: Answer, name: str) -> None:
    """A table under its title."""
    st.subheader(title)
    st.html(table.html(found.table(name), title))


def plain(sentence: str) -> str:
    """A sentence in which Markdown takes two dollar signs for dollars, not for a formula."""
    return sentence.replace("$", r"\$")


def height(rows: int, each: int, around: int) -> int:
    """The height of a figure with so many rows [pixels]."""
    return sum([each for _ in range(rows)], around)


def usd(figure: float) -> str:
    """Dollars, to the dollar."""
    return f"{'-' if figure < 0 else ''}${abs(figure):,.0f}"
