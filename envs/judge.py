"""Judging conditions in N worlds at once: circuits as the rows of two tables.

Every world may play another episode, and so be judged by another circuit. To make that a few
operations of fixed shape, circuits share one layout: so many columns for every claim, so many
gates of so many inputs on every level. Nothing asks for what a circuit leaves empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import torch
from torch import Tensor

from .claims import Claim
from .conditions import FALSE, TRUE, Circuit, Gate
from .predicates import CLAIMS, CONTACT_CLAIMS, Sensed


class Judge:
    """Circuits for `rows` episodes.

    On a GPU nothing waits for the host, and `evaluate` may be captured in a graph once all
    episodes are there: a circuit that is wider than all before it moves the tables.
    """

    def __init__(self, rows: int, device: torch.device | str = "cpu"):
        self._device = torch.device(device)
        self._circuits: dict[int, Circuit] = {}
        self._rows = rows
        self._claims: dict[str, tuple[int, int, int]] = {}  # columns, entities and numbers of each
        self._levels: list[tuple[int, int]] = []  # gates, inputs of each
        self._conditions = 2  # a goal, and what is forbidden
        self._lay_out()

    def put(self, row: int, circuit: Circuit) -> None:
        """Set how an episode is judged."""
        self._circuits[row] = circuit
        if self._widen(circuit):
            self._lay_out()
        else:
            self._write(row)

    def evaluate(self, rows: Tensor, sensed: Sensed) -> tuple[Tensor, Tensor]:
        """What is true (N, C) of the conditions of the episodes `rows` (N,), and what is known.

        Conditions that an episode does not have are known to be false.
        """
        ints = iter(self._ints.index_select(0, rows).split(self._int_sizes, 1))
        floats = iter(self._floats.index_select(0, rows).split(self._float_sizes, 1))
        nodes = [torch.zeros_like(sensed.held[:, :1])]
        for name, (_, entities, numbers) in self._claims.items():
            claim = CLAIMS[name](sensed, *islice(ints, entities), *islice(floats, numbers))
            nodes.append(claim)
        literals = _literals(torch.cat(nodes, 1))
        for gates, fan in self._levels:
            inputs, low, high = islice(ints, 3)
            count = literals.gather(1, inputs).unflatten(1, (gates, fan)).sum(-1)
            literals = torch.cat((literals, _literals((low <= count) & (count <= high))), 1)
        true, false = (literals.gather(1, asked) for asked in ints)
        return true, true | false

    def touch_matters(self, rows: Tensor, sensed: Sensed) -> Tensor:
        """(N,) worlds in which something would be true that is not, if everything touched.

        Only there does it matter what touches what. Conditions that an episode does not have
        may count.
        """
        ints = iter(self._ints.index_select(0, rows).split(self._int_sizes, 1))
        floats = iter(self._floats.index_select(0, rows).split(self._float_sizes, 1))
        everything = replace(sensed, touching=torch.ones_like(sensed.touching))
        found = torch.zeros_like(sensed.held[:, 0])
        for name, (_, entities, numbers) in self._claims.items():
            arguments = *islice(ints, entities), *islice(floats, numbers)
            if name in CONTACT_CLAIMS:
                found = found | CLAIMS[name](everything, *arguments).any(-1)
        return found

    # --- tables ------------------------------------------------------------------------------

    def _widen(self, circuit: Circuit) -> bool:
        """Make room for a circuit; says whether that changes the layout."""
        before = dict(self._claims), list(self._levels), self._conditions
        for node in circuit.nodes:
            if isinstance(node, Claim):
                width, *_ = self._claims.get(node.name, (0, 0, 0))
                width = max(width, len(_claims(circuit, node.name)))
                self._claims[node.name] = width, len(node.rows), len(node.numbers)
        for level, gates in enumerate(_by_level(circuit)):
            if level == len(self._levels):
                self._levels.append((0, 0))
            width, fan = self._levels[level]
            widest = max(len(gate.inputs) for gate in gates.values())
            self._levels[level] = max(width, len(gates)), max(fan, widest)
        self._conditions = max(self._conditions, len(circuit.conditions))
        return before != (self._claims, self._levels, self._conditions)

    def _lay_out(self) -> None:
        """Make the tables anew for the present widths."""
        self._int_sizes, self._float_sizes = [], []
        for width, entities, numbers in self._claims.values():
            self._int_sizes += [width] * entities
            self._float_sizes += [width] * numbers
        for width, fan in self._levels:
            self._int_sizes += [width * fan, width, width]
        self._int_sizes += [self._conditions] * 2
        ints, floats = self._encoded(Circuit((), ()))
        self._ints = ints.repeat(self._rows, 1)
        self._floats = floats.repeat(self._rows, 1)
        for row in self._circuits:
            self._write(row)

    def _write(self, row: int) -> None:
        self._ints[row], self._floats[row] = self._encoded(self._circuits[row])

    def _encoded(self, circuit: Circuit) -> tuple[Tensor, Tensor]:
        """The row of a circuit in either table."""
        ints: list[int] = []
        floats: list[float] = []
        place, size = {0: 0}, 1  # where the nodes of the circuit are among those of the layout

        def moved(literals: Iterator[int] | tuple[int, ...]) -> list[int]:
            return [2 * place[literal // 2] + literal % 2 for literal in literals]

        for name, (width, entities, numbers) in self._claims.items():
            claims = _claims(circuit, name)
            for i in range(entities):
                ints += _padded([claim.rows[i] for claim in claims.values()], width)
            for i in range(numbers):
                floats += _padded([claim.numbers[i] for claim in claims.values()], width)
            place.update({node: size + k for k, node in enumerate(claims)})
            size += width
        levels = _by_level(circuit)
        for level, (width, fan) in enumerate(self._levels):
            gates = levels[level] if level < len(levels) else {}
            inputs = [_padded(moved(gate.inputs), fan) for gate in gates.values()]
            ints += _padded([literal for row in inputs for literal in row], width * fan)
            ints += _padded([gate.low for gate in gates.values()], width)
            ints += _padded([gate.high for gate in gates.values()], width)
            place.update({node: size + k for k, node in enumerate(gates)})
            size += width
        for side, otherwise in enumerate((FALSE, TRUE)):
            asked = moved(tuple(truth[side] for truth in circuit.conditions))
            ints += _padded(asked, self._conditions, otherwise)
        return (
            torch.tensor(ints, device=self._device),
            torch.tensor(floats, dtype=torch.float64, device=self._device),
        )


def _literals(nodes: Tensor) -> Tensor:
    """Nodes (N, M) and their opposites, (N, 2 M) in turns."""
    return torch.stack((nodes, ~nodes), -1).flatten(1)


def _padded(values: list, width: int, otherwise: int = 0) -> list:
    return values + [otherwise] * (width - len(values))


def _claims(circuit: Circuit, name: str) -> dict[int, Claim]:
    """Node -> claim, of one name."""
    nodes = enumerate(circuit.nodes, 1)
    return {i: node for i, node in nodes if isinstance(node, Claim) and node.name == name}


def _by_level(circuit: Circuit) -> list[dict[int, Gate]]:
    """Node -> gate, of those that need no other gate, then of those that need these, and so on."""
    depth: dict[int, int] = {}
    levels: list[dict[int, Gate]] = []
    for number, node in enumerate(circuit.nodes, 1):
        if isinstance(node, Gate):
            below = [depth.get(literal // 2, -1) for literal in node.inputs]
            depth[number] = 1 + max(below)
            if depth[number] == len(levels):
                levels.append({})
            levels[depth[number]][number] = node
    return levels
