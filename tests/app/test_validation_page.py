"""The page Validation: it says what the library says, and tells what cannot be run."""

import json
from html import unescape
from pathlib import Path

import polars as pl
import pytest
import session
from streamlit.testing.v1 import AppTest
from trial import ForecastTest, Trial

import vbc_twin as vt

APP = Path(__file__).parent.parent.parent / "app"
PEOPLE = 300
NOBODYS_RUN = "0123456789abcdef"


@pytest.fixture
def open_validation():
    """Opens the page on one of its tabs, with parameters in its address."""

    def opened(tab: str = "Published outcomes", **address: str) -> AppTest:
        page = AppTest.from_file(str(APP / "home.py"), default_timeout=60)
        for name, value in ({"held to": tab} | address).items():
            page.query_params[name] = value
        return page.run().switch_page("pages/validation.py").run()

    return opened


@pytest.fixture(scope="module")
def lived():
    """A validation of few people, begun as the page begins it, and waited for."""
    import time

    run = Trial(PEOPLE).digest()
    session.jobs().start(run, Trial(PEOPLE))
    end = time.monotonic() + 240
    while session.jobs().state(run).name == "running":
        assert time.monotonic() < end, "still waiting"
        time.sleep(0.2)
    assert session.jobs().state(run).name == "finished", session.jobs().state(run).faults
    return run


def texts(page: AppTest) -> str:
    """All that the page's tables say."""
    return unescape(" ".join(element.proto.body for element in page.get("html")))


def test_the_page_tells_how_many_outcomes_there_are_and_waits(open_validation):
    page = open_validation()

    assert not page.exception
    cases = sum(len(vt.library.read("validation", name).raw["case"]) for name in vt.library.names("validation"))
    assert any(f"{cases} published outcomes" in each.value for each in page.markdown)
    assert "Press Run" in page.info[0].value
    assert page.radio[0].options[0] == f"Quick: {PEOPLE} in each study"


def test_the_answer_is_that_of_the_library(open_validation, lived):
    page = open_validation(validation=lived)

    assert not page.exception
    found = vt.validate(people=PEOPLE)
    told = {each.label: each.value for each in page.metric}
    assert told["Inside their band"] == f"{(found.compared['status'] == 'inside').sum()} of {found.compared.height}"
    assert told["Not modelled yet"] == str(found.not_modelled.height)
    for label in found.table["label"]:
        assert label in texts(page), label
    downloaded = json.loads(session.jobs().answer(lived).file("validation.json"))
    assert downloaded == json.loads(json.dumps(vt.validation_document(found)))


def test_the_same_question_is_lived_once(open_validation, lived):
    page = open_validation()

    page.button(key="run outcomes").click().run()

    assert not page.exception and session.jobs().state(lived).name == "finished"
    assert page.metric[0].label == "Inside their band"


def test_an_address_that_names_no_run_gets_a_plain_message(open_validation):
    page = open_validation(validation=NOBODYS_RUN)

    assert not page.exception
    assert "not held here any more" in page.warning[0].value


def test_a_validation_is_no_comparison(open_page, lived):
    page = open_page(run=lived)

    assert page.title[0].value == "Compare two futures"


def test_files_that_are_no_results_are_told_and_not_run(open_validation, tmp_path, monkeypatch, wait):
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.setenv("VBC_TWIN_APP_CMS", str(tmp_path))
    page = open_validation("Real ACOs")
    assert page.button(key="run forecast").disabled

    page.selectbox[0].set_value("one.csv").run()
    page.selectbox[1].set_value("two.csv").run()
    page.button(key="run forecast").click().run()
    asked = ForecastTest("one.csv", "two.csv", 10, b"a,b\n1,2\n", b"a,b\n1,2\n")
    wait(lambda: session.jobs().state(asked.digest()).name != "running")
    page = open_validation("Real ACOs", forecast=asked.digest())

    assert not page.exception
    assert "from.csv" in page.error[0].value or "one.csv" in page.error[0].value


def test_real_acos_are_forecast_as_the_library_forecasts_them(open_validation, cms, monkeypatch, wait):
    # Of the files, the three smallest that are in both, as a twin of many people takes longer: one of them is left out.
    files = [(cms / f"mssp_py{year}_part.csv") for year in (2021, 2022)]
    tables = [pl.read_csv(each, infer_schema=False) for each in files]
    both = tables[0].join(tables[1], on="ACO_ID", how="semi")
    size = pl.col("N_AB").str.replace_all(",", "").cast(pl.Float64)
    smallest = both.sort(size)["ACO_ID"][:3].to_list()
    contents = [each.filter(pl.col("ACO_ID").is_in(smallest)).write_csv().encode() for each in tables]
    asked = ForecastTest(*(each.name for each in files), 2, *contents)

    session.jobs().start(asked.digest(), asked)
    wait(lambda: session.jobs().state(asked.digest()).name != "running")
    page = open_validation("Real ACOs", forecast=asked.digest())

    assert not page.exception and page.header[0].value == "Twins of 2021 held to 2022"
    assert "Spending (USD per person-year)" in texts(page) and "2 ACOs" in page.caption[1].value + page.caption[2].value


def test_every_proved_equation_is_shown(open_validation):
    page = open_validation("Risk equations")

    assert not page.exception
    for equation in vt.equations.check().table["equation"]:
        assert equation in texts(page)


def test_what_is_asked_is_read_back_as_it_was(tmp_path):
    for asked in (Trial(5), Trial(None), ForecastTest("a", "b", 3, b"x", b"y")):
        asked.write(tmp_path / asked.FILE)
        assert type(asked).read(tmp_path / asked.FILE) == asked
    assert Trial(5).digest() != Trial(None).digest()
    assert ForecastTest("a", "b", 3, b"x", b"y").digest() != ForecastTest("a", "b", 3, b"x", b"z").digest()
