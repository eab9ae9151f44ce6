"""The figures behind a panel: cited, marked, and refused with every fault when they are not."""

import pytest

from vbc_twin import panel
from vbc_twin.evidence import EvidenceError, library
from vbc_twin.panel import references


@pytest.fixture
def other_data(tmp_path, monkeypatch):
    """A data folder of one's own, whose bibliography is the project's."""
    library.sources()
    monkeypatch.setattr(library, "root", lambda: tmp_path)
    (tmp_path / "panels").mkdir()
    references.table.cache_clear()
    references.figures.cache_clear()
    yield tmp_path / "panels"
    references.table.cache_clear()
    references.figures.cache_clear()


def test_every_figure_is_in_the_register_under_a_name_of_its_own():
    names = [each.name for each in panel.assumptions()]

    assert len(names) == len(set(names)) > 300
    assert "panels.prevalence.heart_failure.85plus.female" in names
    assert "panels.judged_pairs.pair.hypertension_with_diabetes.odds_ratio" in names
    assert "panels.biomarkers.egfr.level_by_stage.ckd.2" in names


def test_figures_without_a_public_source_are_marked_so():
    marks = {each.mark for each in panel.assumptions() if each.source == "judgement"}

    assert marks == {"judged"}


def test_a_table_that_cites_an_unknown_source_is_refused(other_data):
    (other_data / "odd.csv").write_text("value,source,at,mark\n1,judgment,here,judged\n2,judgement,here,guessed\n")

    with pytest.raises(EvidenceError) as raised:
        references.table("odd")

    assert 'data/panels/odd.csv, column source: no source in data/sources.toml is called "judgment"' in str(
        raised.value
    )
    assert 'column mark: no mark is called "guessed"' in str(raised.value)


def test_a_file_of_figures_tells_every_fault_with_its_place(other_data):
    (other_data / "odd.toml").write_text(
        '[a]\nb = { value = 1.0, source = "judgement", mark = "sure" }\n'
        '[[c]]\ncondition = "ckd"\nd = { value = "x", source = "judgement", mark = "judged" }\n'
    )

    with pytest.raises(EvidenceError) as raised:
        references.figures("odd")

    assert "data/panels/odd.toml, a.b.mark" in str(raised.value)
    assert "data/panels/odd.toml, c.1.d.value: expected a number" in str(raised.value)
