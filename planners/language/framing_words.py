"""Words of politeness, feeling and habit: harmless wherever they stand around a wish."""

from __future__ import annotations

# fmt: off


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


HARMLESS = _set(
    # who speaks, and to whom
    "i we you me us my our your yourself myself robot arm machine bot dear love darling honey "
    "sweetheart sweetie mate pal buddy friend friends folks guys chap chief boss sir madam maam "
    "captain lads team everyone everybody somebody someone anybody anyone helper assistant bro "
    "dude "
    "lad girl boy fella kid champ hero star angel gem "
    # may and will
    "would could might may can should shall will must ought need needs wanted want like liked "
    "to if whether that how about for of a an the is be so as and or what is was were am "
    "wonder wondering wondered curious intrigued keen eager interested "
    "think thinking thought suppose reckon guess believe feel feeling "
    "hope hoping hoped love loved prefer please pleased appreciate appreciated ask asking asked "
    "request requested trouble bother mind minded see seeing way your day days happy happier glad "
    "grateful thankful delighted thrilled over moon obliged indebted chuffed content satisfied "
    "most very much really quite awfully terribly ever so such too rather pretty truly sincerely "
    "chance chances possible possibly possibility able willing ready kind kindly kindness favor "
    "favour moment minute second sec time hand free spare spot bit chance whenever when get got "
    "make made makes making help helps helping helped good great lovely nice fantastic wonderful "
    "brilliant perfect ideal best better super amazing excellent splendid marvellous fine ok okay "
    "alright right well now then anyway anyways anyhow look listen hey hi hello oh ah aha yeah "
    "yes ahoy howdy salutations matey "
    "yep yup sure cool o ooh whoa wow yo oi ahem cheers thanks thank ta thx bye goodbye welcome "
    "let lets let's go come try trying tried attempt do does doing done job task goal mission "
    "order "
    "orders request wish wishes dream idea plan thing point matter state target list todo "
    "checklist "
    "agenda instruction instructions command commands step steps one two three next first finally "
    "lastly here there it this today tonight tomorrow morning afternoon evening night anyhow "
    "honest honestly frankly basically actually literally simply just only perhaps maybe um umm "
    "uhm "
    "uh uhh er err erm ehm eh hm hmm hmmm mm mhm huh lol haha hehe ha phew gosh golly gee jeez "
    "blimey crikey damn darn dammit bloody heck hell goodness gracious heavens heaven god sake "
    "crying loud christ pete hereby ordered humbly respectfully formally officially decreed "
    "resolved "
    "advised urged invited ugh ooh aha psst pssst hush ey eh aye nah okey dokey righto "
    "necessary needed required requested desired due call called execute "
    "proceed commence begin start starting go fire away engage initiate action ready set over "
    "say said saying tell told mean meant speaking talking going gonna wanna by in with "
    "know known exactly obviously clearly certainly definitely absolutely course naturally "
    "i'd fancy long short story opinion view honour honor pleasure privilege "
    "world consider considering thinking possibly shan't shall "
    "work working busy tired lazy hungry thirsty bored stressed "
    "ask asked begging beg bidding"
) - _set("over in with by one two three there")
"""A run of these words is no part of a wish."""
WRONG = _set("no wait sorry oops actually rather hang")
"""Words of one who corrects himself."""
OF_A_WISH = _set("if that whether for")
WISHFUL = _set("would could possible grateful glad happy hope hoping help chance like love nice "
               "great "
               "wish time appreciate pleased delighted lovely good best "
               "arrange arranged thankful obliged prefer thrilled perfect helps")
"""One of these is in front of what is wished."""
NUMBERED = _set("step task item number part point phase stage job order instruction")
"""Before a number that counts what is said."""
NO_END = _set("i we he she they am are was were been have has had of the a an my your our is "
              "not for so very most much really quite how what would could might may can should "
              "shall "
              "will must do does did job work done see seeing love loved liked like feel felt know "
              "known say said tell told")
"""Never the last word before a wish."""
BEFORE_A_THING = _set("the a an this that these those my your our his her any one")
"""Before `can`, and that a thing."""
NOT_BEFORE = (
    ("have", "you"), ("you", "have"), ("i", "have"), ("we", "have"), ("are", "you"), ("do", "you"),
    ("does", "the"), ("did", "you"), ("were", "you"), ("you", "were"), ("you", "are"), ("i", "am"),
    ("we", "are"), ("i", "was"), ("we", "were"), ("was", "i"), ("know", "if"), ("know", "whether"),
    ("tell", "me"), ("said", "that"), ("told", "you"), ("i", "said"), ("you", "said"),
    ("how", "do"), ("what", "do"), ("how", "to"), ("know", "how"),
)
"""Turns a wish into a question about it, or into what somebody does: not harmless."""
BEFORE_YOU = _set("would could can will might may should shall must if that ask beg urge want need "
                  "like trouble get for appreciate")
"""Before `you`, and that what you are asked for, not what you did."""
BEFORE_DOING = _set("mind about on to consider by try appreciate is fancy start begin recommend "
                    "suggest propose at , .")
CHANCES = _set("favor favour chance kindness honor honour possibility")
"""Before `putting`, and that as something to do."""
NO_DEEDS = _set("sitting standing lying resting anything something everything nothing building "
                "drinking serving mixing matching remaining")
MENTAL = tuple((word,) for word in (
    "think", "suppose", "reckon", "mind", "fancy", "believe", "feel", "guess", "wondering",
    "hoping",
    "thinking", "asking", "so", "very", "really", "here", "able", "willing", "ready",
    "wonder", "begging", "dying", "happy", "glad", "delighted", "trying", "looking", "busy",
    "tired",
    "just", "not", "would", "too",
))
"""After `do you`, `I was`: a thought, no deed."""
IMPERSONAL = tuple((word,) for word in (
    "would", "will", "might", "is", "was", "could", "should", "does", "makes", "helps", "be",
    "needs", "goes",
))
"""After `it` that is no thing."""
IFS = (
    "as to", "if you", "if i", "if we", "if it is not too", "if it is possible", "if it would",
    "if it is ok",
    "if it is okay", "if that is", "if that would", "if possible", "if at all", "if needed",
    "if only", "if only you", "when you get", "when you have", "when you can", "when you are ready",
    "whenever you", "when possible", "as you", "as soon as you can", "as always", "as usual",
    "as well", "as possible", "as i said", "as a favor", "as a favour", "as it is",
)
BEGINS_END = _set("if when whenever as please would will could shall can there that thanks thank "
                  "ta "
                  "ok okay yeah yes lol love dear mate pal buddy robot now right then so and you "
                  "for "
                  "my i it do go boss chief darling honey sweetheart would'nt haha cheers eh sir "
                  "maam "
                  "madam well anyway guys folks friend")
"""May begin what is skipped behind a wish."""
ACCORDING = ("for", "before", "in the name of", "on the count of", "in honor of", "with the next",
             "last thing before", "in the spirit of", "as per", "per", "according to",
             "by order of", "on behalf of", "in accordance with",
             "following up on", "pursuant to", "in line with", "on the orders of",
             "at the request of")
"""Begins what is said of who wants it."""
PURPOSE = ("for", "so i can", "so we can", "so that i can", "so that we can", "so i", "so that",
           "in order to", "ready for", "so they can", "so he can", "so she can", "in time for",
           "because", "since", "as i", "in preparation for")
"""Says what a wish is for; what follows means nothing to the grammar."""
OF_PURPOSE = _set(
    "last previous earlier email mail message note letter "
    "a an the my our his her their me us him them it later pickup collection dinner lunch "
    "breakfast "
    "work game play eat drink use cook paint sleep guests party kids cleaning inspection shipping "
    "storage transport tea coffee see read go take start begin get find have is are be"
)
GROPING = _set(
    "um umm ummm uhm uh uhh er err erm ehm eh hm hmm hmmm mm mhm huh lol haha yeah yep yup damn "
    "darn "
    "bloody blasted wretched stupid silly flipping freaking frigging bleeding poor cute basically "
    "literally kinda sorta somehow like lovely dear beautiful funny ugly dirty old new trusty good "
    "nice pretty precious favorite favourite famous said aforementioned actual very same whole "
    "well "
    "ok okay mate pal yo dude bro o oh ah anyway innit throughout simply plain ordinary usual"
)
"""Said while looking for words, or about a thing without telling it from another."""
SHAPES: dict[str, tuple[str, ...]] = {
    "can": ("cylindrical", "tubular", "cylinder shaped"),
    "ball": ("spherical", "globular", "ball shaped", "ball like", "sphere shaped"),
    "block": ("cubic", "cubical", "boxy", "blocky", "cube shaped", "box shaped", "cube like",
              "square"),
}
"""Kind -> what looks like it: `the cylindrical red object`."""
ROLES: dict[str, frozenset[str]] = {
    "thing": _set("object item source payload cargo package what subject thing workpiece list "
                  "content material"),
    "place": _set("destination target goal location dest receptacle container recipient address"),
}
"""What is named in a form: `source = ball, destination = bowl`."""
DROPPED = _set("execute pick place and go put run perform start drop off operation move transfer "
               "final "
               "task mission order done end proceed confirm the")
LABELS = _set("object item target destination container location receptacle part component unit id")
"""Names for a role, said before a thing: `object red block`."""
SLANG: dict[str, str] = {
    "u": "you", "r": "are", "n": "and", "da": "the", "in2": "into", "cld": "could", "wld": "would",
    "shld": "should", "w": "with", "b4": "before", "gimme": "give me", "lemme": "let me",
    "ya": "you", "yer": "your", "ur": "your", "em": "them", "dat": "that", "dis": "this",
    "th": "the", "tha": "the", "teh": "the", "thru": "through", "abt": "about", "pleez": "please",
    "plse": "please", "plase": "please", "pleas": "please", "pleese": "please", "plesae": "please",
    "plaese": "please", "puh": "please", "wud": "would", "cud": "could", "shud": "should",
    "tak": "take", "mak": "make", "tae": "to", "oot": "out", "doon": "down", "ower": "over",
    "awfu": "awful", "intae": "into", "ontae": "onto", "aff": "off", "noo": "now", "pls": "please",
    "kindof": "kind of", "outta": "out of", "whatcha": "what you", "dunno": "do not know",
    "hafta": "have to", "gie": "give", "yon": "that", "ye": "you", "hame": "home",
    "chillin": "chilling", "sittin": "sitting", "puttin": "putting", "goin": "going",
    "coz": "because", "cuz": "because", "cos": "because", "bc": "because",
    "tho": "though", "rn": "now", "asap": "asap", "y'all": "you", "yall": "you", "'em": "them",
    "onna": "on the", "inna": "in the", "lil": "little", "wee": "little", "teeny": "tiny",
    "&": "and", "gotta": "have to", "oughta": "ought to", "needa": "need to", "tryna": "trying to",
}
"""Slang and telegrams -> words."""
IDIOMS: tuple[str, ...] = (
    "between you and me ,", "just between us ,", "between ourselves ,",
    "without further ado", "first things first", "without delay", "do what it takes to",
    "do whatever it takes to", "i dare you to", "i challenge you to", "the next thing is to",
    *(f"for {whose} sake" for whose in ("heaven", "heavens", "goodness", "god", "gods", "pete",
                                        "christ", "pity", "my", "all our")),
    "for crying out loud", "good grief", "oh my god", "oh my", "dear me", "oh dear",
    "what the heck",
    "what the hell", "damn it", "god damn it", "holy cow", "my goodness", "good heavens",
    "you are going to want to", "you will want to", "you want to", "you are going to",
    "we are going to want to", "we want to", "you would want to", "you will need to",
    "you would need to",
    "what you are going to do is", "what you want to do is", "what you will do is",
    "what we are going to do is", "what we will do is", "what we need to do is",
    "all we need is to",
    "there is no hurry at all", "there is no rush at all", "there is no hurry", "there is no rush",
    "no rush but", "no hurry but", "would you mind terribly", "would you mind very much",
    "might i trouble you to", "may i trouble you to", "could i trouble you to",
    "can i trouble you to",
    "would it kill you to", "is it too much to ask to", "is it too much to ask you to",
    "i hate to be a bother but", "sorry to bother you but", "sorry to trouble you but",
    "sorry but", "i am sorry but", "sorry to bother you", "sorry to disturb you",
    "if it is not too much to ask", "if it is not too much bother", "if it is no trouble",
    "if you do not mind me asking", "if it is all the same to you", "if you would be so kind",
    "if you would be so good", "if you can manage it", "if you can manage",
    "if you are not too busy",
    "if you are not busy", "if it is no bother", "if that is all right",
    "if that is all right with you",
    "if that is ok with you", "if that is fine by you", "if you feel like it", "if i may",
    "if i might", "if i could ask", "what i was going to say is", "what i am trying to say is",
    "what i wanted to say is", "what i mean is", "what i meant to say is", "where was i",
    "let me think", "let me see", "what was i saying", "what do you call it", "what is it called",
    "what is the word", "how do you say", "so to speak", "as it were", "as they say", "or whatever",
    "or something", "or what have you", "or whatever you call it", "and so on", "and stuff",
    "and all that", "you hear me", "do you hear", "do you hear me", "you got it",
    "got it", "understood", "is that clear", "capeesh", "deal", "you get me",
    "know what i mean", "do you know what i mean", "if you know what i mean", "if you get my drift",
    "if you catch my drift", "there is a good robot", "there is a good boy", "there is a dear",
    "there is a love", "there is a good lad", "there is a good girl", "that is a good robot",
    *(f"{seen}from {where}" for seen in ("", "seen ", "as seen ", "looking ", "viewed ")
      for where in ("your seat", "where you are", "where you sit", "where you stand",
                    "your point of view", "your side", "your perspective", "your place",
                    "the robot point of view", "where the robot is", "the robot side")),
    "you know the drill", "you know how it goes", "i tell a lie", "there is a good chap",
    *(f"{it} {odds} to me{which}" for it in ("", "it ", "that ")
      for odds in ("makes no odds", "makes no difference", "is all the same", "is all one",
                   "does not matter", "is of no importance")
      for which in ("", " which", " which one", " which ones")),
    *(f"i do not {mind} {which}" for mind in ("mind", "care") for which in (
        "which", "which one", "which ones", "which goes where", "which of them",
        "in which order", "in what order")),
    *(f"whichever {you} {like}" for you in ("you", "one you", "ones you", "of them you")
      for like in ("fancy", "prefer", "please", "choose", "want", "like best", "like")),
    "any you like", "any you please", "the choice is yours", "i leave it to you which",
    "i leave it to you which one", "i leave that to you", "i leave the choice to you",
    "i leave it up to you", "your pick", "take your pick", "your choice", "it is your choice",
    "your call", "it is your call", "the order does not matter", "the order being immaterial",
    "in any order", "in whatever order", "in any order you like", "in that order", ", that order",
    "do not you think", "do you not think", "would you not say", "will ye", "is not there",
    "are not there", "are not they", "does not it", "as you see", "as you can see",
    "as you may have noticed", "you guessed it", "i hate to ask", "i do hate to ask",
    "i know it is a bother", "if it is not a bother", ", sort of", "however many there may be",
    "however many they may be", "however many there are", ", however ,", "an ' all",
    "nothing else is required of you", "nothing else is required", "nothing more is required",
    "nothing else is needed", "nothing more is needed", "that is all i want",
    "that is all i ask", "by the time i am back", "by the time i come back", "when i come back",
    "when i am back", "by the time i return", "when i return", "first thing ,", "second thing ,",
    "third thing ,", "next thing ,", "last thing ,", "fourth thing ,",
    *(f"{you}know what would be {grand}" for you in ("", "you ", "do you ")
      for grand in ("grand", "nice", "lovely", "great", "good", "cool")),
    "it is hereby requested that", "it is requested that", "be it known that",
    "it is hereby ordered that", "it is ordered that", "it is hereby decreed that",
    "you are hereby requested to", "you are hereby asked to", "you are hereby instructed to",
    "my hands are full", "i have my hands full", "out of my way , say", "out of the way , say",
    "would be lovely", "would be grand", "would be splendid", "would be marvellous",
    "would suit me", "once you have finished ,", "when you have finished ,",
    "when all is done ,", "when all is said and done ,", "once all is done ,",
    "there is a good fellow", "dearie", "it is no bother", "och", "aye", "the usual procedure",
    "easy peasy", "shall we", "shall you",
    "will we", "would we", "will you not", "would you not", "will not you", "would not you",
    "wo not you", "can you not", "could you not", "is not it", "right you are", "off you go",
    *(f"my {task} ," for task in ("request", "wish", "task", "order", "instruction", "command",
                                  "plan",
                                  "suggestion", "proposal", "idea", "advice")),
    "how about we", "how about i", "what if we", "why do not we", "why do not i", "what about we",
    "how about if we", "how about if you", "how would it be if you", "what do you say we",
    "what do you say you", "what would you say to", "hang on a minute", "hang on a second",
    "hang on a sec", "hang on ,", "hold on a second",
    "hold on a minute", "hold on ,", "let us see", "you know what", "and no further",
    "but no further",
    "on your way back", "on the way back", "on your way", "along the way", "while you are there",
    "while you are at it", "if you are at it", "since you are there", "as long as you are at it",
    *(f"{what} time ," for what in ("tidy up", "clean up", "bed", "tea", "dinner", "lunch", "play",
                                    "snack", "story", "show", "party", "tidying", "cleaning")),
    "there you go", "here we go", "here goes", "ready set go", "ready steady go", "and off you go",
    "and that is it", "that is it", "and that is all", "that is all",
    "no more no less", "no more , no less", "no more , no fewer", "no more and no less",
    "no more and no fewer", "and be done with it", "and you are done",
    "and we are done", "and we are good", "and that is that", "and done", "then we are done",
    "then you are done", "and then you are done", "then that is it", "and job done", "job done",
    "end of story", "period", "full stop", "over and out", "roger", "copy that",
    "make it happen", "make it so", "get it done",
    "hop to it", "have at it", "go for it", "get cracking", "get moving", "look sharp",
    "snap to it",
    "do me a solid and", "do me a kindness and", "do us a favor and", "do me the favor of",
    "do me the kindness of", "do me the honor of", "be my guest and", "be a good sport and",
    "be a good helper and", "be a good boy and", "be a good girl and", "be a good lad and",
    "be a good chap and", "be nice and", "be a love and", "be a pet and", "be a mate and",
    "and then stop", "then stop", "and stop there", "and then you can stop", "action items ,",
    "action items", "to do list ,", "work order ,", "by the end of the day",
    "by end of day", "by tonight", "by tomorrow", "by noon", "before lunch", "by close of business",
    *(f"with your {big}{robot}{hand}" for big in ("", "big ", "strong ", "little ", "own ",
                                                  "clever ")
      for robot in ("", "robot ", "robotic ", "metal ")
      for hand in ("hand", "arm", "finger", "fingers", "gripper", "claw", "claws", "pincers",
                   "grippers")),
    "did not they", "did not he", "did not she", "do not they", "is not he", "are not they",
    "sorry to bother you again but", "sorry to bother you again", "sorry to trouble you again but",
    "one and all", "good boy", "good girl", "unless i am mistaken", "unless i am wrong",
    "unless i am very much mistaken", "unless i miss my guess", "if i am not mistaken",
    "if i am not wrong", "unless my eyes deceive me", "go go go", "go go", "once in a while",
    "now and then", "every now and then", "from time to time", "for a while now",
)
"""Set phrases that change nothing, wherever they stand."""
