"""The page Validation in a real browser: lived, read, downloaded; and everybody can use it."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_STREAMLIT = {"list", "listitem"}  # its own list of pages
TABS = ("Published outcomes", "Real ACOs", "Risk equations")
DOWNLOAD = "Download the figures (JSON)"


def settled(page) -> None:
    """Waits until the page's script has run."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


@pytest.fixture(scope="module")
def lived(browser, app_url) -> str:
    """The path of a validation that has its answer."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(f"{app_url}/validation")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("progressbar").wait_for()
    page.get_by_role("button", name=DOWNLOAD).wait_for()
    path = page.url.removeprefix(app_url)
    context.close()
    return path


def test_an_answer_is_kept_in_the_address_and_downloaded(visit, lived):
    page = visit(lived)

    with page.expect_download() as given:
        page.get_by_role("button", name=DOWNLOAD).click()

    told = json.loads(given.value.path().read_text(encoding="utf-8"))
    assert told["provenance"]["people"] == 300 and len(told["cases"]) > 60
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert page.get_by_role("region", name="Outside the band, and why").count() == 1


@pytest.mark.parametrize(
    ("viewport", "theme", "rules"),
    [(DESK, "light", ()), (DESK, "dark", ("color-contrast",)), (PHONE, "light", ())],
    ids=["desk", "dark", "phone"],
)
def test_everybody_can_use_the_page(visit, lived, viewport, theme, rules):
    page = visit(lived, viewport, theme)
    found = []

    for tab in TABS:
        page.get_by_role("tab", name=tab, exact=True).click()
        page.get_by_role("tabpanel", name=tab, exact=True).locator("p").first.wait_for()
        settled(page)
        only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": LEVELS}
        told = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response["violations"]
        found += [
            f"{tab}, {each['id']}: {each['nodes'][0]['html'][:200]}" for each in told if each["id"] not in OF_STREAMLIT
        ]
        widths = "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
        assert max(page.evaluate(widths)) <= viewport["width"], tab

    assert found == []
