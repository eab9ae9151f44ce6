"""The report in a real browser: it draws its figures, asks the network for nothing, and is readable by everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from vbc_twin.reporting import report

WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 120_000  # milliseconds; a busy machine is no fault of the page
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def place(comparison, tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("report") / "report.html"
    report(comparison).save(file)
    return file.as_uri()


@pytest.fixture
def opened(browser, place):
    """The page, opened, with what it said and asked for."""
    contexts = []

    def opened(viewport=WIDE, scheme="light"):
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(place)
        page.wait_for_selector(".chart .main-svg")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_alone_and_draws_every_figure_within_the_page(opened, place, viewport, scheme):
    page = opened(viewport, scheme)

    assert page.asked == [place]
    assert page.said == []
    assert page.locator(".chart").count() == page.locator(".chart.js-plotly-plot").count() == 9
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(opened, scheme):
    page = opened(scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
    page.locator(".register tbody tr").evaluate_all("rows => rows.slice(9).forEach(each => each.remove())")

    found = Axe().run(page, context={"exclude": [".main-svg"]}, options=RULES)  # a chart is one image with a name

    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []


def test_figures_follow_the_reader_into_the_dark(opened):
    page = opened(scheme="light")
    tick = page.locator(".chart .xtick text").first
    light = tick.evaluate("each => getComputedStyle(each).fill")

    page.emulate_media(color_scheme="dark")

    expect(page.locator(".chart .xtick text").first).not_to_have_css("fill", light, timeout=PATIENCE)

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 29)"


def test_the_register_can_be_searched(opened):
    page = opened()
    page.locator("summary", has_text="Register of assumptions").click()

    page.fill("#find", "heart_failure undiagnosed")

    shown = page.locator(".register tbody tr:visible")
    assert shown.count() >= 1
    assert all("heart_failure.undiagnosed" in each for each in shown.all_inner_texts())
    assert page.locator("#found").inner_text().startswith(f"{shown.count()} of ")
