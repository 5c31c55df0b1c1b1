"""Words of clauses that tell something and ask for nothing."""

from __future__ import annotations

from . import aside_words

# fmt: off


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


JOINTS = _set("and but because since as for so well yet though although while whereas")
"""May begin a clause without changing what it is."""
NEGATIONS = frozenset(aside_words.NEGATIONS.split())
ASKING = _set(
    "if unless whether until till once before otherwise except only instead provided assuming "
    "want wants wanted need needs require requires wish wishes prefer must should "
    "shall ought may let please ask asks order "
    "orders demand supposed required requires belong belongs mean meant goal task rule rules "
    "allowed forbidden permitted never without cancel abort halt "
    "pause undo would might never neither nor touch touching where which "
    "insist insists insisted forget forgot know sure certain change changed"
)
"""Never in a clause that only tells something."""
NEEDING = _set("want wants wanted need needs wish wishes prefer like")
"""What may be needed where it is a reason: `since nobody needs the mug`."""
OPEN_QUESTIONS = _set("what which who whom where how why when one not")
"""At the end of a clause that leaves something open: `I forget what`, `but I do not`."""
SPEAKERS = _set("i he she they somebody someone mom mum dad grandma grandpa we")
"""People, and what they do."""
ANYBODY = _set("nobody everybody everyone people")
"""What they do with a thing may be a rule."""
LONG_AGO = _set("wrong yesterday earlier ago already")
REASONS = _set("because since as for and")
CAUTION = _set("clear away mind careful avoid distance touch beware watch cautious gently slowly")
IMPERSONAL = _set("it that this there they")
NO_VERBS = _set("need needs want wants would will like should must can could shall may and or , "
                "put place take open close move pick get bring carry press push keep leave "
                "are am have") - _set("am have are can could will")
"""Behind `i`, and that no story but a wish."""
BE = _set("is are was were has have had")
WENT = _set("rolled fell slipped dropped bounced came went wandered drifted tumbled slid vanished "
            "escaped landed ended rattled tipped")
"""What a thing did; where to does not matter any more."""
FINITE = _set(
    "is are was were has have had does did makes make looks look seems seem feels feel keeps keep "
    "smells sounds tastes got came went fell gets became becomes turned appears used costs means "
    "deserves lacks knows likes loves hates bothers annoys worries scares tempts blocks hurts "
    "wobbles rattles rolls leaks drips shines stinks attracts reminds drives"
)
"""Verbs of a clause that tells something."""
PERIL = _set(aside_words.SAFETY + " limits taboo sacred private untouchable radioactive") - _set(
    "mind clear away near close watch attention stuck heavy hit hitting careful gentle gently "
    "broken"
)
"""What is to be minded; the next clause has to say how."""
REFERRING = _set("it its them their they that there those these him her one ones both")
BODY = _set("knee knees hip hips elbow shin toe toes shoulder foot ankle thumb")
"""Never slips of other words."""
TO_A_PLACE = _set("into onto in on back off to straight over")
"""Begins a clause that leaves out what is put there."""
SOCIAL = _set(
    "ladies gentlemen first dear attention note memo reminder notice news update request wish "
    "time hour hooray hurray bravo bingo presto tada voila abracadabra eureka ding dong knock "
    "chef yes yep aye ahoy hello hi greetings welcome quick march chop boo boom wow whee yay "
    "children kids lads everybody team folks mission order engineering kitchen service room "
    "question riddle puzzle quiz challenge exercise lesson homework step task job sesame "
    "merry happy christmas birthday cheers hallelujah amen alas"
)
"""Words of exclamations and headings."""
NO_EXCLAMATIONS = _set("first next last time hour order quick step task")
"""Alone they say when, or how."""
