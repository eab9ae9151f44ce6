"""The report is one page that needs nothing else, tells everything, and hides small cells."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from vbc_twin.reporting import figures, report, tables


class Page(HTMLParser):
    """What a page would load, what it links to, its anchors, and its words outside scripts and styles."""

    def __init__(self, html: str):
        super().__init__()
        self.loads, self.links, self.anchors, self.words, self._silent = [], [], [], [], False
        self.feed(html)
        self.text = " ".join(self.words)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.loads += [found[name] for name in ("src", "srcset", "data", "action", "poster") if name in found]
        self.loads += [found["href"]] if tag == "link" else []
        self.links += [found["href"]] if tag == "a" else []
        self.anchors += [found["id"]] if "id" in found else []
        self._silent = tag in ("script", "style")

    def handle_endtag(self, tag):
        self._silent = False

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.words.append(data.strip())


@pytest.fixture(scope="module")
def html(comparison) -> str:
    return report(comparison).html


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def test_the_page_loads_nothing_and_links_only_to_itself(html, page):
    assert page.loads == []
    assert page.links
    assert all(link.startswith("#") and link[1:] in page.anchors for link in page.links)
    without_plotly = html.replace(figures.script(), "")
    assert (
        "@import" not in without_plotly
        and "url(" not in without_plotly
        and "http" not in without_plotly.lower().replace("http-equiv", "")
    )


def test_plotlys_script_is_in_the_page_once(html):
    assert html.count(figures.script()) == 1


def test_the_page_forbids_itself_to_load_anything(html):
    assert "default-src 'none'" in html


def test_the_finding_and_the_caveats_stand_at_the_top(comparison, page):
    top = page.text[:3000].replace("−", "-").replace("\u2060", "").replace("\u00a0", " ")

    assert tables.finding(comparison) in top
    for note in tables.notes(comparison):
        assert note in top


@pytest.mark.parametrize(
    "words",
    [
        "Quadruple Aim",
        "Burned out",
        "Admissions, duals to others",
        "From gross savings to net",
        "Spending by service",
        "Disease burden",
        "Settlement under the contract",
        "42 CFR 425",
        "regression to the mean",
        "Register of assumptions",
        "evidence digest",
        "seed",
        "The quality score of",
    ],
)  # fmt: skip
def test_the_page_tells_each_part(page, words):
    assert words in page.text


def test_the_register_is_whole(comparison, page):
    for name in tables.assumptions(comparison)["name"]:
        assert name in page.text


def test_small_cells_of_the_published_row_are_hidden(page):
    assert "native <11 and hispanic <11" in page.text


def test_words_of_others_cannot_become_markup(comparison):
    scenario = comparison.alternative.scenario.replace(label="<script>alert(1)</script>")
    named = replace(comparison, alternative=replace(comparison.alternative, scenario=scenario))

    html = report(named).html

    assert "<script>alert(1)" not in html.replace(figures.script(), "")


def test_a_single_run_has_a_page_too(run):
    page = Page(report(run).html)

    assert page.loads == []
    assert "What an investment is worth shows only beside an alternative" in page.text


def test_a_report_is_saved_whole(comparison, tmp_path):
    report(comparison).save(tmp_path / "page.html")

    assert (tmp_path / "page.html").read_text(encoding="utf-8").endswith("</html>\n")
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]
