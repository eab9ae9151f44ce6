"""Numbers and shares that go together: a Gaussian copula whose margins are solved for the people who entered.

Each person has correlated standard normal scores z = L e, with L L' = R; a number is a function of its own score, a
share or stage the interval that it falls into. A study reports people after its rules of inclusion, so the margins and
the correlations of the scores are solved until those whom the rules let in have what was declared.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from vbc_twin.panel.cohort_text import CohortText, Measured

PROJECTIONS = 400
SMALLEST_ROOT = 1e-7
# Correlations of scores that are only taken over, not declared, stay within this.
MOST_TAKEN_OVER = 0.9
# How far a solved figure goes to make up for its miss.
FIRST_STEP, LONGEST_STEP, LONGER, SHORTER = 0.9, 12.0, 1.4, 0.5


@dataclass(frozen=True)
class Copula:
    """Margins and correlations of everything declared that varies between people.

    `numbers` by name; `chances` by name, of none and each stage (or of no and yes); `scores` (K, K) are the
    correlations of the scores of `names`. `always` are the shares of zero or one, which no score decides.
    """

    names: tuple[str, ...]
    numbers: dict[str, Measured]
    chances: dict[str, np.ndarray]
    scores: np.ndarray
    always: dict[str, int]

    def values(self, normals: np.ndarray) -> dict[str, np.ndarray]:
        """What people have, by name, from independent normal scores (people, K): numbers, or stages (0 is none)."""
        root, vectors = np.linalg.eigh(self.scores)
        scores = normals @ (vectors * np.sqrt(np.maximum(root, 0))).T
        found = {name: np.full(len(normals), stage) for name, stage in self.always.items()}
        for place, name in enumerate(self.names):
            score = scores[:, place]
            if name in self.numbers:
                found[name] = _number(self.numbers[name], score)
            else:
                edges = ndtri(np.clip(np.cumsum(self.chances[name])[:-1], 0, 1))
                found[name] = np.searchsorted(edges, score, side="right")
        return found

    def towards(self, wanted: "Moments", found: "Moments", steps: dict) -> "Copula":
        """The copula, moved so that what is found comes nearer to what is wanted.

        `steps` is how far each figure goes, by its name: further each time that it is still missed to the same side.
        """
        numbers = {}
        for name, each in self.numbers.items():
            mean = each.mean + _stride(steps, (name, "mean"), wanted.mean[name] - found.mean[name])
            ratio = np.log(max(wanted.deviation[name], 1e-9) / max(found.deviation[name], 1e-9))
            spread = each.deviation * np.exp(np.clip(_stride(steps, (name, "deviation"), ratio), -0.7, 0.7))
            numbers[name] = replace(each, mean=mean, deviation=spread)
        chances = {}
        for name, each in self.chances.items():
            have = np.maximum(found.chances[name], 1e-6)
            moved = each * (wanted.chances[name] / have) ** FIRST_STEP
            chances[name] = moved / moved.sum()
        scores, fixed = self.scores.copy(), {}
        for (a, b), value in wanted.correlations.items():
            i, j = self.names.index(a), self.names.index(b)
            moved = scores[i, j] + _stride(steps, (a, b), value - found.correlations[a, b])
            fixed[i, j] = np.clip(moved, -0.999, 0.999)
        whole = completed(scores, fixed)
        return replace(self, numbers=numbers, chances=chances, scores=self.scores if whole is None else whole)


def _stride(steps: dict, name: tuple, miss: float) -> float:
    """How far to go to make up for a miss: longer strides while its sign stays, shorter ones when it changes."""
    step, before = steps.get(name, (FIRST_STEP, 0.0))
    if before * miss > 0:
        step = min(step * LONGER, LONGEST_STEP)
    elif before * miss < 0:
        step *= SHORTER
    steps[name] = step, miss
    return step * miss


@dataclass(frozen=True)
class Moments:
    """Means, deviations, chances of each stage, and correlations of people, by name."""

    mean: dict[str, float]
    deviation: dict[str, float]
    chances: dict[str, np.ndarray]
    correlations: dict[tuple[str, str], float]

    @classmethod
    def wanted(cls, text: CohortText) -> "Moments":
        """As the file declares them."""
        return cls(
            {each.name: each.mean for each in text.measured},
            {each.name: each.deviation for each in text.measured},
            declared_chances(text),
            dict(text.correlations),
        )

    @classmethod
    def found(cls, values: dict[str, np.ndarray], wanted: "Moments") -> "Moments":
        """Those of some people; of a condition that has stages, a correlation is that of having it."""
        has = {name: (each > 0) if name in wanted.chances else each for name, each in values.items()}
        return cls(
            {name: float(values[name].mean()) for name in wanted.mean},
            {name: float(values[name].std()) for name in wanted.deviation},
            {
                name: np.bincount(values[name].astype(int), minlength=len(each)) / len(values[name])
                for name, each in wanted.chances.items()
            },
            {(a, b): _pearson(has[a], has[b]) for a, b in wanted.correlations},
        )


def declared_chances(text: CohortText) -> dict[str, np.ndarray]:
    """The chances of none and of each stage, or of no and yes."""
    by_share = {name: np.array([1 - share, share]) for name, share in text.shares.items()}
    by_stage = {name: np.array([max(0.0, 1 - sum(each)), *each]) for name, each in text.stages.items()}
    return {name: each / each.sum() for name, each in (by_share | by_stage).items()}


def first_copula(text: CohortText, elsewhere: dict[str, np.ndarray]) -> Copula:
    """The copula before any rule of inclusion is heeded.

    `elsewhere` are the same columns of other people, whose correlations hold where the study declares none. A
    correlation of a share is raised to that of the score behind it (biserial).
    """
    chances = declared_chances(text)
    always = {name: int(np.argmax(each)) for name, each in chances.items() if each.max() > 1 - 1e-9}
    numbers = {each.name: each for each in text.measured}
    names = tuple(name for name in text.declared if name not in always)
    weakened = np.array([1.0 if name in numbers else _biserial(chances[name]) for name in names])
    scores = np.eye(len(names))
    for i, a in enumerate(names):
        for j, b in enumerate(names[:i]):
            taken = _pearson(elsewhere[a], elsewhere[b]) / (weakened[i] * weakened[j])
            scores[i, j] = scores[j, i] = np.clip(taken, -MOST_TAKEN_OVER, MOST_TAKEN_OVER)
    fixed = {}
    for (a, b), value in text.correlations.items():
        if a in names and b in names:
            i, j = names.index(a), names.index(b)
            fixed[i, j] = np.clip(value / (weakened[i] * weakened[j]), -0.999, 0.999)
    whole = completed(scores, fixed)
    kept = {name: each for name, each in chances.items() if name not in always}
    if whole is None:  # as declared they can stand together; the solving moves them from there
        declared = {(names.index(a), names.index(b)): value for (a, b), value in text.correlations.items()}
        whole = completed(np.eye(len(names)), declared)
    return Copula(names, numbers, kept, np.eye(len(names)) if whole is None else whole, always)


def impossible(text: CohortText) -> str | None:
    """Why nobody can have the declared correlations, or None: they must fit in a positive semi-definite matrix."""
    names = sorted({name for pair in text.correlations for name in pair})
    fixed = {(names.index(a), names.index(b)): value for (a, b), value in text.correlations.items()}
    if not fixed or completed(np.eye(len(names)), fixed) is not None:
        return None
    said = ", ".join(f"{a} with {b} {value:g}" for (a, b), value in text.correlations.items())
    return f"no people can have these together ({said}): the matrix is not positive semi-definite. Correct one of them"


def completed(start: np.ndarray, fixed: dict[tuple[int, int], float]) -> np.ndarray | None:
    """A correlation matrix with the `fixed` entries, near `start` elsewhere; None if there is none.

    Alternating projections onto the positive semi-definite matrices and onto those with the fixed entries.
    """
    matrix = start.copy()
    for _ in range(PROJECTIONS):
        np.fill_diagonal(matrix, 1.0)
        for (i, j), value in fixed.items():
            matrix[i, j] = matrix[j, i] = value
        root, vectors = np.linalg.eigh(matrix)
        if root.min(initial=1.0) >= -SMALLEST_ROOT:
            return np.clip(matrix, -1, 1)
        matrix = (vectors * np.maximum(root, 1e-4)) @ vectors.T
    return None


def _number(each: Measured, score: np.ndarray) -> np.ndarray:
    if each.shape == "lognormal":
        mean = max(each.mean, 1e-6)
        spread = np.sqrt(np.log1p((each.deviation / mean) ** 2))
        number = mean * np.exp(spread * score - spread**2 / 2)
    else:
        number = each.mean + each.deviation * score
    number = np.clip(number, each.least, each.most)
    return np.rint(number) if each.name == "age" else number


def _biserial(chances: np.ndarray) -> float:
    """By how much the correlation of a score shrinks when only having or not having is seen."""
    none = np.clip(chances[0], 1e-4, 1 - 1e-4)
    return float(np.exp(-(ndtri(none) ** 2) / 2) / np.sqrt(2 * np.pi * none * (1 - none)))


def _pearson(a: np.ndarray, b: np.ndarray) -> float:
    a, b = a - a.mean(), b - b.mean()
    spread = np.sqrt((a @ a) * (b @ b)) if a.dtype.kind == "f" else 0.0
    return float(a @ b / spread) if spread > 0 else 0.0
