"""What the pages share and what a visitor's session holds: all caching, the page's address, and the environment.

Environment: VBC_TWIN_APP_DRAWS and VBC_TWIN_APP_PEOPLE are what the fields "Draws" and "People" begin with (50, and
everybody; in a quick validation 3,000 in each study); VBC_TWIN_APP_TWINS is a folder of your own twins, as `vbc-twin
twin build` writes them; VBC_TWIN_APP_CMS is a folder of results files of CMS, which the page Validation then offers.
"""

import os
from pathlib import Path

import streamlit as st
from choice import Choice, Purchase, Terms
from jobs import RUN_ID, Busy, Jobs
from trial import ForecastTest, Trial

import vbc_twin as vt

USUAL_DRAWS = 50
USUAL_PEOPLE_OF_A_STUDY = 3000
FIRST_TWIN = "example_aco"
FIRST_SHOWN = "heart_failure_at_home"


@st.cache_resource
def jobs() -> Jobs:
    """The runs of this server, shared by its visitors."""
    return Jobs()


@st.cache_resource(max_entries=20)
def twin(name: str) -> vt.Twin:
    """A twin by name or folder; only its facts are read here, nobody is drawn."""
    return vt.Twin.load(name)


@st.cache_resource
def contract(name: str) -> vt.Contract:
    """A contract of the library."""
    return vt.Contract.load(name)


@st.cache_resource
def lived_contracts(twin_name: str) -> tuple[str, ...]:
    """The contracts of the library that the lived years of a twin can settle without anything assumed."""
    return tuple(vt.settle_all(twin(twin_name)).years["contract"].unique(maintain_order=True).sort())


@st.cache_resource
def investments() -> dict[str, vt.Investment]:
    """The investments of the library, by name."""
    return {name: vt.Investment.load(name) for name in vt.library.names("investments")}


@st.cache_resource
def usual_purchases() -> dict[str, Purchase]:
    """The size at which a scenario of the library has each investment."""
    scenarios = [vt.Scenario.load(name) for name in vt.library.names("scenarios")]
    bought = [investment for scenario in scenarios for investment in scenario.investments]
    return {each.name: Purchase(each.name, float(each.staff), each.chosen) for each in bought}


def twin_names() -> list[str]:
    """The twins of the library, and those in the folder that VBC_TWIN_APP_TWINS names."""
    own = Path(os.environ.get("VBC_TWIN_APP_TWINS") or os.devnull)
    return [*vt.library.names("twins"), *sorted(str(file.parent) for file in own.glob("*/twin.toml"))]


def cms_files() -> dict[str, Path]:
    """The results files of CMS in the folder that VBC_TWIN_APP_CMS names, by name."""
    own = Path(os.environ.get("VBC_TWIN_APP_CMS") or os.devnull)
    return {file.name: file for file in sorted(own.glob("*.csv"))}


def first_choice(run: str | None) -> Choice:
    """What the fields begin with: the choice of a run, else a scenario of the library."""
    if "first_choice" not in st.session_state:
        usual = vt.Scenario.load(FIRST_SHOWN)
        bought = tuple(usual_purchases()[each.name] for each in usual.investments)
        draws, people = _number("VBC_TWIN_APP_DRAWS") or USUAL_DRAWS, _number("VBC_TWIN_APP_PEOPLE")
        begin = Choice(FIRST_TWIN, Terms(), Terms(), bought, usual.years, draws, people)
        st.session_state.first_choice = jobs().choice(run or "") or begin
    return st.session_state.first_choice


def address_run() -> str | None:
    """The run that the page's address names (`?run=...`), or None; what is no id of a run is told and left out."""
    run = st.query_params.get("run")
    if run is not None and not RUN_ID.fullmatch(run):
        st.warning("This page's address names a run in a form that no run has. Choose and run again.")
        return None
    if run is not None:
        st.session_state.setdefault("runs", {})[run] = None
    return run


def finished_runs() -> list[str]:
    """The runs that this session has seen and that have their answer, the last one first."""
    seen = reversed(list(st.session_state.get("runs", {})))
    return [run for run in seen if jobs().state(run).name == "finished"]


def first_contract() -> str:
    """The contract that the page of contracts begins with: that of the first twin."""
    return vt.Scenario.load("status_quo").contract.held_by(twin(FIRST_TWIN).row).name


def held_by(contract: vt.Contract, row: vt.PublishedRow | None) -> dict:
    """What a published row tells of how its ACO holds a contract, as `Contract.choose` takes it."""
    if row is None:
        return {}
    try:
        own = vt.Scenario.load("status_quo").contract.held_by(row)
    except vt.EvidenceError:  # an ACO on a track that is not in the library can still be settled under another
        own = contract
    if own.name == contract.name:
        contract = contract.choose(level=own.level, minimum_savings_rate=own.minimum_savings_rate)
    held = contract.held_by(row)
    names = ("level", "minimum_savings_rate", "revenue", "agreement_start")
    return {name: getattr(held, name) for name in names}


def begin(run: str, asked: Choice | Trial | ForecastTest, name: str = "run") -> None:
    """Start a run and put it into the page's address, under the name by which its page knows it."""
    try:
        jobs().start(run, asked)
    except Busy as busy:
        st.warning(str(busy))
    else:
        st.query_params[name] = run


def address(name: str) -> str | None:
    """The run that the page's address names under this name, or None; what is no id of a run is left out."""
    run = st.query_params.get(name)
    return run if run is not None and RUN_ID.fullmatch(run) else None


def people_of_a_study() -> int:
    """How many people each study of a quick validation has."""
    return _number("VBC_TWIN_APP_PEOPLE") or USUAL_PEOPLE_OF_A_STUDY


@st.cache_resource
def equations_checked():
    """The published risk equations against their known cases; content that does not change while the server runs."""
    return vt.equations.check()


@st.cache_resource
def outcomes() -> tuple[int, int]:
    """How many published outcomes there are, and how many studies they were seen in."""
    read = [vt.library.read("validation", name).raw for name in vt.library.names("validation")]
    listed = [each.get("cohort", raw.get("cohort")) for raw in read for each in raw["case"]]
    return len(listed), len(set(listed))


def _number(variable: str) -> int | None:
    text = os.environ.get(variable, "")
    return int(text) if text.isdecimal() and int(text) > 0 else None
