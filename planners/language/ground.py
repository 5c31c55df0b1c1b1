"""From phrases to the things of a scene: single referents, sets, and questions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from vla.effects import riders
from vla.errors import UserError
from vla.evaluate import members
from vla.plan import Var
from vla.planner import Question, Refusal
from vla.predicates import offset_along
from vla.scene import Entity, Scene
from vla.vocabulary import KINDS

from .denoting import alone
from .lexicon import DIRECTION_OF, THING
from .queries import ROLES, Absent, Many, Queries, Referent, Role, Unclear
from .syntax import Group, Noun, NounPhrase


class Grounder(Queries):
    """Ties phrases to things, or says what is unclear."""

    def copy(self) -> Grounder:
        return replace(self, mentions=list(self.mentions))

    # --- one thing -----------------------------------------------------------------------

    def one(
        self, phrase: NounPhrase, role: Role = "any", apart: Referent | None = None
    ) -> Referent:
        """The one thing a phrase means.

        Args:
            role: what will be done with it; decides between things for `it` and `a`.
            apart: something else that it cannot be.

        Raises:
            Absent: nothing fits.
            Unclear: several fit, or it is not one thing.
        """
        if isinstance(phrase, Group):
            if not phrase.choice:
                raise Unclear(Refusal(f'"{phrase.text}" are several things where one is needed.'))
            return self._choice(phrase, role, apart)
        if phrase.pronoun is not None:
            return self._pronoun(phrase, role, apart)
        if self.supposed is not None and self._is_supposed(phrase):
            return self.supposed[1]
        names = self.candidates(phrase, role)
        names = tuple(name for name in names if name != apart) or names
        if not names:
            raise self.absent(phrase)
        if len(names) == 1:
            return self._as_it_stood(phrase, role, names[0])
        if phrase.plural and phrase.quantity != "a":
            raise Unclear(Question(f'Which one of "{phrase.text}" do you mean?', names))
        if phrase.quantity == "a":
            able = [name for name in names if ROLES[role](self.scene[name])] or list(names)
            begun = self.begun
            if role != "grasp" or begun is None or self.scene.held in able:
                return able[0]
            able = list(self._free(able))
            # `a ball in the bowl and one on the plate`: not the same one
            return next((name for name in able if self._stands(name, begun)), able[0])
        if phrase.kind is None and phrase.relations and self.begun is not None:
            then = replace(self, scene=self.begun, mentions=list(self.mentions))
            stood = [n for n in then.candidates(phrase, role) if n in names]
            if len(stood) == 1:
                return stood[0]  # `the one on the plate`, not what was just put there
        before = [n for m in self.mentions for n in m.names if n in names]
        if len(set(before)) == 1 and phrase.order is None:
            return before[0]  # the one that was spoken of
        raise Unclear(self.which(phrase, names))

    def _free(self, names: list[str]) -> tuple[str, ...]:
        """Those that stand alone; else those that nothing stands on; else all."""
        solid = {n for n in names if self.scene[n].affords.shape in ("box", "cylinder")}
        bare = tuple(n for n in names if n not in solid or not riders(self.scene, n))
        return alone(self.scene, tuple(names)) or bare or tuple(names)

    def _as_it_stood(self, phrase: Noun, role: Role, name: str) -> str:
        """What stands out now; if it was only brought there, what stood out when it was said."""
        begun = self.begun
        if phrase.order is None or begun is None or self._stands(name, begun):
            return name
        before = replace(self, scene=begun, mentions=list(self.mentions))
        with suppress(UserError, Unclear):
            names = before.candidates(phrase, role)
            if len(names) == 1 and self._stands(names[0], begun):
                return names[0]
        return name

    def _stands(self, name: str, begun: Scene) -> bool:
        """Whether a thing is where it was."""
        return name in begun and begun[name].position == self.scene[name].position

    def candidates(self, noun: Noun, role: Role = "any") -> tuple[str, ...]:
        """Everything a singular phrase may mean."""
        names = members(self.query(noun, role), self.scene)
        if not names and noun.kind is None and role == "support":
            # `put it in the bowl, and the red one on the green one`: not another bowl
            names = members(replace(self, mentions=[]).query(noun, role), self.scene)
        if not names and noun.relations:
            names = self._loosely(noun, role)
        if len(names) > 1 and not _says_nothing(noun):
            able = tuple(name for name in names if ROLES[role](self.scene[name]))
            names = able or names
        return names

    def alike(self, phrase: Noun, kind: str, role: Role) -> Noun:
        """`the green block on the blue one`: on another block, if there is one like that."""
        same = replace(phrase, kind=kind)
        plain = not phrase.pronoun and not phrase.other
        if role == "support":
            return same if plain and KINDS[kind].support and self.candidates(same, role) else phrase
        told = any(mention.kind is not None for mention in self.mentions)
        return same if plain and not told and len(self.candidates(same, role)) == 1 else phrase

    def _loosely(self, noun: Noun, role: Role) -> tuple[str, ...]:
        """`left of the plate` without the sideways limit of the predicate, if that is unique."""
        sides = [r for r in noun.relations if r.name in DIRECTION_OF and not r.negated]
        rest = tuple(r for r in noun.relations if r not in sides)
        if len(sides) != 1 or noun.order is not None:
            return ()
        target = sides[0].args[0]
        assert isinstance(target, Noun | Group)
        reference = self.one(target)
        if not isinstance(reference, str):
            return ()
        direction = DIRECTION_OF[sides[0].name]
        names = members(self.query(replace(noun, relations=rest), role), self.scene)
        beyond = tuple(
            name
            for name in names
            if name != reference
            and offset_along(self.scene[name], self.scene[reference], direction)[2] > 0.02
        )
        return beyond if len(beyond) == 1 else ()

    def _choice(self, group: Group, role: Role, apart: Referent | None) -> Referent:
        problem: Absent | None = None
        for member in group.members:
            try:
                return self.one(member, role, apart)
            except Absent as absent:
                problem = problem or absent
        assert problem is not None
        raise problem

    def _pronoun(self, noun: Noun, role: Role, apart: Referent | None) -> Referent:
        if noun.pronoun == "them":
            raise Unclear(Refusal(f'"{noun.text}" are several things where one is needed.'))
        held = self.scene.held
        able = [m for m in self.mentions if len(m.names) == 1 and self._able(m.names[0], role)]
        able = [m for m in able if m.names[0] != apart]
        if not able:
            if not self.mentions and held is not None and role in ("grasp", "any"):
                return held
            raise Unclear(Question(f'What do you mean by "{noun.text}"?', self._able_names(role)))
        first = able[0]
        rivals = {m.names[0] for m in able if m.turn == first.turn}
        if len(rivals) > 1 and role in ("container", "support"):
            names = tuple(name for name in rivals if isinstance(name, str))
            raise Unclear(Question(f'What do you mean by "{noun.text}"?', tuple(sorted(names))))
        if role in ("grasp", "any"):
            moved = [m for m in able if m.turn == first.turn and not m.place]
            first = moved[0] if moved else first
        return first.names[0]

    def _able(self, name: Referent, role: Role) -> bool:
        if isinstance(name, Var):
            kind = self.supposed[0].kind if self.supposed else None
            return kind not in KINDS or ROLES[role](Entity("it", kind))
        return name in self.scene and ROLES[role](self.scene[name])

    def _able_names(self, role: Role) -> tuple[str, ...]:
        return tuple(e.name for e in self.scene if ROLES[role](e))

    def _is_supposed(self, noun: Noun) -> bool:
        assert self.supposed is not None
        known = self.supposed[0]
        return noun.kind in (known.kind, None) and noun.colors in (known.colors, ())

    # --- several things ---------------------------------------------------------------------

    def several(self, phrase: NounPhrase, role: Role = "grasp") -> list[Referent | Many]:
        """What a phrase means where any number of things will do."""
        if isinstance(phrase, Group):
            if phrase.choice:
                return [self._choice(phrase, role, None)]
            items = [item for member in phrase.members for item in self.several(member, role)]
            return list(dict.fromkeys(items))
        if phrase.pronoun == "them":
            them, out = self.them(phrase, role), self._left_out(phrase)
            return [name for name in them if name not in out]
        half = self._half(phrase, role)
        if half is not None:
            return [half]
        if phrase.quantity == "some":
            raise Unclear(Question(f'How many do you mean by "{phrase.text}"?'))
        is_set = phrase.plural or phrase.quantity in ("all", "each")
        if not is_set or phrase.pronoun is not None:
            return [self.one(phrase, role)]
        return [self.many(phrase, role)]

    def _left_out(self, phrase: Noun) -> set[str]:
        """`put them in the bin, but not the bowl`."""
        nouns = (n for e in phrase.excluded for n in (e.members if isinstance(e, Group) else (e,)))
        return {name for noun in nouns for name in self.candidates(noun)}

    def _half(self, phrase: Noun, role: Role) -> Many | None:
        """`half of the balls`, where that is a whole number."""
        if phrase.quantity != "some" or phrase.text.split()[:1] != ["half"] or phrase.count:
            return None
        whole = self.many(replace(phrase, quantity="all"), role)
        number, odd = divmod(len(whole.found), 2)
        return None if odd else replace(whole, limit=number)

    def many(self, noun: Noun, role: Role = "grasp") -> Many:
        """A set with its number checked."""
        query = self.query(noun, role)
        found = members(query, self.scene)
        if not found:
            raise self.absent(noun)
        kind = noun.kind if noun.kind not in (None, THING) else None
        kinds = {self.scene[name].kind for name in found}
        kind = kind or (kinds.pop() if len(kinds) == 1 else THING)
        if noun.count is None:
            return Many(query, kind, found)
        if len(found) < noun.count:
            raise Unclear(
                Refusal(
                    f'"{noun.text}" are {noun.count}, but the scene has {len(found)}: '
                    f"{', '.join(found)}."
                )
            )
        if noun.quantity in ("the", "all", "each") and len(found) > noun.count:
            raise Unclear(self.which(noun, found))
        exact = noun.text.startswith(("exactly", "only"))
        return Many(query, kind, found, noun.count, exact)

    def them(self, noun: Noun, role: Role) -> tuple[Referent, ...]:
        for mention in self.mentions:
            if len(mention.names) > 1:
                return mention.names
        latest = [m for m in self.mentions if m.names and (not m.place or role == "open")]
        latest = [m for m in latest if self._able(m.names[0], role)]
        names = tuple(dict.fromkeys(m.names[0] for m in latest))
        if len(names) < 2:
            raise Unclear(Question(f'What do you mean by "{noun.text}"?', self._able_names(role)))
        return names[::-1]


def _says_nothing(noun: Noun) -> bool:
    """`put it in the thing`: which nobody can tell, even if only one would do."""
    told = noun.colors or noun.not_colors or noun.size or noun.level or noun.order
    about = noun.relations or noun.excluded or noun.other or noun.plural
    return noun.kind == THING and noun.quantity == "the" and not told and not about
