"""The evidence loads as one, and says what it lacks."""

import pytest

from vbc_twin.evidence import Document, EvidenceError, library
from vbc_twin.twin import Content


def test_the_library_is_whole(content):
    assert len(content.conditions) == 23
    assert len(content.services) == 9
    assert set(content.movement) == {"leaving", "frailty_persistence", "patients_per_practice"}


def test_every_figure_is_listed_with_its_source(content):
    parameters = list(content.parameters())

    assert len(parameters) > 300
    assert all(each.source in library.sources() for each in parameters)


def test_the_course_of_every_illness_adds_up_over_its_stages(content):
    course = content.course()

    for condition in content.conditions:
        of_it = course.filter(condition=condition.name)
        assert of_it["stage"].to_list() == list(range(1, len(condition.stages)))
        assert of_it["share"].sum() == pytest.approx(1)


def test_figures_that_every_scenario_shares_are_named(content):
    names = {each.name for each in content.parameters()}

    assert {"trend.national", "movement.leaving", "death.recent"} <= content.shared <= names


def test_what_the_movement_of_a_panel_lacks_is_told_at_once(monkeypatch):
    read = library.read

    def incomplete(room: str, name: str) -> Document:
        document = read(room, name)
        if name != "movement":
            return document
        raw = {"leaving": document.raw["leaving"] | {"mark": "guesed"}}
        return Document(name, document.file, raw)

    monkeypatch.setattr(library, "read", incomplete)

    with pytest.raises(EvidenceError) as refused:
        Content.load()

    told = "\n".join(refused.value.faults)
    assert 'no mark is called "guesed"' in told
    assert "data/panels/movement.toml, frailty_persistence: is missing" in told
    assert "data/panels/movement.toml, patients_per_practice: is missing" in told
