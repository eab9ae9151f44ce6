"""Whom measure 484 counts is data, and its conditions are those of the panel."""

import pytest

from vbc_twin.evidence import EvidenceError, library
from vbc_twin.panel import CONDITIONS
from vbc_twin.quality import ManyIllnesses


def test_people_of_65_with_two_of_nine_groups_are_counted():
    found = ManyIllnesses.load()

    assert (found.age.value, found.number.value, len(found.groups)) == (65, 2, 9)
    assert {name for group in found.groups for name in group} <= set(CONDITIONS)


def test_every_fault_is_told_at_once(tmp_path, monkeypatch):
    (tmp_path / "484.toml").write_text("[model]\nages = 65\n", encoding="utf-8")
    document = library.Document("484", "data/quality/484.toml", {"model": {"ages": 65}})
    monkeypatch.setattr(library, "read", lambda room, name: document)

    with pytest.raises(EvidenceError) as told:
        ManyIllnesses.load()

    for word in ("model.ages", "model.age", "model.number", "model.groups"):
        assert word in str(told.value)
