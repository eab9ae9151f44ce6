"""The page Contracts in a real browser: a figure is changed, saved, opened again; and everybody can use it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_STREAMLIT = {"list", "listitem"}  # its own list of pages
GAIN = "Gain rate [share of savings]"
TABS = ("Contract", "Figures", "Terms", "Your file")


@pytest.fixture
def open_contracts(visit, app_url):
    """Opens the page at its own address, and waits for its settlement."""

    def opened(viewport: dict = DESK, theme: str = "light"):
        page = visit("/", viewport, theme)
        page.goto(f"{app_url}/contracts")
        page.get_by_role("heading", name="Line by line").wait_for()
        settled(page)
        return page

    return opened


def settled(page) -> None:
    """Waits until the page's script has run."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def tab(page, name: str) -> None:
    """Opens a tab."""
    page.get_by_role("tab", name=name, exact=True).click()
    page.get_by_role("tabpanel", name=name, exact=True).wait_for()


def choose(page, label: str, option: str) -> None:
    """Chooses one out of a few, by keyboard; what follows from it is for the caller to wait for."""
    page.get_by_role("combobox", name=label).fill(option)
    page.get_by_role("option", name=option).first.wait_for()
    page.keyboard.press("Enter")


def rate(page, value: str) -> None:
    """Types another gain rate, once the form of the contract before has gone."""
    settled(page)
    field = page.get_by_label(GAIN, exact=True)
    expect(field).to_have_count(1)
    field.fill(value)
    page.keyboard.press("Enter")


def paid(page) -> str:
    """What is paid, as the head of the answer has it when the script has run."""
    settled(page)
    return (
        page.get_by_test_id("stMetric")
        .filter(has_text="Paid (+) or owed (-)")
        .get_by_test_id("stMetricValue")
        .inner_text()
    )


def violations(page, *rules: str) -> list[str]:
    """What axe finds, a line each; by all rules, or by some."""
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": LEVELS}
    found = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["id"] not in OF_STREAMLIT]


def test_choose_change_a_rate_save_and_open_the_file_again(open_contracts, tmp_path):
    page = open_contracts()
    choose(page, "Contract", "Medicare Shared Savings Program, ENHANCED track")
    page.get_by_text("The highest sharing rate").wait_for()
    before = paid(page)

    tab(page, "Terms")
    rate(page, "0.6")

    page.get_by_text(re.compile(r"With your edits the ACO has \$[\d,]+ less")).first.wait_for()
    changed = paid(page)
    assert changed != before
    assert "own figure; before it 0.75" in page.get_by_role("region", name="The settlement, line by line").inner_text()
    tab(page, "Your file")
    page.get_by_label("Name", exact=True).fill("Sixty percent")
    page.keyboard.press("Enter")
    page.get_by_text("It is saved as sixty_percent.toml.").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Save my contract").click()
    assert taken.value.suggested_filename == "sixty_percent.toml"
    taken.value.save_as(tmp_path / "sixty_percent.toml")

    page = open_contracts()
    tab(page, "Your file")
    page.locator("input[type=file]").set_input_files(tmp_path / "sixty_percent.toml")

    page.get_by_test_id("stMetric").filter(has_text=changed).wait_for()
    tab(page, "Contract")
    assert page.get_by_role("combobox", name="Family").input_value() == "Your own files"


def test_a_fault_is_told_beside_its_field_and_the_last_settlement_stays(open_contracts):
    page = open_contracts()
    before = paid(page)
    tab(page, "Terms")

    rate(page, "1.5")

    page.get_by_text("A share of savings lies from 0 to 1, found 1.5").wait_for()
    assert paid(page) == before


def test_another_page_leads_here_and_back(visit):
    page = visit()

    page.get_by_role("link", name=re.compile("How would another contract settle this")).click()

    page.get_by_role("heading", name="Contracts", level=1).wait_for()
    page.get_by_role("heading", name="Line by line").wait_for()


@pytest.mark.parametrize(
    ("viewport", "theme", "rules"),
    [(DESK, "light", ()), (DESK, "dark", ("color-contrast",)), (PHONE, "light", ())],
    ids=["desk", "dark", "phone"],
)
def test_everybody_can_use_the_page(open_contracts, viewport, theme, rules):
    page = open_contracts(viewport, theme)
    tab(page, "Terms")
    rate(page, "0.6")
    page.get_by_text("With your edits").first.wait_for()
    found = []

    for name in TABS:
        tab(page, name)
        found += [f"{name}: {line}" for line in violations(page, *rules)]
    tab(page, "Terms")
    rate(page, "1.5")
    page.get_by_text("found 1.5").wait_for()
    found += [f"fault: {line}" for line in violations(page, *rules)]
    tab(page, "Contract")
    choose(page, "Family", "commercial")
    page.get_by_text("Not settled yet").wait_for()
    tab(page, "Figures")
    found += [f"missing: {line}" for line in violations(page, *rules)]

    assert found == []
    widths = "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    assert max(page.evaluate(widths)) <= viewport["width"]
