"""Content files by room and name; what is not there is answered with what is."""

import pytest

from vbc_twin.evidence import EvidenceError, library


@pytest.fixture
def own_library(tmp_path, monkeypatch):
    """A library of our own in a folder of the test."""
    (tmp_path / "conditions").mkdir()
    (tmp_path / "sources.toml").write_text('[judgement]\ntitle = "J"\npublisher = "us"\nyear = "2026"\n')
    (tmp_path / "conditions" / "copd.toml").write_text('label = "COPD"\n')
    (tmp_path / "twins" / "one").mkdir(parents=True)
    monkeypatch.setattr(library, "root", lambda: tmp_path)
    for each in (library.sources, library.targets):
        each.cache_clear()
    yield tmp_path
    for each in (library.sources, library.targets):
        each.cache_clear()


def test_a_document_knows_its_name_its_place_and_its_tables(own_library):
    document = library.read("conditions", "copd")

    assert (document.name, document.file, document.raw) == ("copd", "data/conditions/copd.toml", {"label": "COPD"})


def test_a_room_lists_its_files_and_folders(own_library):
    assert library.names("conditions") == ["copd"]
    assert library.names("twins") == ["one"]


def test_a_name_that_is_not_there_is_answered_with_the_nearest(own_library):
    with pytest.raises(EvidenceError, match=r'no condition is called "copdd"\. Did you mean "copd"\?'):
        library.read("conditions", "copdd")


def test_a_file_that_is_not_toml_is_told_with_its_place(own_library):
    (own_library / "conditions" / "ckd.toml").write_text("label = \n")

    with pytest.raises(EvidenceError, match=r"data/conditions/ckd\.toml: is not TOML"):
        library.read("conditions", "ckd")


def test_a_source_without_title_publisher_or_year_is_told(own_library):
    (own_library / "sources.toml").write_text('[a]\ntitle = "A"\n\n[b]\npublisher = "B"\n')

    with pytest.raises(EvidenceError) as error:
        library.sources()

    assert error.value.faults == (
        "data/sources.toml, a: lacks publisher, year",
        "data/sources.toml, b: lacks title, year",
    )


def test_the_library_of_the_project_is_found_beside_the_package():
    assert (library.root() / "sources.toml").exists()
    assert "judgement" in library.sources()


def test_a_file_is_written_whole(tmp_path):
    library.write(tmp_path / "new" / "x.toml", "a = 1\n")

    assert [each.name for each in (tmp_path / "new").iterdir()] == ["x.toml"]
    assert library.parse_toml(tmp_path / "new" / "x.toml", "x.toml") == {"a": 1}


def test_a_name_with_a_path_in_it_is_refused():
    for name in ("../contracts/mssp_basic", "mssp_basic/../mssp_basic", "/etc/hostname"):
        with pytest.raises(EvidenceError, match="no contract is called"):
            library.read("contracts", name)
