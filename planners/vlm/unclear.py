"""What people say that leaves open what they mean: the answer is a question."""

from __future__ import annotations

UNCLEAR: tuple[str, ...] = (
    "[the two of them|those two|they|the other ones] should [swap|change places|trade places]",
    "[move|shift|push] {a} [over|] a bit , you know where",
    "do with {a} what you did with the [last one|other one|one before]",
    "[either|it is either] {a} or {c} [goes|belongs] in {b} , [and you know which|guess which]",
    "put the other [one|ones|thing] next to {b}",
    "{a} should not be here . put it somewhere [better|else|nice]",
    "you might do something about {a}",
    "no , not that one , this one , over there",
    "one of them has to [come down|go|move] , the usual one",
    "put {a} [where it was last time|back where you found it|where i told you|in the usual place]",
    "[you know|guess] what to do with {a}",
    "put [that|this|these|those|that one] [there|over there|here]",
    "[the same again|once more|again , please|like before|as we did yesterday]",
    "put {a} or {c} in {b} , i mean the right one of them",
    "[that thing|the thingy|the what's-it|the doodah] , in the other one",
    "do [it|that|this] [the other way round|properly|again]",
    "[not like that|not there|no , the other way]",
    "something has to happen with {a}",
    "{a} wants to go , you know , there",
    "swap it with the other one",
)
"""`{a}` and the like are phrases."""
