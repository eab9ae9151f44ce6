"""A validation in a report: written to a file, read back, told if its evidence is the same."""

import json
from dataclasses import replace

import polars as pl
import pytest

from vbc_twin.evidence import EvidenceError, library
from vbc_twin.experiments import VALIDATION_SCHEMA, Validation
from vbc_twin.reporting import figures, read_validation, report, save_validation, tables, validation_section


def row(case: str, **changes) -> tuple:
    """One case, inside its band but for the changes."""
    own = {
        "file": "seen", "case": case, "label": f"Case {case}", "cohort": "mine", "outcome": "death",
        "measure": "rate", "months": 12, "unit": "per 100 person-years", "published": 3.0, "band_low": 2.0,
        "band_high": 4.0, "simulated": 3.1, "simulated_low": 2.8, "simulated_high": 3.4, "events": 90,
        "status": "inside", "used_for_calibration": False, "what": "Not used.", "reason": "", "source": "somebody",
        "at": "table 2", "mark": "checked",
    }  # fmt: skip
    return tuple((dict.fromkeys(VALIDATION_SCHEMA) | own | changes).values())


@pytest.fixture(scope="module")
def validation() -> Validation:
    """Five cases: two inside, one of them used, one outside, one not modelled and one refused."""
    none = {"simulated": None, "simulated_low": None, "simulated_high": None, "events": None}
    rows = [
        row("a"),
        row("b", used_for_calibration=True, unit="%", published=20.0, simulated=21.0),
        row("c", unit="USD per person-year", published=9000.0, simulated=11000.0, status="outside", reason="too dear"),
        row("d", status="not modelled yet", reason="nobody counts it", **none),
        row("e", status="refused", reason="one fault\nanother", unit=None, published=None, **none),
    ]
    table = pl.DataFrame(rows, schema=VALIDATION_SCHEMA, orient="row")
    return Validation(table, {"vbc_twin": "0.1.0", "seed": 1, "evidence_digest": library.digest()})


def test_a_written_validation_is_read_back_as_it_was(validation, tmp_path):
    save_validation(validation, tmp_path)

    found = read_validation(tmp_path / "validation.json")

    assert found.table.equals(validation.table, null_equal=True) and found.provenance == validation.provenance
    told = json.loads((tmp_path / "validation.json").read_text(encoding="utf-8"))
    assert told["finding"] == tables.validation_finding(validation) and told["share_inside"] == 0.5
    assert told["correlation"] is None  # of two cases


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "another"}', '{"schema": "vbc_twin validation 1"}'])
def test_a_file_that_is_no_validation_is_told_with_the_remedy(tmp_path, text):
    (tmp_path / "validation.json").write_text(text, encoding="utf-8")

    with pytest.raises(EvidenceError, match=r"is no result of a validation.*vbc-twin validate --out"):
        read_validation(tmp_path / "validation.json")


def test_the_report_tells_every_kind_of_case(validation):
    part = validation_section.part(validation)

    for words in ("Case a", "Case b", "too dear", "nobody counts it", "one fault; another", "9,000", library.digest()):
        assert words in part, words
    for caption in ("nothing was tuned to: 2", "went into the model: 1", "and why: 1", "Not modelled yet: 1"):
        assert caption in part, caption


def test_without_a_validation_the_report_says_how_to_make_one(comparison, run):
    for result in (comparison, run):
        page = report(result).html
        assert "vbc-twin validate --out results/validation" in page and 'href="#validation"' in page


def test_a_report_takes_no_validation_of_other_evidence(validation, comparison):
    old = replace(validation, provenance=validation.provenance | {"evidence_digest": "0123456789abcdef"})

    with pytest.raises(EvidenceError, match="was made with other evidence"):
        report(comparison, validation=old)
    assert "Case a" in report(comparison, validation=validation).html


@pytest.mark.parametrize("columns", [1, 3])
def test_figures_of_one_kind_share_a_panel(validation, columns):
    drawn = figures.validation(validation, columns).to_plotly_json()["layout"]

    titles = [drawn[name]["title"]["text"] for name in ("xaxis", "xaxis2", "xaxis3")]
    assert titles == [
        "Published: shares (%)",
        "Published: rates",
        "Published: spending (USD)",
    ]
    assert all(low >= 0 and high <= 1 for low, high in (drawn[f"yaxis{n}"]["domain"] for n in ("", "2", "3")))


def test_a_validation_with_nothing_simulated_has_a_figure_too(validation):
    nothing = replace(validation, table=validation.table.filter(status="refused"))

    assert "No case could be simulated" in figures.validation(nothing).layout.meta["title"]
