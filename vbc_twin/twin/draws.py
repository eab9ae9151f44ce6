"""Keyed luck: a draw belongs to a named decision of a named person in a named month, not to the next in a queue.

The key of a draw is (seed, replication, patient id, month, stream). A counter hash with the splitmix64 finaliser turns
it into uniform bits; the patient's part is hashed twice, once a run. So adding a condition, a programme or a person,
reordering rows, or using more threads moves nobody else's draws.

The decisions that everybody faces every month are drawn together. One 64-bit hash holds the first 16 bits of four
streams; they are compared with the person's chance rounded up to 16 bits, and only the few that pass are extended by 53
further bits and decided exactly. The screen decides whether the exact test runs, never its outcome. Which stream lies
in which hash is stored in `data/streams.toml`, to which names are only ever added. The rarer decisions, taken by few
people in a month, have one hash each, keyed by their name.
"""

from functools import cache
from hashlib import blake2b

import numpy as np

from vbc_twin.evidence import EvidenceError, library

GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_TO_UNIT = 2.0**-53
LANES = 4
_LANE_SIZE = 2.0**16


def mix(bits: np.ndarray, scratch: np.ndarray | None = None) -> np.ndarray:
    """The splitmix64 finaliser, in place: every bit of the result depends on every bit of the argument."""
    scratch = np.empty_like(bits) if scratch is None else scratch
    for shift, factor in ((30, _FIRST), (27, _SECOND)):
        np.right_shift(bits, np.uint64(shift), out=scratch)
        np.bitwise_xor(bits, scratch, out=bits)
        np.multiply(bits, factor, out=bits)
    np.right_shift(bits, np.uint64(31), out=scratch)
    return np.bitwise_xor(bits, scratch, out=bits)


def person_keys(seed: int, replication: int, ids: np.ndarray) -> np.ndarray:
    """The patients' part of the key, hashed twice; one uint64 for each id."""
    run = mix(np.array([seed], np.uint64) + GAMMA * np.array([replication + 1], np.uint64))
    return mix(mix(ids.astype(np.uint64) * GAMMA) ^ run)


@cache
def moment(month: int, name: str) -> np.uint64:
    """The month's and the stream's part of the key; months before year 0 are negative."""
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
    return mix(np.array([number], np.uint64) + GAMMA * np.array([month + 2**32], np.uint64))[0]


def uniform(keys: np.ndarray, month: int, name: str) -> np.ndarray:
    """The draws [0, 1) of one named stream in one month, one for each key given."""
    return (mix(keys + moment(month, name)) >> np.uint64(11)) * _TO_UNIT


def uniform_at(keys: np.ndarray, moments: np.ndarray) -> np.ndarray:
    """The draws [0, 1) of keys, each at a moment of its own."""
    return (mix(keys + moments) >> np.uint64(11)) * _TO_UNIT


@cache
def moments(month: int, names: tuple) -> np.ndarray:
    """The moments of several named streams in one month, in the shape of the (nested) names; do not change it."""
    return np.array(
        [moments(month, each) if isinstance(each, tuple) else moment(month, each) for each in names], np.uint64
    )


def parameter_uniforms(seed: int, draw: int, names: list[str]) -> np.ndarray:
    """The luck of parameters: one number strictly inside (0, 1) for each name in a parameter draw."""
    numbers = [int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") for name in names]
    keys = person_keys(seed, draw, np.array(numbers, np.uint64))
    return (mix(keys + moment(0, "parameter")) >> np.uint64(11)) * _TO_UNIT + _TO_UNIT / 2


@cache
def stream_places() -> dict[str, int]:
    """The place of each monthly stream among the lanes, from `data/streams.toml`."""
    names = library.parse_toml(library.path("streams.toml"), "data/streams.toml")["monthly"]
    return {name: place for place, name in enumerate(names)}


class MonthlyLuck:
    """The decisions that everybody faces every month: who of all the people is hit by which stream.

    `streams` are names of `data/streams.toml`; a name that is not there raises EvidenceError. Arrays of chances have
    the shape (people, lanes), a column for each place in that file; `columns` gives the column of each stream.
    """

    def __init__(self, streams: tuple[str, ...]):
        places = stream_places()
        if missing := [name for name in streams if name not in places]:
            raise EvidenceError([f'data/streams.toml: add "{name}" at the end of the list' for name in missing])
        self.groups = sorted({places[name] // LANES for name in streams})
        self.width = LANES * len(self.groups)
        self.columns = {
            name: LANES * self.groups.index(places[name] // LANES) + places[name] % LANES for name in streams
        }
        named = {column: name for name, column in self.columns.items()}
        self._names = tuple(named.get(column, "unused") for column in range(self.width))
        self._group_names = tuple(f"group {group}" for group in self.groups)

    def bounds(self, chances: np.ndarray) -> np.ndarray:
        """The screen: chances rounded up to 16 bits, less one. Chances above 1 or not a number are refused."""
        if not (chances.min(initial=0.0) >= 0.0 and chances.max(initial=0.0) <= 1.0):
            raise ValueError("a monthly chance lies outside 0 to 1")
        return np.maximum(np.ceil(chances * _LANE_SIZE) - 1, 0).astype(np.uint16)

    def _moments(self, month: int) -> tuple[np.ndarray, np.ndarray]:
        return moments(month, self._group_names), moments(month, self._names)

    def hits(self, keys, month: int, chances, bounds) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """People and columns whose draw lies under their chance, in the order of people, and the draws [0, 1)."""
        groups, confirmations = self._moments(month)
        lanes = mix(keys[:, None] + groups).view(np.uint16)
        people, columns = np.divmod(np.flatnonzero(lanes <= bounds), self.width)
        rest = (mix(keys[people] + confirmations[columns]) >> np.uint64(11)) * _TO_UNIT
        draws = (lanes[people, columns] + rest) / _LANE_SIZE
        is_hit = draws < chances[people, columns]
        return people[is_hit], columns[is_hit], draws[is_hit]
