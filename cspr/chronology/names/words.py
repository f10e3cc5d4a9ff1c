"""Names that are also words, short names, and titles. Plain data."""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Given names and surnames that are ordinary words too. In small letters they are left alone; with a capital they are looked at.
_WORDS = """
will may grace hope faith joy rose lily daisy poppy ivy violet ruby amber jade summer autumn april june august mark bill rob pat sue jack
guy drew chase hunter mason carter baker cook brook field fields hill wood woods stone rivers lake park parks green brown white black gray
grey king price bishop young long short little small rich sharp best bond cash christian miles robin ash sky star penny frank grant art gene
ray rod don dot bob nick josh skip chip melody harmony charity mercy patience crystal pearl olive ginger holly hazel heather iris angel
destiny honey blue gold silver love day knight page ford banks bell ball bean berry bird fox wolf lamb drake swan crane martin hawk bridges
church temple abbey castle house hall lane street gates mills miller potter fisher shepherd gardener butler porter walker turner parker
archer major noble wise moody swift savage strong power self case law judge cross pope child nan nana gran granny mum mam mummy dad daddy
grandad baby uncle auntie aunt bear bug peanut son sunny sonny prince princess duke earl max bay dean's wells head cousins friend good
goodman newman person west north east rush read reed hunt hope's sands winter winters snow frost storm rain gale waters pool ward wards cole
coles waller ley bates barber carer nurse page's
"""
WORDS = _set(_WORDS)

# At the start of a sentence these are verbs before a subject or a plain verb: "Will the plan be reviewed?", "May need a referral."
MODALS = frozenset({"will", "may"})
# What follows a name at the start of a sentence: the verb of a report, or something about the person. -ed and -ing are known by their ends.
_FOLLOWS = """
was is has had did does says said told seen went came gave left found took brought spoke felt fell ran got made kept slept hit hurt thought
saw stood sat woke agreed lost held caught began became knew wrote threw broke bit ate drank drove hid sent heard met paid rang sang shook
shut swore tore understood wore and with who whose aged now then also still not appears appeared looks seems alert well unwell tired happy
sad upset quiet clean dirty present absent home asleep awake would will could can should might must later late alone unkempt settled never
always often weighs weighed presents presented reports wants likes lives
"""
FOLLOWS = _set(_FOLLOWS) - {"not", "also", "still", "now", "then"}
# Words after a word of the list above, at the start of a sentence, that make it no name: "Mark on left arm", "Hope that", "Bill for rent".
NOT_AFTER = _set("on the a an of to that this for from above below under over measuring approx it he she they we i you my his her their is")
VERB = re.compile(r"(?<!e)(?<!^)ed$|[^r]ied$|(?<=[a-z]{3})(?<!br)ing$")  # "Seemed", "tried", "crying"; not "need", "feed", "bring".
MONTH_BEFORE = _set("in since until till by during early mid late end beginning start of last next this before after")
BETWEEN = _set("to and from or between")

TITLES = _set("mr mrs ms miss master mx dr prof professor sir lady rev pc dc ps ds di sgt sw hv cllr nurse sister midwife")
MONTHS = _set("january february march april may june july august september october november december")
DAYS = _set("monday tuesday wednesday thursday friday saturday sunday")

# Two or three capitals that mean something else in every chronology: never somebody's initials unless with full stops.
_LETTERS = """
gp hv sw pc dc ps ds di ed ae cp cn na ok am pm tv uk it id mh dv da la hr ot pt ct mr ms dr st rd no nb re cc bf gf ex iv im bp hb wt ht kg
cm mm tl tm sm dm rm mp er ir dna cin csc pru poc ppn phn gcs nai cyp cpn abe dob dsl nfa ehc iro icu rtc sarc
"""
LETTERS = _set(_LETTERS) - {"rm", "dm", "sm"}

_SHORT = """
abigail abi abby|alan al|albert bert bertie|alexander alex sandy xander|alexandra alex sandra lexi|alfred alf alfie fred|alison ali|
amanda mandy|amelia amy millie|andrew andy drew|angela angie|anthony tony ant|antony tony ant|archibald archie|barbara barb babs|
benjamin ben benji|bethany beth|bradley brad|bridget bridie|callum cal|cameron cam|caroline carrie caz|
catherine cath cathy kate katie kitty|charles charlie chas chaz|charlotte charlie lottie|christine chris chrissie|christopher chris kit|
daniel dan danny|darren daz|david dave davey|deborah deb debbie debs|dennis den|derek del|donna don|dorothy dot dottie|
edward ed eddie ted teddy ned|eleanor ellie nell|elizabeth liz lizzie beth betty eliza libby|emily em emmy|emma em|frances fran frankie|
francis frank frankie|frederick fred freddie|gabriella gabby|gareth gaz|gary gaz|geoffrey geoff|georgina georgie george|gerald gerry|
gillian gill|gregory greg|harold harry|henry harry hal|isabella izzy bella|isabelle izzy belle|jacob jake|jacqueline jackie|
james jim jimmy jamie|janet jan|jason jay|jennifer jen jenny|jeremy jerry jez|jessica jess jessie|joanna jo|joanne jo|john johnny jack|
jonathan jon jonny|joseph joe joey|joshua josh|julian jules|katherine kath kathy kate katie|kathleen kath|katie kate|kenneth ken kenny|
kerry kez kel|kevin kev|kimberley kim|laura lol|lauren loz|lawrence larry laurie|leonard len lenny|lewis lew|louise lou|lucy lu|
madeleine maddie|madison maddie|margaret maggie meg peggy|matthew matt matty|maxwell max|megan meg|melanie mel|melissa mel|
michael mike mick mikey|michelle shell|mohammed mo|muhammad mo|natalie nat|natasha tash|nathan nate|nathaniel nate nat|nicholas nick nicky|
nicola nicky nic|nicole nic nikki|oliver ollie|olivia liv livvy|pamela pam|patricia pat patsy trish|patrick pat paddy|penelope penny|
peter pete|philip phil|phillip phil|rachel rach|raymond ray|rebecca becky becca bex|reginald reg reggie|richard rich rick dick richie|
robert rob bob bobby robbie|roderick rod|ronald ron ronnie|rosemary rosie|rowan ro|russell russ|samantha sam|samuel sam sammy|sandra san|
sarah sal|sebastian seb|sharon shaz|simon si|sophie soph|stephanie steph|stephen steve stevie|steven steve stevie|stuart stu|
susan sue susie|suzanne sue suzy|terence terry tel|teresa terri|theodore theo ted|thomas tom tommy|timothy tim|tobias toby|tracey trace|
trevor trev|valerie val|veronica ronnie|victor vic|victoria vicky tori|vincent vince|wayne waz|william will bill billy willie liam|
zachary zach zac|dean deano
"""
SHORT = {first: tuple(rest) for first, *rest in (one.split() for one in _SHORT.replace("\n", "").split("|"))}

# A role under another word.
ROLES = {
    "mum": "mother", "mam": "mother", "mummy": "mother", "dad": "father", "daddy": "father", "nan": "grandmother", "nana": "grandmother",
    "gran": "grandmother", "granny": "grandmother", "grandad": "grandfather", "boyfriend": "partner", "mother’s partner": "mother's partner",
    "mum's partner": "mother's partner", "mother's boyfriend": "mother's partner", "mum's boyfriend": "mother's partner",
}  # fmt: skip
