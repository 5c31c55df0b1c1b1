"""From phrases to queries: what a noun denotes in a scene, whatever its number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from vla.errors import UnknownName
from vla.evaluate import members, sort_value
from vla.plan import (
    And,
    Atom,
    Condition,
    Either,
    Names,
    Not,
    Or,
    Query,
    Sorted,
    Take,
    Var,
    Where,
    Without,
)
from vla.planner import Question, Refusal
from vla.scene import Entity, Scene
from vla.vocabulary import KINDS

from .denoting import (
    ONE_SIZE,
    TOLD_NOW,
    as_drawer,
    describe,
    drawers_at,
    has_kind,
    next_below,
    objects,
    others,
    recolored,
    replace_quantity,
    seen,
    stacked,
)
from .lexicon import CONTAINER, THING
from .syntax import Group, Noun, NounPhrase, Relation

NEAR = 0.10
"""[m] within which a thing counts as next to another."""

Role = Literal["grasp", "container", "support", "open", "press", "any"]
Referent = str | Var

ROLES: dict[Role, Callable[[Entity], bool]] = {
    "grasp": lambda e: e.affords.graspable,
    "container": lambda e: e.affords.container,
    "support": lambda e: e.affords.support,
    "open": lambda e: e.affords.openable,
    "press": lambda e: e.affords.pressable or e.kind == "switch",
    "any": lambda e: True,
}


class Unclear(Exception):
    """The words cannot be tied to the scene; `answer` is what to say."""

    def __init__(self, answer: Question | Refusal):
        super().__init__(answer)
        self.answer = answer


class Absent(UnknownName):
    """Something is named that the scene does not have."""


@dataclass(frozen=True)
class Mention:
    """Something that was spoken of, for `it`, `them`, `one` and `other`."""

    names: tuple[Referent, ...]
    turn: int
    place: bool = False
    """It was where something went, not what was moved."""
    kind: str | None = None


@dataclass(frozen=True)
class Many:
    """A set that is looked up when the plan runs."""

    query: Query
    kind: str
    found: tuple[str, ...]
    """What it denotes now."""
    limit: int | None = None
    exact: bool = False


@dataclass
class Queries:
    """What phrases denote in a scene, given what was said before."""

    scene: Scene
    mentions: list[Mention] = field(default_factory=list)
    """The latest first."""
    turn: int = 0
    supposed: tuple[Noun, Var] | None = None
    """A thing that a condition supposes to exist although nothing like it is there now."""
    begun: Scene | None = None
    """Before anything was moved."""
    default_kind: str | None = None
    """What `red` alone means: a block, when things are stacked."""

    def __post_init__(self) -> None:
        if self.begun is None:
            self.begun = self.scene

    # --- memory --------------------------------------------------------------------------

    def mention(self, *names: Referent, place: bool = False, kind: str | None = None) -> None:
        """Remember what was spoken of; `kind` alone for something that is not there."""
        if not names and kind is None:
            return
        if names and isinstance(names[0], str) and names[0] in self.scene:
            kind = self.scene[names[0]].kind
        elif self.supposed is not None:
            kind = self.supposed[0].kind
        self.mentions.insert(0, Mention(names, self.turn, place, kind))

    def spoken(self) -> tuple[str, ...]:
        """Every name so far."""
        return tuple(dict.fromkeys(n for m in self.mentions for n in m.names if isinstance(n, str)))

    def one(
        self, phrase: NounPhrase, role: Role = "any", apart: Referent | None = None
    ) -> Referent:
        """The one thing a phrase means."""
        raise NotImplementedError

    def several(self, phrase: NounPhrase, role: Role = "grasp") -> list[Referent | Many]:
        """What a phrase means where any number of things will do."""
        raise NotImplementedError

    def them(self, noun: Noun, role: Role) -> tuple[Referent, ...]:
        """The things that `them` means."""
        raise NotImplementedError

    # --- queries ---------------------------------------------------------------------------

    def query(self, noun: Noun, role: Role = "any") -> Query:
        """What a noun denotes, whatever its number.

        Raises:
            Absent: it names a thing that nobody knows, or refers to something that is not there.
        """
        if noun.unknown is not None:
            raise Absent("object", noun.unknown, self.scene.names)
        if noun.matching:
            raise Unclear(Refusal(f'What "{noun.text}" should match is not clear.'))
        if noun.kind is None and self._same_kind(role) == "drawer":
            noun = as_drawer(noun)
        query = self._kind(noun, role)
        for color in noun.not_colors:
            query = Without(query, recolored(query, color))
        if noun.other:
            query = others(self.scene, query, [m.names for m in self.mentions])
        for relation in noun.relations:
            if relation.name in TOLD_NOW:
                told = TOLD_NOW[relation.name](self.scene, members(query, self.scene))
                query = Without(query, Names(told)) if relation.negated else Names(told)
                continue
            if relation.name == "below" and isinstance(above := relation.args[0], Noun):
                name = self.one(as_drawer(above) if noun.kind == "drawer" else above)
                drawers = next_below(self.scene, name) if isinstance(name, str) else ()
                if drawers:
                    query = Names(drawers)
                    continue
            query = Where(query, self.condition(relation))
        for excluded in noun.excluded:
            query = Without(query, self._excluded(excluded, noun, query))
        return self._ordered(query, noun)

    def _kind(self, noun: Noun, role: Role) -> Query:
        kind = noun.kind
        if kind is None:
            kind = seen(self.scene, self._same_kind(role), noun.colors) or self.default_kind
        if kind == "drawer" and noun.level is not None:
            return Names(drawers_at(self.scene, noun.level, noun.count or 1))
        if noun.level is not None:
            return self._at_height(self._kind(replace(noun, level=None), role), noun)
        if kind == THING and {r.name for r in noun.relations} & {"opened", "closed"}:
            kind = CONTAINER  # what is open or closed is no loose thing
        colors: tuple[str | None, ...] = noun.colors or (None,)
        sources: tuple[Query, ...] = tuple(
            objects(kind, color, noun.size, role) for color in colors
        )
        query = sources[0] if len(sources) == 1 else Either(sources)
        if noun.size is not None and not members(query, self.scene):
            plain: tuple[Query, ...] = tuple(objects(kind, color, None, role) for color in colors)
            query = plain[0] if len(plain) == 1 else Either(plain)
            if noun.size != "medium" and not noun.plural and len(members(query, self.scene)) > 1:
                key = "smallest" if noun.size == "small" else "largest"
                self._clear_order(query, key, 0, noun)
                return Take(Sorted(query, key), 1)
            fond = "little" in noun.text.split() or kind in ONE_SIZE
            if fond and len(members(query, self.scene)) == 1:
                return query  # fondness, not size
            return Where(query, Not(And(())))  # nothing
        return query

    def _same_kind(self, role: Role) -> str | None:
        """The noun that `the red one` leaves out."""
        if self.default_kind is not None:
            return self.default_kind
        place = role in ("container", "support")
        kinds = [m for m in self.mentions if m.kind is not None]
        fitting = [m for m in kinds if m.place == place] or (kinds if role == "any" else [])
        return fitting[0].kind if fitting else None

    def _at_height(self, query: Query, noun: Noun) -> Query:
        """`the top block`, `the two lower blocks`: if they are clearly apart from the rest."""
        sign = -1 if noun.level == "top" else 1
        found = members(query, self.scene)
        if any(relation.name == "stacked" for relation in noun.relations):
            found = stacked(self.scene, found)
        ranked = sorted(found, key=lambda name: sign * self.scene[name].position[2])
        heights = [self.scene[name].position[2] for name in ranked]
        first, count = 0, noun.count or 1
        if noun.level == "middle":
            first, odd = divmod(len(ranked), 2)
            if not odd:
                raise Unclear(self.which(noun, found))
        for below in (first - 1, first + count - 1):
            if 0 <= below < len(ranked) - 1 and abs(heights[below] - heights[below + 1]) < 0.01:
                raise Unclear(self.which(noun, found))
        return Names(tuple(ranked[first : first + count]))

    def _excluded(self, phrase: NounPhrase, noun: Noun, among: Query) -> Query:
        if isinstance(phrase, Group):
            return Either(tuple(self._excluded(member, noun, among) for member in phrase.members))
        if phrase.pronoun is not None:
            names = self.them(phrase, "any") if phrase.plural else (self.one(phrase),)
            return Names(names)
        if phrase.kind is None:
            phrase = replace(phrase, kind=noun.kind)
            phrase = as_drawer(phrase) if noun.kind == "drawer" else phrase
            if phrase.level or phrase.order:  # `the blocks of the tower but the lowest`
                phrase = replace(phrase, relations=(*phrase.relations, *noun.relations))
        if not phrase.plural and phrase.quantity == "the":
            found = members(self.query(phrase), self.scene)
            if not found and not noun.plural and noun.quantity == "the":
                raise self.absent(phrase)  # `all in the bowl but not the red one`: no bowl is meant
            inside = [name for name in found if name in members(among, self.scene)]
            if len(found) > 1 and len(inside) == 1:
                return Names((inside[0],))  # `everything blue except the bowl`
            if len(found) > 1:
                raise Unclear(self.which(phrase, found))
        return self.query(phrase)

    # --- order -----------------------------------------------------------------------------

    def _ordered(self, query: Query, noun: Noun) -> Query:
        order = noun.order
        if order is None:
            return query
        if order.key == "unsaid":
            raise Unclear(
                Question(f'From which side do you count "{noun.text}"?', members(query, self.scene))
            )
        key, index = order.key, order.index
        found = members(query, self.scene)
        if order.among and len(found) < 2:
            return Names(())
        if key in ("middle", "middling"):  # by place, or by size
            if len(found) % 2 == 0 and found:
                raise Unclear(self.which(noun, found))
            key, index = "left" if key == "middle" else "smallest", len(found) // 2
        reference = None if order.reference is None else self._referred(order.reference)
        tall = {"tallest": "top", "shortest": "bottom"}.get(key)
        if tall and len({round(self.scene[name].extent[2], 3) for name in found}) == 1:
            return self._at_height(query, replace(noun, level=tall))  # `the lowest block`
        if reference is not None and reference in found:
            query = Without(query, Names((reference,)))
        if len(members(query, self.scene)) > 1:
            self._clear_order(query, key, index, noun, reference)
        count = noun.count or 1
        if noun.plural and noun.count is None:
            raise Unclear(Question(f'How many do you mean by "{noun.text}"?'))
        return Take(Sorted(query, key, reference), count, index)

    def _clear_order(
        self, query: Query, key: str, index: int, noun: Noun, reference: Referent | None = None
    ) -> None:
        """Ask when the thing at `index` is not clearly before its neighbours."""
        about = self.scene[reference] if isinstance(reference, str) else None
        names = members(query, self.scene)
        values = {n: sort_value(self.scene[n], key, about) for n in names}
        ranked = sorted(names, key=lambda name: values[name])
        if index >= len(ranked):
            return
        slack = 0.05 * abs(values[ranked[index]]) if "est" in key and key != "t" else 0.005
        slack = 0.005 if key in ("nearest", "farthest") else slack
        last = index + (noun.count or 1) - 1
        for a, b in ((index - 1, index), (last, last + 1)):
            if a >= 0 and b < len(ranked) and values[ranked[b]] - values[ranked[a]] < slack:
                raise Unclear(self.which(noun, (ranked[a], ranked[b])))

    # --- conditions ------------------------------------------------------------------------

    def condition(self, relation: Relation, subject: Referent = Var("it")) -> Condition:  # noqa: B008
        """A relation of `subject` as a condition."""
        truth = self._condition(relation, subject)
        return Not(truth) if relation.negated else truth

    def _condition(self, relation: Relation, subject: Referent) -> Condition:
        if relation.name == "held":
            return Atom("holding", (subject,))
        if relation.name in ("opened", "closed"):
            return Atom(relation.name, (subject,))
        if relation.name == "region":
            return Atom("at", (subject, str(relation.args[0])))
        phrases = [arg for arg in relation.args if isinstance(arg, Noun | Group)]
        if relation.name == "between":
            first, second = self.pair(phrases[0], phrases[1])
            return Atom("between", (subject, first, second))
        target = phrases[0]
        if (
            isinstance(target, Noun)
            and target.kind == "table"
            and not has_kind(self.scene, "table")
        ):
            return And(())
        names = self._targets(target, relation.name)
        parts = tuple(self._atom(relation.name, subject, name) for name in names)
        return parts[0] if len(parts) == 1 else Or(parts)

    def _targets(self, phrase: NounPhrase, relation: str) -> tuple[Referent, ...]:
        if isinstance(phrase, Group) or (
            phrase.pronoun is None and (phrase.plural or phrase.quantity == "a")
        ):
            found: list[Referent] = []
            for item in self.several(replace_quantity(phrase), "any"):
                found += item.found if isinstance(item, Many) else (item,)
            return tuple(found)
        return (self._referred(phrase, "container" if relation == "in" else "any"),)

    def _referred(self, phrase: NounPhrase, role: Role = "any") -> Referent:
        """What a description refers to, remembered: `the one nearest to the bin goes in there`."""
        name = self.one(phrase, role)
        known = isinstance(phrase, Noun) and phrase.pronoun is not None
        if not known and not any(name in m.names for m in self.mentions):
            self.mention(name, place=True)
        return name

    def _atom(self, relation: str, subject: Referent, target: Referent) -> Condition:
        affords = self.scene[target].affords if isinstance(target, str) else None
        inside, on = Atom("inside", (subject, target)), Atom("on", (subject, target))
        if relation in ("in", "on"):
            if affords is not None and affords.container and affords.support:
                return Or((inside, on))
            if affords is not None and relation == "in" and not affords.container:
                return on
            if affords is not None and relation == "on" and not affords.support:
                return inside
            return inside if relation == "in" else on
        if relation == "below":
            return Atom("on", (target, subject))
        if relation == "near":
            return Atom("near", (subject, target, NEAR))
        if relation.endswith("_than_it"):
            return Atom(relation.removesuffix("_it"), (target, subject))
        return Atom(relation, (subject, target))

    def pair(self, first: NounPhrase, second: NounPhrase) -> tuple[Referent, Referent]:
        """The two things that something is between."""
        if first is second:
            items = self.several(first, "any")
            names = [n for i in items for n in (i.found if isinstance(i, Many) else (i,))]
            if len(names) != 2:
                asked = f'Which two do you mean by "{first.text}"?'
                raise Unclear(Question(asked, self.scene.names))
            return names[0], names[1]
        one = self.one(first)
        return one, self.one(second, apart=one)

    # --- words for people -------------------------------------------------------------------

    def absent(self, noun: Noun) -> Absent:
        """The error for something that is not there."""
        words = [noun.size, *noun.colors, noun.kind or "thing"]
        plain = noun.relations or noun.order or noun.excluded or noun.other or noun.not_colors
        name = noun.text if plain else " ".join(word for word in words if word)
        return Absent("object", name or "it", self.scene.names)

    def which(self, noun: Noun, names: tuple[str, ...]) -> Question:
        """Which of several, with words that tell them apart."""
        shown = describe(self.scene, names)
        options = ", ".join(shown[:-1]) + f" or {shown[-1]}" if len(shown) > 1 else shown[0]
        asked = noun.kind if noun.kind in KINDS else "thing"
        return Question(f"Which {asked} do you mean: {options}?", names)
