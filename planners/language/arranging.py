"""Arranging many things: by colour, into towers, and back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from vla.plan import Names
from vla.planner import Question, Refusal
from vla.predicates import read
from vla.scene import Scene

from .putting import Putting
from .queries import Many, Referent, Unclear
from .syntax import Group, Noun, NounPhrase, Place, Stack


class Arranging(Putting):
    """Sorts, stacks and takes apart."""

    # --- sorting ---------------------------------------------------------------

    def _sort(self, things: NounPhrase, into: NounPhrase | None, relation: str) -> None:
        if into is None:
            self.ground.several(replace_all(things))
            raise Unclear(Question(f'Into what should "{things.text}" be sorted?'))
        if isinstance(things, Group) and isinstance(into, Group) and not _by_color(into):
            if len(things.members) != len(into.members):
                raise Unclear(Question(f'Which of "{things.text}" goes where in "{into.text}"?'))
            for thing, target in zip(things.members, into.members, strict=True):
                self._put(thing, (Place(relation, target),))
            return
        items = self.ground.several(replace_all(things))
        if isinstance(into, Group):
            names = tuple(self.ground.one(member, "container") for member in into.members)
            found = tuple(str(name) for name in names)
            skill = "place_in" if relation == "in" else "place_on"
            for item in items:
                things_found = item.found if isinstance(item, Many) else (str(item),)
                alone = [
                    n for n in things_found if not any(self._same_color(str(n), p) for p in found)
                ]
                if len(alone) == len(things_found):
                    raise Unclear(Question(f'What goes where in "{into.text}"?', found))
                self._match_item(item, Names(names), skill, "container", [str(n) for n in alone])
            return
        if into.plural or into.matching:
            self._match(items, into, relation, strict=False)
            return
        self._put(things, (Place(relation, into),))

    # --- towers ----------------------------------------------------------------------------

    def _stack(self, command: Stack) -> None:
        self.ground.default_kind, self.clears = "block", True
        try:
            names = self._tower(command)
            self._piled_up(names)
        finally:
            self.ground.default_kind, self.clears = None, False

    def _piled_up(self, names: list[Referent]) -> None:
        """Each on the one before; what is in the way is set on the table."""
        if len(names) < 2:
            raise Unclear(Refusal("A tower takes at least two things."))
        if len(set(names)) != len(names):
            raise Unclear(Refusal(f"{self._the(names[0])} cannot be in a tower twice."))
        for below, above in pairwise(names):
            if below in self._carried(above):
                self._set_aside(self._carried(above))
            support = self.scene[str(below)]
            in_the_way = {*self._carried(below)} - {str(above), *self._carried(above)}
            self._set_aside(in_the_way)
            if not support.affords.support:
                raise Unclear(
                    Refusal(
                        f"{self._the(below).capitalize()} carries nothing: it is a {support.kind}."
                    )
                )
            self._put_one(above, "place_on", below, {}, f"on {self._the(below)}")
        self.ground.mention(*names)

    def _tower(self, command: Stack) -> list[Referent]:
        """Names from the bottom."""
        if len(command.layers) > 1:
            names: list[Referent] = []
            for layer in command.layers:
                names.append(self.ground.one(layer, apart=names[-1] if names else None))
            return names
        things = next(iter(command.layers))
        names = []
        for item in self.ground.several(things):
            found = list(item.found) if isinstance(item, Many) else [item]
            if isinstance(item, Many):
                found.sort(key=lambda n: -_footprint(self.scene, str(n)))
                if item.limit is not None:
                    found = found[: item.limit]
            names += found
        for phrase, last in ((command.top, True), (command.bottom, False)):
            if phrase is None:
                continue
            name = self.ground.one(phrase)
            rest = [n for n in names if n != name]
            names = [*rest, name] if last else [name, *rest]
        return names

    def _unstack(self, things: NounPhrase | None) -> None:
        scene = self.scene
        wanted: set[str] | None = None
        if things is not None:
            items = self.ground.several(things)
            wanted = {
                str(n)
                for item in items
                for n in (item.found if isinstance(item, Many) else (item,))
            }
        upper = [
            e.name
            for e in scene
            if e.affords.graspable
            and (wanted is None or e.name in wanted)
            and any(
                b.affords.shape in ("box", "cylinder") and read(scene, "on", (e.name, b.name)).truth
                for b in scene
                if b.name != e.name
            )
        ]
        if not upper:
            raise Unclear(Refusal("Nothing stands on anything else that could be taken apart."))
        for name in sorted(upper, key=lambda n: -scene[n].position[2]):
            nodes = (self._call("pick", name), self._on_table(name))
            self._emit(f"put {self._the(name)} on the table", *nodes)
        self.ground.mention(*upper)


def replace_all(phrase: NounPhrase) -> NounPhrase:
    """`sort blocks` means all of them."""
    if isinstance(phrase, Noun) and phrase.plural and phrase.quantity == "bare":
        return replace(phrase, quantity="all")
    return phrase


def _by_color(group: Group) -> bool:
    kinds = {member.kind for member in group.members}
    return len(kinds) == 1 and all(member.colors for member in group.members)


def _footprint(scene: Scene, name: str) -> float:
    x, y, _ = scene[name].extent
    return x * y
