"""The twin against published outcomes of cohorts and trials: asked here, lived in a process of its own, shown here."""

import session
import streamlit as st
from parts import chart, show, table
from trial import Trial

KEY = "validation"
TIMES = "Quick takes about 20 seconds, full about a minute; chance alone moves the quick figures more."
SECTIONS = {
    "compared": "Outcomes that nothing was tuned to",
    "misses": "Outside the band, and why",
    "calibrated": "Outcomes whose figures went into the model",
    "not_modelled": "Not modelled yet",
}


def tell() -> None:
    """The question, and its answer once it is there."""
    cases, studies = session.outcomes()
    st.markdown(
        f"{cases} published outcomes in {studies} populations. Each study's people are drawn as it describes them and "
        "live in the model; what happens to them stands beside what was published."
    )
    shown = session.address(KEY)
    inputs, result = st.columns([1, 3], gap="large")
    with inputs:
        quick = session.people_of_a_study()
        precision = {f"Quick: {quick:,} in each study": quick, "Full: as many as each case asks for": None}
        asked = Trial(precision[st.radio("People", list(precision), help=TIMES, key="people of a study")])
        if st.button("Run", type="primary", key="run outcomes", width="stretch"):
            session.begin(asked.digest(), asked, KEY)
            shown = session.address(KEY)
    with result:
        if shown is None:
            st.info("Press Run. The answer appears here.")
        else:
            show.state(shown, shown == asked.digest(), answer)


@st.fragment
def answer(run: str) -> None:
    """What was found, the plot, every case, and the files."""
    found = session.jobs().answer(run)
    words = found.words
    with st.container(key="amounts"):
        headline(words)
    files("validation", found, run, {"validation.json": "application/json", "validation.html": "text/html"})
    figure = drawn(run)
    st.subheader(show.plain(figure.layout.meta["title"]))
    st.plotly_chart(figure, config=show.NO_BUTTONS, key=f"{run} outcomes", alt=figure.layout.meta["text"])
    st.caption(
        "Each mark is an outcome: published across, simulated upward, on logarithmic axes with a line where both are "
        "the same. Whiskers are chance (95 %). Open marks are outcomes whose figures went into the model."
    )
    for name, title in SECTIONS.items():
        cases = found.table(name)
        if cases.height:
            with st.expander(f"{title}: {cases.height}", expanded=name == "misses"):
                st.html(table.html(cases, title))
    st.caption("; ".join(f"{name.replace('_', ' ')} {value}" for name, value in words["provenance"].items()))


def headline(words: dict) -> None:
    """The share inside, the correlation, and what is set apart."""
    figures = (
        ("Inside their band", f"{words['inside']} of {words['compared']}", "Outcomes that nothing was tuned to"),
        (
            "Correlation",
            number(words["correlation"]),
            "Of logarithms, simulated with published",
        ),
        ("Went into the model", str(words["calibrated"]), "Shown apart: they prove nothing"),
        ("Not modelled yet", str(words["not_modelled"]), "Published outcomes that the model does not have"),
    )
    for name, value, meaning in figures:
        with st.container(border=True):
            st.metric(name, value)
            st.caption(meaning)


def number(value: float | None) -> str:
    """A figure with two decimals, or a dash for none."""
    return "-" if value is None else f"{value:.2f}"


def files(name: str, found, run: str, kinds: dict[str, str]) -> None:
    """Buttons that download the files of an answer."""
    labels = {"json": "the figures (JSON)", "html": "the page", "csv": "the forecasts (CSV)"}
    with st.container(horizontal=True):
        for file, kind in kinds.items():
            ending = file.rsplit(".", 1)[-1]
            st.download_button(
                f"Download {labels[ending]}", found.file(file), f"vbc_twin_{name}_{run}.{ending}", kind,
                on_click="ignore", key=f"{run} {file}",
            )  # fmt: skip


@st.cache_resource(max_entries=20, show_spinner=False)
def drawn(run: str):
    """The plot of a finished run, made ready once."""
    figure = chart.fitted(session.jobs().answer(run).figure())
    return figure.update_yaxes(title_text="")  # the sentence below says what runs upward
