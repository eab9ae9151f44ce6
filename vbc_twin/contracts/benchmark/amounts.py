"""Amounts by enrolment type: checked once, then plain arithmetic over draws."""

from collections.abc import Iterable, Mapping

import numpy as np

from vbc_twin.evidence import Faults

Amount = float | np.ndarray
ByType = dict[str, Amount]

TYPES = ("esrd", "disabled", "aged_dual", "aged_non_dual")
SUM_OF_WEIGHTS = 1e-9


def arrays(by_type: Mapping[str, Amount]) -> ByType:
    """The same amounts as arrays of floats; a single number becomes an array without a dimension."""
    return {name: np.asarray(amount, dtype=float) for name, amount in by_type.items()}


def total(by_type: Mapping[str, Amount]) -> np.ndarray:
    """The sum over enrolment types, in their order."""
    return sum((np.asarray(amount, dtype=float) for amount in by_type.values()), np.float64(0.0))


def mean(by_type: Mapping[str, Amount], weights: Mapping[str, Amount]) -> np.ndarray:
    """sum_k weight_k x amount_k / sum_k weight_k."""
    return total({name: np.asarray(by_type[name]) * weights[name] for name in weights}) / total(weights)


def shares(weights: Mapping[str, Amount]) -> ByType:
    """Each type's share of the whole."""
    whole = total(weights)
    return {name: np.asarray(weight, dtype=float) / whole for name, weight in weights.items()}


def check_types(
    given: Mapping[str, Amount], place: str, types: Iterable[str], faults: Faults, *, above: bool = False
) -> None:
    """Note each type that is missing or unknown, and each amount that is not finite or is negative.

    above: zero is a fault too.
    """
    types = tuple(types)
    if not isinstance(given, Mapping):
        faults.add(place, f"expected an amount by enrolment type ({', '.join(types)}), found {given!r}")
        return
    for name in given:
        if name not in types:
            faults.unknown(place, "enrolment type", name, types)
    for name in types:
        if name not in given:
            faults.add(place, f'lacks the enrolment type "{name}"; give it, or leave the type out everywhere')
            continue
        amount = np.asarray(given[name], dtype=float)
        if not np.all(np.isfinite(amount)):
            faults.add(f"{place}.{name}", "is not a number; blank or suppressed cells must be solved first")
        elif above and np.any(amount <= 0):
            faults.add(f"{place}.{name}", f"must be above zero, found {np.min(amount):g}")
        elif np.any(amount < 0):
            faults.add(f"{place}.{name}", f"must not be negative, found {np.min(amount):g}")


def check_sum_of_weights(weights: Iterable[Amount], place: str, faults: Faults) -> None:
    """Note weights that do not add up to one."""
    whole = np.atleast_1d(sum(np.asarray(each, dtype=float) for each in weights))
    if np.any(np.abs(whole - 1) > SUM_OF_WEIGHTS):
        faults.add(place, f"the weights add up to {whole[np.argmax(np.abs(whole - 1))]:.6g}, not to 1")


def check_share(amount: Amount, place: str, faults: Faults) -> None:
    """Note a share that does not lie between 0 and 1."""
    share = np.atleast_1d(np.asarray(amount, dtype=float))
    wrong = share[~((share >= 0) & (share <= 1))]
    if wrong.size:
        faults.add(place, f"must lie between 0 and 1, found {wrong[0]:g}")
