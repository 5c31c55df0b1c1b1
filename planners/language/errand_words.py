"""Words for errands of several steps."""

from __future__ import annotations

# fmt: off

HEAT = ("microwave", "heat", "heat up", "warm", "warm up", "nuke", "reheat")
TOAST = ("toast", "make toast of", "make toast from", "make toast with", "make toast out of",
         "make some toast with", "make some toast from")
AWAY = ("throw", "chuck", "toss")
GONE = ("away", "out")
"""`throw ... away`."""
WASH = ("wash", "rinse", "clean", "wash up", "wash off", "rinse off", "give", "clean off")
WASHING = ("a wash", "a rinse", "a clean")
THROW = ("throw away", "throw out", "discard", "dispose of", "get rid of", "trash", "bin",
         "chuck out", "scrap", "toss out", "ditch")
CHILL = ("chill", "cool", "refrigerate", "cool down")
TIDY = ("tidy up", "tidy up the kitchen", "clean up", "clear the counter", "tidy the counter",
        "clean up the kitchen", "tidy up the counter", "tidy the kitchen", "clean up the counter",
        "clear everything away", "tidy up the table", "clear the table")
LAY = ("set the table", "lay the table", "set a place", "lay a place", "lay the table for one",
       "set the table for one")
LEFT_HANDED = ("for a left hander", "for a left handed person", "for a left handed guest",
               "for someone left handed")
START = ("start", "run", "turn on", "switch on", "activate", "use", "operate")
LIGHTS = {"lights out": False, "lights off": False, "lights on": True, "make it dark": False,
          "make it bright": True, "let there be light": True}
