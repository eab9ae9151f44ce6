"""Where people go who leave a stage: one rate says how many leave, shares say where to."""

import numpy as np
import pytest

from vbc_twin.twin.moves import Moves


@pytest.fixture(scope="module")
def moves(everyone) -> Moves:
    return everyone.published.physics.moves


def leads(everyone, moves, condition: str, stage: str, draws) -> list[str]:
    """The stages to which these draws lead from a stage."""
    place = everyone.plan.condition_index[condition]
    stages = everyone.plan.conditions[place].stages
    many = np.full(len(draws), place), np.full(len(draws), stages.index(stage))
    return [stages[each] for each in moves.lead(*many, np.array(draws))]


def test_a_stage_with_one_way_out_leads_there_whatever_the_draw(everyone, moves):
    assert leads(everyone, moves, "heart_failure", "nyha_3", [0.0, 0.5, 1 - 1e-12]) == ["advanced"] * 3


def test_the_shares_of_several_ways_are_taken_in_their_order(everyone, moves):
    draws = [0.0, 0.2339, 0.2341, 0.4679, 0.4681, 1 - 1e-12]

    found = leads(everyone, moves, "cancer", "none", draws)

    assert found == ["regional", "regional", "distant", "distant", "local", "local"]


def test_of_many_draws_as_many_go_each_way_as_the_file_says(everyone, moves):
    found = leads(everyone, moves, "depression", "remission", np.arange(1000) / 1000)

    assert (found.count("none"), found.count("active")) == (265, 735)


def test_a_stage_without_a_way_out_has_no_rate(everyone, moves):
    place = everyone.plan.condition_index["cancer"]

    assert moves.target[place, everyone.plan.conditions[place].stages.index("distant")] == -1
