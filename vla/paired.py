"""Two policies on the same episodes: is one better, and by how much?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vla.stats import Z95


@dataclass(frozen=True)
class Paired:
    """In how many episodes both, one or none of two succeeded."""

    both: int
    first: int
    """The first alone."""
    second: int
    """The second alone."""
    neither: int

    @staticmethod
    def of(pairs: Iterable[tuple[bool, bool]]) -> Paired:
        """Count pairs of (first, second)."""
        found = Counter(pairs)
        first, second = found[True, False], found[False, True]
        return Paired(found[True, True], first, second, found[False, False])

    @property
    def trials(self) -> int:
        """Episodes."""
        return self.both + self.first + self.second + self.neither

    @property
    def difference(self) -> float:
        """Success rate of the first less that of the second."""
        return (self.first - self.second) / self.trials if self.trials else 0.0

    @property
    def p_value(self) -> float:
        """Exact two-sided test that neither is better (McNemar 1947, by the binomial).

        Only the episodes in which one alone succeeded count; if neither were better, each of
        them would be a coin's throw.
        """
        thrown, fewer = self.first + self.second, min(self.first, self.second)
        tail = sum(math.comb(thrown, count) for count in range(fewer + 1))
        return min(1.0, 2 * tail / 2**thrown)

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Adjusted Wald interval of the difference (Bonett and Price 2012), 95 % by default.

        An episode of each kind in which one alone succeeds is added, so that the interval keeps
        its level where there are few of them.
        """
        trials = self.trials + 2
        first, second = (self.first + 1) / trials, (self.second + 1) / trials
        middle = first - second
        half = z * math.sqrt((first + second - middle**2) / trials)
        return max(-1.0, middle - half), min(1.0, middle + half)
