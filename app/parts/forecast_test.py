"""Twins of real ACOs held to the year that followed: two results files in, errors beside two baselines out."""

import session
import streamlit as st
from parts import published_outcomes, show, table
from trial import ForecastTest

KEY = "forecast"
MOST_ACOS, FIRST_ACOS = 200, 10
MOST_MEGABYTES = 10
LISTS = {"all": "All lists", "stable": "Stable lists: head count within 20 %"}
MISSES = "Total spending outside its 90 % interval, and what changed"


def tell() -> None:
    """The two files, and the answer once it is there."""
    st.markdown(
        "Each ACO's twin is built from its row in one year's results file of CMS, lived one year forward, and compared "
        "with its row in the next. Beside it stand two simpler forecasts: last year unchanged, and last year times the "
        "nation's trend."
    )
    shown = session.address(KEY)
    inputs, result = st.columns([1, 2], gap="large")
    with inputs:
        files = session.cms_files()
        first, second = (picked(label, files) for label in ("Results of year one", "Results of the year after"))
        st.caption("The files stay on this machine, and go when the app ends.")
        acos = st.number_input("ACOs, spread over the sizes", 2, MOST_ACOS, FIRST_ACOS, help="Some seconds each.")
        asked = ForecastTest(first[0], second[0], acos, first[1], second[1]) if first and second else None
        if st.button("Run", type="primary", disabled=asked is None, key="run forecast", width="stretch"):
            session.begin(asked.digest(), asked, KEY)
            shown = session.address(KEY)
    with result:
        if shown is None:
            st.info("Give both files; CMS publishes them as Performance Year Financial and Quality Results. Press Run.")
        else:
            show.state(shown, asked is None or shown == asked.digest(), answer)


def picked(label: str, files: dict) -> tuple[str, bytes] | None:
    """The name and content of a results file: one of the folder that the app was given, or one that is uploaded."""
    if files:
        name = st.selectbox(label, list(files), index=None, placeholder="Choose a file")
        return (name, files[name].read_bytes()) if name else None
    given = st.file_uploader(label, "csv", max_upload_size=MOST_MEGABYTES)
    return (given.name, given.getvalue()) if given else None


@st.fragment
def answer(run: str) -> None:
    """Errors beside the baselines', the misses, and the files."""
    found = session.jobs().answer(run)
    words = found.words
    first, second = words["years"]
    st.header(f"Twins of {first} held to {second}")
    st.caption(
        f"{words['acos']} ACOs. Mean absolute errors; a difference below zero means that the twins are "
        "nearer than the baseline. The last columns are the shares of ACOs inside the forecast's intervals."
    )
    published_outcomes.files("forecast", found, run, {"summary.json": "application/json", "forecasts.csv": "text/csv"})
    for name, title in LISTS.items():
        if found.has(name):
            st.subheader(title)
            st.html(table.html(found.table(name), title))
    if found.has("misses"):
        with st.expander(MISSES):
            st.html(table.html(found.table("misses"), MISSES))
    for note in words["notes"]:
        st.caption(show.plain(note))
