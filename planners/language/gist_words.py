"""Words for reading the gist: what may be left out of a sentence, and what never."""

from __future__ import annotations

from . import aside_words, framing_words, telling_words

# fmt: off


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


JOINTS = _set(", . and so then because since anyway thus therefore hence")
"""Between two clauses that may be read apart."""
BOUND = _set(
    "but first second third instead except otherwise else unless or nor not neither than rather "
    "before after until till without only if when while whenever once whether besides beforehand "
    "though although respectively vice ditto likewise excluding apart barring save minus either"
)
"""At the beginning of a clause: it says something about the clauses beside it."""
BOUND_END = _set(
    "first instead beforehand before earlier last respectively otherwise else"
)
"""The same, at its end."""
NEVER_LEFT = frozenset(aside_words.CONDITIONS.split()) | frozenset(
    aside_words.MEASURES.split()
) | _set(
    "not no never none nothing nobody neither nor without nowhere hardly barely cannot all every "
    "each both any some many several few more most less least fewer half other others another "
    "rest remaining same different than but and or if except only instead rather again twice "
    "times alone away off out into onto inside within under over beneath behind beside near next "
    "between around along through against opposite leave keep stay stop wait avoid careful "
    "carefully gently gentle slow slowly fast quickly quick beware mind cancel undo ignore forget "
    "empty full open closed shut opened forbid forbids forbidden banned refuse refuses hate hates"
)
"""Never skipped: they change what is right wherever they stand."""
LIGHT = (
    framing_words.HARMLESS | framing_words.GROPING | _set(
    "being be been itself themselves duly promptly pronto asap asleep snug cosy cozy comfy proud "
    "standing sitting chilling lying resting sat stood us me mate guys nicely neatly snugly "
    "safely proudly ready finally eventually somehow found were thing ends up end ending finding "
    "having had have its way home own myself towards big old dear"
)
) - NEVER_LEFT - _set(
    "the a an of for as is are was were am if or and what that this these those it them they i we "
    "you he she my our your his her their to about on with by do does did first one two three "
    "next last second here there big call called tell told said ask asked say know known let can "
    "look consider imagine picture forget thing target goal list order part end then away small "
    "large how why where when which who whose "
    "today tonight tomorrow morning afternoon evening night midnight later"
)
"""Said beside the things and places of a clause: left out where they belong to neither."""
FOR_WHOM = (("for", "me"), ("for", "us"), ("for", "him"), ("for", "her"), ("for", "them"),
            ("for", "now"), ("for", "once"), ("for", "sure"), ("to", "be"), ("if", "you"),)
URGED = _set(
    "would could should can may might must shall to let help make making have get want wants like "
    "love needs need ought going wish please"
)
"""Before `the mug ...`, and the unknown verb behind it is what it is to do."""
NO_PLACING = _set(
    "photograph describe count compare weigh measure clean wipe wash polish paint draw sketch "
    "break smash cut chop slice cook boil fry bake roast eat drink taste sip pour spill imagine "
    "picture ignore forget check inspect examine admire watch observe see view film record scan "
    "guard protect cover wrap tie glue tape nail screw unscrew detach dislodge subtract expel "
    "oust banish exile withdraw replace substitute align juxtapose circle orbit swirl spin rotate "
    "twist shake rattle stir crush squash burn melt freeze hide repair fix mend label name "
    "identify point swap exchange trade sell buy steal borrow kick throw catch juggle spare skip "
    "avoid circumvent bypass outline colour color dust scrub rinse dry warm heat cool explain "
    "discuss mention recall remember consider envision visualize visualise pretend touch tickle "
    "stroke caress pat squeeze disregard overlook dread fear hate love adore prefer exclude deny "
    "refuse decline prevent stop hinder disassemble dismantle empty unload evacuate vacate fill "
    "double halve duplicate copy"
)
"""Unknown or not, no verbs that bring one thing to another."""
DETERMINERS = _set(
    "the a an this that these those my your our his her its their it them both all every each"
)
SUBJECTS = _set(
    "i we he she they it that this there somebody someone everybody everyone nobody people who "
    "what know guess remember honestly so yes yeah ok the a an my our his her their your"
)
"""May begin a clause that tells something."""
TELLING = telling_words.FINITE | aside_words.FINITE | _set(
    "am be being think thinks thought know knows guess keep keeps kept find finds found feel hear "
    "heard say says said tell tells told sit sits stand stands"
)
NO_TALE = telling_words.ASKING | _set("you your robot gripper hand it them they those these ones")
"""Never in what is left out whole."""
PAST = _set(
    "was were had did told said went came got made took gave thought knew heard felt saw"
)
"""In a tale of what was; a negation there forbids nothing."""
NEGATIONS = frozenset(aside_words.NEGATIONS.split())
OF_TALES = _set("that this one let it second third")
"""Words that matter elsewhere, and in a tale do not."""
LEADS = (("you", "know", "how"), ("you", "know", "that"), ("you", "know", "when"),
         ("you", "remember"), ("do", "you", "remember"), ("i", "know"))
"""Before a tale."""
COUNTING = _set(
    "and a one two three four five six ready steady go going once twice thrice gone sold on your "
    "marks set"
)
"""`going once , going twice`."""
OFTEN = _set("and once twice thrice")
UNTIL_PEOPLE = (("by", "the", "time"), ("before",))
PEOPLE = _set(
    "i we he she they somebody someone everybody everyone people mom mum dad grandma"
)
COMING = _set(
    "am are is come comes came get gets return returns arrive arrives sit sits wake wakes leave "
    "leaves notice notices"
)
"""`by the time` these do so, a wish is to be done; that is no condition."""
BACK = (("i", "return"), ("i", "get", "back"), ("i", "come", "back"), ("i", "am", "back"),
        ("we", "return"), ("we", "get", "back"), ("we", "come", "back"), ("we", "are", "back"),
        ("i", "get", "home"), ("i", "come", "home"), ("we", "get", "home"), ("i", "wake", "up"))
"""`when` these are so, a wish is to be fulfilled."""
OPENERS = _set("for in with on at by as")
"""May begin `for my next trick`, before a thing is named."""
CALLED = _set("somebody someone anybody")
"""Before a verb: whoever can, do it."""
THE = _set("the that this my our your his her")
TELLS_APART = _set(
    "wooden metal metallic plastic glass paper cardboard rubber leather ceramic porcelain steel "
    "iron copper brass bronze stone marble striped dotted spotted checkered chequered plaid "
    "patterned plain transparent opaque crimson scarlet maroon mauve ivory beige khaki indigo "
    "fuchsia burgundy coral salmon peach mint charcoal cream broken cracked chipped dented "
    "damaged hidden missing second third new old used clean dirty wet dry hot cold frozen heavy "
    "light hollow soft hard round square oval triangular rectangular flat thin thick narrow wide "
    "deep shallow long fourth fifth sixth spare extra additional virtual imaginary fake real"
)
"""Adjectives that may tell things apart, and mean something even if nobody here knows it."""
TELLING_APART = ("ed", "en", "ish", "less", "est", "er", "ic", "ing", "s")
"""Ends of others."""
LONG = _set("is has have had was were looks seems feels")
"""Behind a thing, and the rest tells of it."""
OF_TIMES = _set(
    "up down out there enough all some most more alone away on too still over"
)
"""Of how long and where a thing has been."""
BEFORE_WISHED = _set("how that if")
WISHING = _set(
    "would please show pleases thrilled delighted glad happy wish hope like love want see"
)
"""`it would please me if`, `show mummy how`: before what is wished."""
OWNERS = _set("my our his her your")
ARTICLES = _set("the a an this that")
SAYING = _set(
    "says say insists insist advises advise demands orders requests reckons thinks suggests "
    "recommends decided decrees decreed decree declares proclaims claims maintains feels prefers"
)
"""What somebody does before `the ball belongs in the bowl`."""
CRIES = _set(
    "brr brrr phew whew ugh argh yuck yum yay hooray hurrah hurray bah pah tut tsk oops whoops "
    "ouch ow wowza wahey woohoo yippee yoohoo cooee tada eureka blimey crikey cripes zounds gosh "
    "golly gadzooks egad alas alack lo behold hark oyez ahem psst hush shush wakey timber bingo "
    "bravo jackpot olé ole aloha ciao bonjour salut hola guten tag servus namaste konnichiwa "
    "sunshine sweetie sweetheart sweetpea honey darling poppet petal duckie ducky pet lovey dearie "
    "treacle pumpkin cupcake sugar babe baby amigo compadre comrade captain skipper admiral "
    "sergeant major colonel doctor professor maestro chef waiter garçon jeeves alfred butler "
    "watson sherlock einstein genius champ champion tiger cowboy partner pardner matey mateys "
    "laddie lassie missy mister missus madam guv governor gov boyo bruv bruh brother sister "
    "knave varlet sirrah wench milord milady majesty machine robo bot robbie mechanoid droid "
    "innit pronto capisce comprende savvy presto voila shazam abracadabra alakazam banzai "
    "geronimo tally cowabunga yeehaw giddy howzat ladies gentlemen folks gang crew team lads "
    "trust excuse pardon apologies sorry greetings righty righto okey dokey alrighty"
)
"""Cries, and what people call each other and their machines."""
RELATIVE = _set("how what who whose which")
"""Begins `how rude`, `whose hinges squeak`."""
SAYS_HOW = ("ly", "wise", "ways", "wards", "ward", "ed", "ing", "right", "down", "up")
"""Ends of unknown words that may say how something is to be done."""
