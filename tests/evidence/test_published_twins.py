"""The three shipped twins: facts of the public file, with their source, in the house's own format."""

import tomllib

import pytest

from vbc_twin.evidence import PublishedRow, library, published_row

TWINS = ("example_aco", "middle_aco", "large_aco")


def facts(name: str) -> PublishedRow:
    """The published row that a shipped twin carries."""
    document = library.path("twins", name, "twin.toml").read_text(encoding="utf-8")
    return PublishedRow.from_toml(tomllib.loads(document)["facts"])


@pytest.mark.parametrize("name", TWINS)
def test_a_shipped_twin_has_whole_facts_with_a_known_source(name):
    row = facts(name)

    assert row.source in library.sources() and row.aco_id in row.at
    assert sum(row.age.values()) == row.assigned_beneficiaries
    assert sum(row.person_years_by_type.values()) == pytest.approx(row.person_years, abs=2)


def test_the_shipped_twins_differ_in_size_and_track():
    rows = [facts(name) for name in TWINS]

    assert [row.track for row in rows] == ["E", "C", "EN"]
    assert [row.assigned_beneficiaries // 1000 for row in rows] == [3, 15, 61]


@pytest.mark.parametrize("name", TWINS)
def test_a_shipped_twin_says_what_the_published_file_says(cms, name):
    shipped = facts(name)

    published = published_row(cms / "mssp_py2022_part.csv", shipped.aco_id)

    same = {"source": shipped.source, "at": shipped.at}
    assert tomllib.loads(shipped.to_toml()) == tomllib.loads(published.to_toml()) | same
