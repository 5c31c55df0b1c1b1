"""Things named by what they are for: `the thing one drinks from`, `what soup is eaten out of`."""

from __future__ import annotations

# fmt: off

_WHO = ("you", "one", "we", "people", "i", "folks")
_DRINKS = ("tea", "coffee", "cocoa", "milk", "hot chocolate", "")
_FOODS = ("soup", "cereal", "porridge", "salad", "ice cream", "stew", "")


def _done(verbs: tuple[str, ...], what: tuple[str, ...], where: tuple[str, ...]) -> list[str]:
    """`you drink tea out of`, `to drink tea out of`, `for drinking tea out of`."""
    verb, verbs_s, doing = verbs
    said = [(f"{who} {verbs_s if who == 'one' else verb}") for who in _WHO]
    said += [f"to {verb}", f"for {doing}", f"{verb} for"]
    lines = [f"{one} {some} {at}" for one in said for some in what for at in where]
    return [" ".join(line.split()) for line in (*lines, *(f"that {line}" for line in lines))]


_USES: dict[str, tuple[str, ...]] = {
    "mug": (
        *_done(("drink", "drinks", "drinking"), _DRINKS, ("from", "out of")),
        *_done(("have", "has", "having"), ("tea", "coffee", "cocoa"), ("in",)),
        "for drinking", "for tea", "for coffee", "for my tea", "for my coffee", "with the handle",
        "with a handle", "with the ear", "with an ear", "that holds coffee", "that holds tea",
        "tea goes in", "coffee goes in", "that tea goes in", "that coffee goes in",
    ),
    "bowl": (
        *_done(("eat", "eats", "eating"), _FOODS[:-1], ("from", "out of")),
        "for soup", "for salad", "for cereal", "for porridge", "soup goes in", "salad goes in",
        "that soup goes in", "that salad goes in", "that soup is eaten from",
        "soup is eaten out of", "that soup is served in", "salad is served in",
    ),
    "plate": (
        *_done(("eat", "eats", "eating"), ("dinner", "lunch", "breakfast", ""),
               ("off", "off of", "from", "on")),
        "dinner is served on", "that dinner is served on", "food is served on",
        "that food is served on", "for serving dinner on", "for eating",
    ),
    "can": (
        *(f"{that}{food} {come} in" for that in ("", "that ") for food in
          ("beans", "peas", "tomatoes", "soup", "soda", "cola", "tuna", "food", "drinks")
          for come in ("come", "comes", "is sold", "are sold", "is kept", "is canned")),
        "you open with a can opener", "that you open with a can opener",
    ),
    "vase": (
        *_done(("put", "puts", "putting"), ("flowers", "roses", "tulips"), ("in", "into")),
        "for flowers", "for roses", "flowers go in", "that flowers go in", "flowers stand in",
        "that flowers stand in", "that holds flowers",
    ),
    "bin": (
        *_done(("throw", "throws", "throwing"), ("rubbish", "trash", "garbage", "litter", "waste"),
               ("in", "into")),
        "for rubbish", "for trash", "for garbage", "for litter", "for waste", "rubbish goes in",
        "trash goes in", "that rubbish goes in", "that trash goes in",
    ),
    "ball": ("that rolls", "that bounces", "that can roll", "you play catch with",
             "to play catch with", "you throw and catch", "that rolls about", "that rolls away"),
    "fridge": ("that keeps food cold", "that keeps things cold", "that keeps the milk cold",
               "food is kept cold in", "that keeps drinks cold"),
}
"""Kind -> what is said of a thing that nobody names."""
_THINGS = ("thing", "thingy", "one", "object", "item", "utensil", "vessel", "piece",
           "sort", "kind", "type")
NAMES: dict[str, tuple[str, ...]] = {
    **{f"{thing} {use}": (kind,) for kind, uses in _USES.items() for use in uses
       for thing in _THINGS},
    **{f"what {use}": (kind,) for kind, uses in _USES.items() for use in uses
       if use.split()[0] in (*_WHO, "tea", "coffee", "soup", "beans", "flowers", "rubbish")},
    **dict.fromkeys(("drinking thing", "drinking thingy", "drinking utensil", "drinking one",
                     *(f"drinking {thing} with {a} {ear}" for thing in ("thing", "thingy")
                       for a in ("a", "an", "the") for ear in ("ear", "handle"))), ("mug",)),
    **dict.fromkeys(("round thing that rolls", "bouncy thing"), ("ball",)),
    **dict.fromkeys(("place where food is kept cold", "place where the milk is kept cold",
                     "place where drinks are kept cold", "cold place", "where food is kept cold",
                     "where it is cold", "where drinks are kept cold"), ("fridge",)),
    **dict.fromkeys(("piece of crockery", "crockery item"), ("plate", "bowl")),
    **dict.fromkeys(("thingy", "fella", "fellow", "doodah", "doodad", "gizmo", "whatsit",
                     "thingamajig", "thingummy", "contraption", "artefact", "artifact"),
                    ("thing",)),
    **dict.fromkeys(("open container", "lid less container", "lidless container",
                     "uncovered container"), ("container", "bin")),
}
"""What things are called by what they are for -> kinds."""
