"""Words that tell small talk from what matters: who it is about, and what may never be dropped."""

from __future__ import annotations

# fmt: off


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PEOPLE = _set("i we he she somebody someone everybody people mom mum dad grandma")
"""Begin a statement about somebody."""
OWNERS = _set("my our his her their the a an")
"""Begin a statement about something, if a verb follows."""
TIMES = _set(
    "today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday "
    "christmas easter last every this"
)
"""Begin a statement about a time; after some of them the next word must be a time, too."""
SPANS = _set(
    "day days night nights morning mornings afternoon evening evenings week weeks weekend month "
    "year years winter summer spring autumn hour hours minute minutes time while moment"
)
WEATHER = _set(
    "raining rained rain rainy snowing snowed snow snowy storming stormy sunny cloudy windy foggy "
    "freezing weather late early midnight noon birthday anniversary holiday christmas easter "
    "friday saturday sunday monday tuesday wednesday thursday today tonight tomorrow yesterday"
) | SPANS
"""What `it` may be without meaning a thing."""
EXCLAIMED = (("what", "a"), ("what", "an"), ("how", "nice"))
FINITE = _set(
    "is are was were am has have had been will did does came went got made ate slept saw bought "
    "brought told gave began ran sang met felt knew thought wrote read drove flew won lost "
    "likes loves lives works comes goes visits plays sleeps sings stays smells sounds looks"
)
COMMON = PEOPLE | OWNERS | TIMES | SPANS | WEATHER | FINITE
"""Words of small talk that are no typing slips."""
REASONS = frozenset(("because", "since"))
JOINTS = frozenset((",", "and", "so", "but", "then", "also")) | REASONS
"""Stand between small talk and the rest of a sentence."""

NEGATIONS = "not no never none nothing nobody neither nor without nowhere hardly barely cannot"
CONDITIONS = (
    "if unless whether when whenever while until till once before after otherwise else except "
    "only instead provided assuming case rather as"
)
DEMANDS = (
    "want wants wanted need needs needed would wish wishes expect expects prefer prefers hope "
    "must should shall ought could may might let please sure ask asks asked order orders tell "
    "tells demand supposed required requires belong belongs mean meant means changed wrong "
    "mistake cancel abort stop wait halt pause forget ignore undo help hurry rush slow fast "
    "goal task rule rules allowed forbidden permitted"
)
SAFETY = (
    "careful caution cautious beware mind mindful watch attention gentle gently safe safely safety "
    "danger dangerous hazard warning risk risky hot burning burn fire smoke sharp wet slippery "
    "fragile delicate breakable precious expensive valuable brittle heavy broken break breaks "
    "spill spilled hurt injured poison poisonous toxic stuck emergency electric leaking loose "
    "unstable wobbly touch touching hit hitting near close away avoid avoiding distance clear"
)
ABOUT_THE_ROBOT = (
    "you your yours yourself robot arm arms gripper hand hands finger fingers fingertip head "
    "face hair camera motor joint speed"
)
REFERRING = (
    "it they them these those that one ones both each other others another rest remaining same "
    "first second third"
)
MEASURES = "percent % left right front behind middle center corner top bottom between"
"""Any of these words makes a statement more than small talk."""
HARMLESS = _set(
    "get getting gather gathering leave leaving return returning rest resting stand standing "
    "settle settling send sending make making have having catch catching hold holding collect "
    "start starting build building create creating form forming run running come coming go going "
    "use using play arrange organize group clean cleaning wash washing do be work "
    "pack packing cool warm give set back short tall"
)
"""Words of commands that people use of themselves just as often."""
