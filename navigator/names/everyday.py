"""Everyday words beside a name: those that do not change its meaning, and those that may.

`FILLER` does not put it in doubt that the person tried the name: strength, form, salt, release,
frequency, and the words of "I was on Zoloft for two years". `PLAIN` are ordinary words that may
("never", "mother", "afraid"): a name beside one is only asked about. No word of these, nor of
`LOOK_ALIKE`, which are neutral, is ever taken for a misspelled name.
"""

import re

_STRENGTH = """mg mgs mcg ug g gm gram grams milligram milligrams microgram micrograms ml mls iu
unit units percent dose doses dosage strength low high small max maximum full half"""
_FORM = """tablet tablets tab tabs capsule capsules cap caps pill pills liquid solution
suspension syrup drop drops oral mouth nasal spray nose patch patches skin transdermal injection
injections injectable shot shots infusion infusions iv intravenous intramuscular im sublingual
odt soluble film coated chewable dispersible troche troches lozenge lozenges cream powder vial
vials kit"""
_SALT = """hcl hydrochloride hbr hydrobromide hydrogen fumarate hemifumarate maleate mesylate
besylate tartrate oxalate succinate sulfate sulphate phosphate acetate citrate carbonate sodium
potassium calcium dimesylate dihydrochloride hydrate monohydrate tosylate pamoate embonate salts
salt free base"""
_RELEASE = """xr xl sr er cr ir dr la ec mr pr retard extended sustained controlled delayed
modified immediate prolonged release slow fast hour hours hr hrs 24hr 12hr long acting"""
_HOW_OFTEN = """daily day days once twice thrice times time x qd bid tid qid qam qpm qhs hs prn
po od bd tds nocte mane every each per a an the at in by on night nights nightly morning
mornings evening bedtime noon week weeks weekly month months monthly year years yr yrs as needed
need"""
_AROUND = """me bilateral unilateral mine myself i ive im we my of for since from to into until
till through about around and or then also am are is it its was were been being be have had has
do did done with some this that these those too tried took taken taking take takes used using
use got get getting given prescribed started switched changed swapped moved added stopped quit
off came current currently now still past previous previously present recent recently first
second third last one two three four five six seven eight nine ten several few couple many all
both different other another more most kind kinds type types sort sorts lot lots please eg ie
etc like such depression depressed depressive anxiety brand generic name named called medicine
medicines medication medications med meds drug drugs treatment treatments therapy therapies
course courses session sessions round rounds program programs clinic pharmacy rx mylan teva
sandoz maintenance w jan feb mar apr jun jul aug sep sept oct nov dec january february march
april may june july august september october november december spring summer autumn fall winter
ago old new yes list"""
FILLER = frozenset(" ".join((_STRENGTH, _FORM, _SALT, _RELEASE, _HOW_OFTEN, _AROUND)).split())

# Canadian labels put the manufacturer before the generic name: "teva-venlafaxine".
MAKER = re.compile(
    r"\b(?:act|apo|auro|ava|dom|gen|jamp|mint|mylan|novo|nu|pms|ran|ratio|riva|sandoz|teva)-"
    r"(?=[^\W\d_]{6})",
    re.IGNORECASE,
)

_NEGATION = """never not no none nothing neither nor without didnt dont doesnt havent hasnt
hadnt wasnt wont wouldnt couldnt cant cannot isnt arent refuse refused refusing declined decline
avoid avoided avoiding instead against rather except but unless if denied"""
_PERSON = """mother mom mum mama father dad papa parent parents sister brother sibling son
daughter kid kids child children wife husband spouse partner boyfriend girlfriend friend friends
grandmother grandma grandfather grandpa aunt uncle cousin family relative relatives he she they
him her his hers them their someone somebody people person everyone everybody who whose neighbor
roommate boss coworker colleague"""
_FEELING = """next starting switching adding afford offered waitlist afraid scared scare scares
fear fears fearful frightened terrified worried worry worries worrying nervous anxious unsure
doubt doubtful hate hated love loved want wants wanted wanting wish hope hoping hopeful think
thinking thought thoughts feel feels feeling feelings felt believe consider considering
considered wonder wondering curious interested interest plan planning planned would could should
might maybe perhaps probably possibly will shall can going gonna go went ask asked asking told
tell tells said say says saying suggested suggest recommended recommend offer read reading heard
hear hearing saw see seeing seen know known knows knew remember forgot forget allergic allergy
reaction reactions intolerant sensitive bad badly good great better best worse worst terrible
awful horrible helped help helps helping helpful work works worked working failed fail failing
success nothing anything something everything someday soon later before after during while when
where why what which how because due cause caused causes causing made make makes making gave
give giving left leave effect effects side withdrawal nausea weight gain gained lost loss tired
tiredness sleepy sleepiness awake dizzy dizziness headache headaches insomnia sleeping rash sick
sickness vomiting sweating shaking tremor suicidal angry irritable numb crying sex sexual libido
pain hurt hurts hurting suffering problem problems issue issues trouble symptom symptoms"""
_OTHER = """doctor doctors psychiatrist psychiatrists therapist therapists nurse pharmacist
hospital emergency office visit visits appointment insurance price cost costs expensive cheap
money pay paid job work school home house place world country city street door car phone paper
book books page website internet online video app water coffee tea milk food foods eat eating
eaten drink drinks drinking alcohol wine beer smoke smoking cigarette cigarettes breakfast lunch
dinner walk walks walking run running swim bike biking exercise exercises yoga garden gardening
music art nature dog cat pet pets animal animals church god prayer pray faith life live living
alive dead death die dying dies born birth baby pregnant pregnancy period periods age aged young
older man men woman women boy girl adult adults teen teens head heart brain mind body mood moods
blood liver kidney stomach skin eyes ears mouth hand hands feet test tests testing study studies
trial trials research result results level levels check checks checked number numbers point
points part parts thing things way ways words word question questions answer answers idea ideas
reason reasons story stories true false right wrong same similar enough little much very really
quite so just only even ever again always often sometimes usually mostly rarely almost already
yet today tomorrow yesterday tonight minute minutes moment moments while long short early late
later big large strong weak hard easy simple normal natural regular special general public
private local main major minor single double extra total whole entire under over above below
between among behind beside beyond near away back down up out here there everywhere nowhere than
though although however therefore otherwise besides either you your yours me mine our ours us
any call called hello hi hey thanks thank please sorry okay ok well fine bipolar schizophrenia
psychosis mania manic disorder disorders illness disease condition conditions diagnosis
diagnosed adhd add ocd ptsd autism trauma panic stress stressed grief burnout migraine migraines
seizure seizures epilepsy cancer diabetes thyroid pressure cholesterol infection surgery
operation anesthesia mediation meditating vitamins vitamin supplement supplements herbs herb
herbal minerals mineral protein proteins relief remedy remedies cure cures support supports
group groups class classes training coach coaching skills skill practice practices habit habits
routine routines social isolation lonely loneliness alone together outside inside stay stayed
staying stop stopping start begin began beginning continue continued continuing keep kept
keeping try trying return returned restart restarted increase increased reduce reduced lower
lowered raise raised wait waiting waited"""
# Words and names of people and places that are a possible misspelling of a medicine's name; found
# by looking up the most frequent words of English.
_LOOK_ALIKE = """ability adamant adapting adapts addition adjust adventure africa agility
airlift allergen ambience ambient amending amplify anthrax arroyo ascending bailiff benito bezos
bondage bother britain buenos busier buster calling callum camelot carnage celebs celery coaxial
comical compose concave conceit concept concepts concerns concert concerted concerto concerts
conclave concordia concrete confirm contract contrary contrast contrived converts cumin cymbals
david daytona dealing departs deploy desires devlin dispersal distress dmitri dotted dumont
duran dylan elderly electron electronic electrons elena elevate encourage encouraged encouraging
ended ender erika eroded evoke evoked evokes exacting expanse fatima favoring federal feudal
fulfil gordon hayden herds heres heros impatient inequal infernal integral internal interval
invert invest isabella italia italian johnny journal journey krakow laguna lamont latvian logan
logical lohan lotion lovin lumen lumia lupin lustre lyric lyrical lyrics maoist mariana marilyn
maris maryland memory mexico mirage motive motives mulan muscat norwalk novella parade parlor
pastime patel pauline pavel paxton pippin pixel politic politico politics pomona prizes prodigal
readily resell restored restores restoring salam secret secrets seeded seldom sending sequel
serbs sergei sergey sermons serra served server serves setlist sevilla shaded shaken silencer
singin situation solemn solito sorta spinal splendor stable stables stably stallion stallone
stanton stanza station sundae tavern thereby topical toulon tricycle trina tuscan vacuum vatican
verbs vivian warning wavering weldon willing"""
NEGATION = frozenset(_NEGATION.split())
PERSON = frozenset(_PERSON.split())
PLAIN = (NEGATION | PERSON | frozenset(f"{_FEELING} {_OTHER}".split())) - FILLER
LOOK_ALIKE = frozenset(_LOOK_ALIKE.split())

# Verbs of taking something. With a negation or another person they begin a clause that a comma
# does not end: "my mother took Prozac, Zoloft and Paxil".
TOOK = frozenset("took taken take takes taking tried try had have has on used uses was is".split())

NUMBERS = {word: n for n, word in enumerate("two three four five six seven eight nine".split(), 2)}
NUMBERS |= {str(n): n for n in range(2, 10)}
