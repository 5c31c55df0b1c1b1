"""The atoms that plans are told in: prefix form, each atom with what follows it.

A plan is a row of tokens. `put:place_in` is followed by two entities, `where` by a query and a
condition, `kind:block` perhaps by a colour and a size. An entity is a pointer into the scene, a
variable, or `the` with a query that means one thing: looked up by the program, not by the model.
What may come next is always known (`grammar`), so whatever is told can be read (`decode`).
"""

from __future__ import annotations

from vla.measures import AXES
from vla.plan import SORT_KEYS
from vla.predicates import VOCABULARY
from vla.skills import HALVES, PARTS, REGIONS, SKILLS
from vla.vocabulary import COLORS, KINDS, SIZES

MAX_ENTITIES = 24
"""Entities of a scene that can be pointed at."""
MAX_TOKENS = 96
"""Of one answer."""
MAX_NUMBER = 150
"""Numbers are whole: counts, or hundredths of metres, speeds and shares."""
LIMIT = 16
"""Turns of a loop unless another number is said: the default of `ForEach`."""
LOOPS = ("thing", "other")
"""Variables of loops, from the outermost."""
PUTS = ("place_in", "place_on", "place_beside", "place_at")
"""Skills that `put:` joins with the pick before them."""
COMPARED = ("left_of", "right_of", "in_front_of", "behind", "inside", "on")
SORTED = ("left", "right", "front", "back")
"""What answers about pictures leave to be looked up in the things that they point at."""
OPERATORS = ("==", ">=", "<=", ">", "<")

END = "end"
"""Closes a list."""
LISTS = ("STEPS", "QUERIES", "NAMES", "CONDITIONS", "LOOKS", "THINGS")
OPTIONAL = ("COLOR", "SIZE", "ABOUT")
OPTIONS = "OPTIONS:"
"""What may be left out without a word, and any number of options of a skill."""
ENTER, LEAVE = ("+it", "+loop"), ("-it", "-loop")
"""Marks between which a variable is known; no atoms."""

_SLOT = {
    "entity": "ENTITY", "direction": "DIRECTION", "region": "REGION", "part": "PART",
    "number": "NUMBER",
}  # fmt: skip

_NODES: dict[str, tuple[str, ...]] = {
    **{
        f"do:{spec.name}": (*(_SLOT[param.type] for param in spec.positional), OPTIONS + spec.name)
        for spec in SKILLS.values()
    },
    **{
        f"put:{name}": (*(_SLOT[param.type] for param in SKILLS[name].positional), OPTIONS + name)
        for name in PUTS
    },
    "if": ("CONDITION", "STEPS", "STEPS"),
    "foreach": ("QUERY", "+loop", "STEPS", "-loop"),
    "foreach_most": ("QUERY", "NUMBER", "+loop", "STEPS", "-loop"),
    "repeat": ("NUMBER", "STEPS"),
    "ensure": ("CONDITION", "NUMBER", "STEPS"),
    "keep": ("CONDITIONS", "STEPS"),
    "require": ("CONDITION",),
    "fail": (),
    "done": (),
}
_QUERIES: dict[str, tuple[str, ...]] = {
    **{f"kind:{kind}": ("COLOR", "SIZE") for kind in ("any", "container", *KINDS)},
    "where": ("QUERY", "+it", "CONDITION", "-it"),
    "without": ("QUERY", "QUERY"),
    "either": ("QUERIES",),
    "names": ("NAMES",),
    **{f"sorted:{key}": ("QUERY", "ABOUT") for key in SORT_KEYS},
    "take": ("NUMBER", "NUMBER", "QUERY"),
}
_CONDITIONS: dict[str, tuple[str, ...]] = {
    **{f"is:{name}": tuple(_SLOT[a] for a in seen.args) for name, seen in VOCABULARY.items()},
    "not": ("CONDITION",),
    "and": ("CONDITIONS",),
    "or": ("CONDITIONS",),
    "exists": ("QUERY",),
    **{f"count:{op}": ("QUERY", "NUMBER") for op in OPERATORS},
    "forall": ("QUERY", "+it", "CONDITION", "-it"),
}
_VARIABLES: dict[str, tuple[str, ...]] = {f"var:{name}": () for name in ("it", *LOOPS)}
_NUMBERS: dict[str, tuple[str, ...]] = {f"{n}": () for n in range(MAX_NUMBER + 1)}
_COLORS: dict[str, tuple[str, ...]] = {f"color:{color}": () for color in COLORS}
_SIZES: dict[str, tuple[str, ...]] = {f"size:{size}": () for size in SIZES}
_OPTIONS: dict[str, dict[str, tuple[str, ...]]] = {
    OPTIONS + spec.name: {f"option:{p.name}": ("NUMBER",) for p in spec.params if not p.required}
    for spec in SKILLS.values()
}
_END: dict[str, tuple[str, ...]] = {END: ()}

FORMS: dict[str, dict[str, tuple[str, ...]]] = {
    "ANSWER": {
        "plan": ("STEPS",),
        "ask": ("QUERY", "STOP"),
        "ask_what": (),
        "absent": ("QUERY", "STOP"),
        "unable": (),
        "say": ("REPLY",),
        "look": ("THINGS", "REPLY"),
        "see": ("LOOKS",),
    },
    "STOP": _END,
    "THINGS": _END,
    "LOOKS": {f"kind:{kind}": ("COLOR", "SIZE") for kind in KINDS} | _END,
    "STEPS": _NODES | _END,
    "QUERY": _QUERIES,
    "QUERIES": _QUERIES | _END,
    "CONDITION": _CONDITIONS,
    "CONDITIONS": _CONDITIONS | _END,
    "ENTITY": _VARIABLES | _QUERIES | {"the": ("QUERY",)},
    "NAME": _VARIABLES | {"the": ("QUERY",)},
    "NAMES": _VARIABLES | {"the": ("QUERY",)} | _END,
    "DIRECTION": {f"to:{name}": () for name in AXES},
    "REGION": {f"region:{name}": () for name in (*REGIONS, *HALVES)},
    "PART": {f"part:{name}": () for name in PARTS},
    "NUMBER": _NUMBERS,
    "COLOR": _COLORS,
    "SIZE": _SIZES,
    "ABOUT": {"about": ("NAME",)},
    **_OPTIONS,
    "REPLY": {"yes": (), "no": (), **_NUMBERS, **_COLORS, **_SIZES,
              **{f"a:{kind}": () for kind in KINDS},
              **{f"is:{name}": () for name in COMPARED},
              **{f"sorted:{key}": () for key in SORTED}},
}  # fmt: skip
"""What is wanted -> the atoms that may stand there, with what each is followed by."""
POINTED = ("ENTITY", "NAME", "NAMES", "REPLY", "LOOKS", "THINGS")
"""Where a pointer may stand."""

PAD, START = 0, 1
ATOMS: tuple[str, ...] = (
    "<pad>",
    "<start>",
    *dict.fromkeys(atom for form in FORMS.values() for atom in form),
)
INDEX: dict[str, int] = {atom: number for number, atom in enumerate(ATOMS)}
POINTER = len(ATOMS)
"""Token of the first entity of a scene; the others follow."""
