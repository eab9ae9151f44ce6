"""Margins are checked before anybody is drawn."""

from dataclasses import replace

import pytest

from vbc_twin.evidence import EvidenceError


def test_all_faults_of_margins_are_told_at_once(margins):
    with pytest.raises(EvidenceError) as raised:
        replace(
            margins,
            heads_by_type={"esrd": -1, "disabled": 500, "aged_duals": 300, "aged_non_dual": 5170},
            age={"lt65": 0, "65_74": 0, "75_84": 0, "85plus": 0},
            female_share=57.0,
            dual_share=float("nan"),
        )

    told = str(raised.value)
    assert len(raised.value.faults) == 6
    assert 'no entry is called "aged_duals". Did you mean "aged_dual"' in told
    assert "heads_by_type, esrd: expected a number of zero or more, found -1" in told
    assert "heads_by_type: lacks aged_dual; give 0 if there is nobody" in told
    assert "age: counts nobody" in told
    assert "female_share: expected a share from 0 to 1, found 57.0" in told
    assert "dual_share" in told


def test_heads_are_whole_people_of_all_types(margins):
    assert margins.heads == 6000
