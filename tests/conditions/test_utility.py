"""The value set: complete, of illnesses and stages that exist, and refused with every fault at once."""

import pytest

from vbc_twin.conditions import Utility, load_all
from vbc_twin.evidence import Document, EvidenceError, library


def test_every_decrement_is_of_an_illness_and_a_stage_that_exist():
    stages = {each.name: each.stages[1:] for each in load_all()}

    for condition, sizes in Utility.load().decrement.items():
        assert set(sizes) <= set(stages[condition]), condition


def test_a_later_stage_is_never_better_but_for_remission_and_a_transplant():
    order = {each.name: each.stages for each in load_all()}
    for condition, sizes in Utility.load().decrement.items():
        if condition != "depression":  # whose last stage is remission
            values = [sizes[stage].value for stage in order[condition][1:] if stage in sizes and stage != "transplant"]
            assert values == sorted(values), condition


def test_every_fault_is_told_at_once():
    raw = dict(library.read("conditions", "utility").raw)
    raw["days"] = {key: value for key, value in raw["days"].items() if key != "snf"}
    raw["decrement"] = {"stroke": {"present": {**raw["decrement"]["stroke"]["present"], "value": 1.2, "high": 1.3}}}
    raw["worth"] = 1

    with pytest.raises(EvidenceError) as raised:
        Utility.from_document(Document("utility", "a file", raw))

    told = str(raised.value)
    for fault in ('is called "worth"', "a file, days.snf", "decrement.stroke.present"):
        assert fault in told
