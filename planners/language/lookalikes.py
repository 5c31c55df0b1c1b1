"""Real words that look like a slip of the keyboard: one edit away from a word of the grammar.

Everyday English words (about one in 400,000 words of running text or more), found by trying them
all on `tokens.correction`. They are never corrected: "bell" is not "ball".
"""

from __future__ import annotations

_WORDS = """
    abel aboard acre activated acts adds adhd advanced advances afar afterward ahmad aiding aids
    alan alike ally alot alter alto amid ants applies appreciated appreciates arab areas arena
    aria arise arising arms army arose arranged aside asks assembled assembly atom avid avoids
    awake award awhile axle babe bach backing backs backyard badge bail bait bake baked balanced
    balances bald bale bali bands bang banging bank bans bare barge bark barking barry bars bart
    bash bass bath bats batter battles beaches bead beams bean beans bearer bearing beast beats
    beck bedside beef beep beer beers bees began begins begun beings bell bells bent bert best
    bets bias biased bids bike bill billed billing bills bind binding binds bing birth bite blacks
    bland blank bleak bless bloc blow blown blues blur boards boasts boeing boil bones booking
    boom boon booth boots border bore boring boss bothers bots bottled bottoms bought bout bowel
    bows boxer boxers boys brag braking breach bred breeds bridge bridges brings brit brock brooks
    broom broth brother brow browne browns bruh buck bucks budget buildings builds built bull
    bulls bully bumps buns burn burning burt burton bush bust butt cable cables cages cain calf
    call caller calls camp camps cane cannon cant carbs cards cared carly carve casa casey cast
    caste casts catchy cater cause caves cease cell centers centred centres cents chad chances
    chang change changing chase chats cheating checking checks cheek cheeks cheer chem cher chile
    ching chose chow chunk clad clamp clans clap clare clash class classes claws clay clean cleaning
    clears clicks clock clocks clone clones clothes clover clue coal coarse coasts coats code
    codes coding coke cold cole collects colon columns coma comb comet comin comm comp conor
    contacts contained contract contracting cook cooking cooks cool coop cope coping cops cores
    cork corners coroner cost couch coup courses cove covering coward crab cracks crane crank
    crave craze created crest crop crown crush crushing crying cuba cunning curry curse cute
    cutting dale damaged damages dame damp dane dang dared dash date dave dawn dead deaf deal dean
    dearest deck dedicate deeds deep deer defending delivers delivery dell demons dent deposits
    dept derive deter dice dies digs dime dine diner dinners dipping dire dirk disc disks
    displaced displaying distances distributed dive divided divides divine diving docks doin doing
    dolly donor donors doom dorm dose doses downs dragging drank draw drawing dress dressed
    dressing drinks drip dripping driven driver drives drops drought drove drown drug drunk drying
    dues dumb dumps dusk dwell dying ease east eater eats ebooks edged edges edgy elect elle elsa
    emission emotion endings endure ensured ensures enter entirety esther ethan ether etsy even
    evenings excerpt exit exits expansive expects expert extensive eyed eyes face fact fair fall
    falling falls fame fare farming fate father fats favors fear fearing feast feeds fellow fest
    fever fiddle fife fights filed filing filler fills film filmed filming filth finch finding
    fine finger fire firm fisher fits flap flat flavor flavour flaw flee flight flights floats
    flock flop flour flowers flying foam folding folds folks follower font food fool forcing forge
    forged forgets forgot formal forum fought foul foxes freak freaking fred freed fried friends
    fringe frog fronts frost frying fucking fucks fuel furry fuse gain game gang gaps gary gases
    gate gatherings gave gaze gearing gems gettin giants gift given gives gland glands glove glue
    goals goat gods goggles goin golf gong goods gore gould gown grabs grace graceful grad grade
    grading gram gran grant grape grass grave gravel gravy greed greek greene greens greet greg
    grew grid grim grin gripping grips grit groom ground groups grown guest guests guild guts
    hacking hail hair hall halls hallway halo halt handing hands handy hangs harm harry hart hash
    hats haven haze heads heal healing heard hearing heat heating heck hedge heel height heir
    hella helps hemp highs hike hind hint hips hire hive holden holdings holes holt holy homes
    homo hong hood hook hooks hoover hope hopping hops hose host howard huang hugo hugs hundreds
    hung hype imply indo info inner insect insider insure intro iphones itch jams jang jaws jays
    jeep jets jobs joint joke joking joys judging kang kate keen keeps kemp kent khan kick kicking
    kids killed killing kinda kindle kinds king kings kits knew knives knob knocks knot known
    knows knox lack lacking lady laid lake lakes lama lamb lame lana lane lanes lang laps larry
    laser last late latex latter layer lays lazy lead leaking leaning leash leasing leaves ledge
    leeds legion legs lend lends lens letting lied lieu lifts lightly liked limbs limp lines ling
    link lips list listed listens listing liter lived lively liver loads loaf loan locate lock
    locking locks logs lone lonely lookin looks loop looting lord lore lose loser losing loss lost
    lotion lots loud loved loves loving lowers lows luck luke lump lure maid maintains maker makes
    mall malls malone mandy manly mann manny mans mapping marching margins marion marking marry
    marrying mart martin marvin mash mass master mata mates math mating mats matt matters maya
    mayo mead meal mean means meat meds mens mesa mesh messi messy meteor metro mets meyer mice
    mick mighty mike mile minds mined mining miss missing missions moaning moist moments mont mood
    moon moor moore mornings morse moth mothers motions mourning movie muddy mums muse musk mute
    name nate neal nearing neither neon nerd nerds nero nest nesting nets neural newer nicer niche
    nick nico niece nigger nights nina node noir noon nope nora norm norman nose nothin noting
    notion noun oats odor offs oily older olds oliver olives oops opener openings opens orders
    organised organism organized organizer otter otto ounce outs outsider overs owen owes owing
    owls packs page paid pain pains paint painting pairs palace palate palm pants parks parkway
    parry parting parts party paso paste paul paying peaks pearl pearls peep peer peers penis penn
    perth peru pest peter peters picks pics piece pier piled piles pinch pine ping pinky pins pint
    pipe piping pits plain plane planes plank plant plated plato played playing pleas pleased
    plight plot plots pods poets points poker poll polling polls ponder pool poor pork port ports
    posed poses posing positions possibly post posts potatoes pouch praise praising pray preach
    preaching prefers pres presses previous prey prick print printing proceeds project prom
    property prose protects protest provide provider provides pulls pulp punk punt pure quartet
    quiet quit quits quote race raging raining raised raises ramp rang ranges ranging rant rash
    rates rats rave rays reaches react reacting read reading reads real reap reds reed refer
    regain regions reich reid released releases relocated remains remembers remote removed removes
    rent renting resent reside resides respects rests retain retaining retrieved returns rice
    riddle ridge ridges rift rights ringing rink ripping rising roach road roam roar robe robotics
    robots rode role rolls rome roof rooms rope rosa rosen roses rosie ross roth round rowe rudy
    rugby ruin ruining runs russ ruth ryan sack safer sands sang sauce saul saying scan scans
    scare scarlett scars scent score scoring scott scout scouting seal seat seating seattle
    seconds sect seeded seeds seek seem sees self sell selves semen sends sensing separated
    separates sept seth sets settings settled settles seventh sewer sewing sexist shack shade
    shaft shake shane shaped shapes share shaving sheep sheer shell shifts ship shoe shooter
    shooting shop shorten shorts shoved shovel shuts sick sides siding sigh sights simple sing
    singers singing sings sink sinner sits sizes skill skip slack slate slater slay sleep sleeping
    slice slick slight slim slime slipping slips slowing slows smack smart smell snack snap snoop
    sofa soft sole somethin sooo sorts sought soul sour spaced spaces spacex spans spare spark
    spears speeds speedy spending spice spider spiders spill spitting spoke sporting spots stab
    stable stables stacks staff staging stake stalk stalking standings stands stared starr starred
    starring stars starter startling starts starved starving stated stays steal steel stem stems
    steph steps steven sticks sticky stiff sting stink stir stitch stitches stoke stole stone
    stool stopping stops stored stores storey storm story strand stray string stuart such suck
    sucking sucks suing suit suite supper suppose surf surfaced surfaces surge sutton swamp swan
    swat sweet swell swift swine swings switched swore swung tablet tablets tail taken takes tale
    tales talking tally tang tanks tasks taste tate taxing teaches teaching tears teasing teller
    tend tends tent test testing text thats theirs theres theyre thick thigh thirsty thrown throws
    thus tick ticking tide tides tidy tile tiles till tire tires toby tomatoes tools torch torn
    tough towed town track tracks tracy tram trans transferring transfers trap trapping traps
    trash travelling travels treat treating tree trenches trey trick tricks triggers trip tripping
    troy trucking trunks tryin tube tubes tuning turf turns twin twins twitch typed types tyre
    unions unsure upload uploading upton used user uses vale vary vast vastly vent vera verb vest
    vets vice vile vince vine violent void wade wait waits wakes wall walls walt wand wander
    wandering wang ward warm warn warp wasnt wasp waste water watt watts wave wearing weary weave
    weaving wedge weeds weight wells went west whale whats wheat wherever whites whoa whom wider
    width wild wilde willing wills willy winding wing wings wink winner wiser witch witches woke
    wonders wont wood wool word works world worm worn wound write wrought xbox yang yeast yell
    york youre yours zach zhang zoom
    abort accounts acme additions aims angle applied askew attempts backed band banner basic
    basis batches belt bench blew blob blowing bound boxed brain brim broke bunk caption carries
    catches caused causes changes charged chars cheat child chomp chooses clause cleaner cleanly
    cleans clearer clever clipped cloned closers closes cloud clouds combs consent consents
    context cooked corrects counters crashes cross curl dancer dashes dealings deals defect
    delays demands destinations detects died directions displayed disposed dist doubled doubles
    dragged drained draining drawn draws drew dual dumped dupe easier eating efforts erase
    events excludes exercised extracts faced faces facet fail fakes faking feed fees fetches
    findings finer finishes flow flowing follow fooled frag funny gained gaining gale gender
    goof greeting grippers grounding guided guides handles harder hare hate heart hell hereafter
    hinting hole holidays hoops hosting howl hull hurt hushed identity included includes inserts
    inset installs instructions invert inverted jane jean jumped kicks lacked landed leads leaf
    leak lean leap lease letter level levels limit liner links loader looping loops loses lover
    main managed manager manages maps march marked masked masking masks meets mend mended menus
    meta middles mime misplaced missed mistaken mistakes moan months mounted muck mucked nasty
    nearly nests nettle news normals noted notes noticed notices numbers operates options ouch
    ours owns packet padding pages patch patched patches pause pays peel percents perf persons
    picker pickled pickling picky play pointed pointy pout prep presents prevent printed proc
    proposed proposes prove purely purposes pushes quirk racing rank rate realm received
    receives recognizes redo related relay repeats requests reserve reserves retains reward
    rewards ride ripped risk root rounds rung rungs saved saves saving says scenes seed seer
    sells sender shades shard sharp shells shifty ships shopping shot signs silk sine sites
    skipping skips slave slides slipped slots slowest solid song songs sound sparse specially
    sped spent squeezed stashed stat stating stats stomp suggests suits swam swaps tabs tack
    tags tainted talks tape targets temp tests though tier tiers tilt timed tooling totals
    touches train trained training transports trapped trim tuned views visit vote waiter walking
    wanting warned warning warns warped watched watches weak weed whee whine wins wishing wobble
    wording worlds worry writing zeros class fasten widen snag salver chiller knowing
    poppet stuffy goldilocks
    marge john billy joey norma rick sandy walter wendy alice andy basil bella beth brad cindy duke
    earl elsie faye greta hank joan kelly leah marcy maude megan mimi mitch nell percy randy tilly
    trent trish vlad yves siri bender
"""

LOOKALIKES: frozenset[str] = frozenset(_WORDS.split())
