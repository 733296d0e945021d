"""The patterns and the messages of the script that reads lists in the browser.

They are here and not in the script, so that the script stays small and all wording is in one place.
`SIGNS` are case-insensitive patterns in the syntax that Python and JavaScript share.
"""


def _any(words: str) -> str:
    """One alternation pattern from patterns that are separated by " / "."""
    return "|".join(part.strip() for part in words.split(" / "))


_FAMILY = _any(
    "mother / mom / mum / father / dad / parents? / sister / brother / son / daughter / kids? / "
    "child(?:ren)? / wife / husband / spouse / partner / boyfriend / girlfriend / friends? / "
    r"grand\w+ / aunt / uncle / cousin / family"
)
_START = _any("start(?:ed)? / begin / began / begun / filled / picked up / dispensed")
_NOT_TAKEN = _any(
    "allerg(?:y|ies) / adverse reactions? / (?:drug )?intolerances? / "
    "family (?:medical |health )?history / immunizations? / vaccin(?:e|es|ations?) / "
    "(?:drug )?interactions? / care team / insurance / (?:active )?problems?(?: list)? / "
    "diagnos[ei]s / (?:medical )?conditions? / social history / review of systems"
)
_PARTS = _any(
    "medications? / medicines? / prescriptions? / drugs / treatments? / therap(?:y|ies) / "
    "procedures? / history / notes? / results? / list"
)
_PEOPLE = _any(
    "dr / mr / mrs / ms / miss / by / patient(?: name)? / name / address / provider / doctor / "
    "physician / nurse / pharmacy / pharmacist / clinic / hospital / dear / from / city / street / "
    "therapist / psychiatrist / dob"
)
_DENIED = _any(
    r"never / no / not / don['’]?t / didn['’]?t / haven['’]?t / refus\w+ / declin\w+ / avoid\w* / "
    r"allerg\w+ / intoleran\w+ / contraindicated / interact\w* / consider\w* / discuss\w* / "
    r"ask(?:ed|ing)? about / want\w* / might / could / should / if you / afraid of / "
    rf"scared of / instead of / (?:my|his|her|our|their|your) (?:own )?(?:{_FAMILY}) / "
    rf"(?:{_FAMILY}):"
)
_FORMS = _any(
    "tablets? / tabs? / capsules? / caps / pills? / solution / suspension / syrup / inhaler / "
    "cream / ointment / drops / patch / injection / spray"
)
_END = _any(
    r"stop\w* / end\w* / discontinued? / d/c / until / till? / thru / through / to / off / quit / "
    r"finish\w* / complet\w* / last (?:filled|dispensed|taken)"
)
_NEITHER = _any(
    r"birth / birthday / dob / born / print\w* / expir\w* / exp / refill\w* / due / next / "
    "appointment / visit / generated / updated / reviewed / reported / valid / as of"
)

SIGNS = {
    # A part of a print-out that is not about what was taken, and the head of the next part.
    "leftOut": rf"^[#*\s]*(?:{_NOT_TAKEN})\b[^:]{{0,30}}(?::|$)",
    "heading": r"^[#*\s]*[a-z][a-z /&()-]{2,50}:$"
    rf"|^[a-z /&()-]{{0,40}}\b(?:{_PARTS})\b[^\d]{{0,30}}$",
    # What stands before a name of a person or a place: a near name there is no slip.
    "people": rf"\b(?:{_PEOPLE})\b|@",
    "person": rf"(?:\b(?:{_PEOPLE})\b[\s.:#-]*|@\S*)$",
    "birth": r"\b(?:dob|d\.o\.b|date of birth|birth ?date|birthday|born)\b",
    "notStarted": rf"\b(?:not|never|didn['’]?t|did not|wasn['’]?t|was not) (?:yet )?(?:{_START})\b"
    r"|\b(?:not|never)[- ]taken\b|\bnever took\b|\bdid(?: not|n['’]t) take\b",
    "denied": rf"\b(?:{_DENIED})(?!\w)",
    # Verbs by which a denial reaches over commas, and words by which a date reaches over a gap.
    "took": r"\b(?:took|taken?|takes|taking|tried|try|had|have|has|on|used?|uses|discuss\w*)\b|:",
    "dated": r"\b(?:start|began|begin|since|stop|end|discontinu|prescri|order|fill|issu)",
    # Before a date: that it is the end, or that it says nothing of when something was taken.
    "end": rf"\b(?:{_END})\b[^a-z]*(?:(?:on|date|in|about|around)\b[^a-z]*)*$",
    "neither": rf"\b(?:{_NEITHER})\b[^,;]*$",
    "medicine": rf"\d\s?(?:mg|mcg|µg|ug|g|ml|iu|units?|meq|%)(?:\W|$)|\b(?:{_FORMS})\b",
}

_PASTE = "Copy the list and paste it in the box."
SAYS = {
    "empty": "This file is empty.",
    "large": f"This file is too big to read here. {_PASTE}",
    "picture": "This is a picture. We cannot read pictures. Type the names, or paste them as text.",
    "pdf": "This is a PDF. Open it, copy the list, and paste it in the box.",
    "office": "We cannot read this kind of document. Open it, copy the list, and paste it.",
    "strange": f"We cannot read this kind of file. {_PASTE}",
    "broken": f"This file is broken or not complete. {_PASTE}",
    "entities": f"This file has parts that are not safe to open. {_PASTE}",
    "none": "We found no list of medicines in this file.",
    "zip": "This zip file unpacks to more than 50 MB. Open it first. "
    "Then choose the file inside that lists your medicines.",
    "health": "This export unpacks to more than 50 MB. Open it first. "
    "In the folder “clinical-records”, choose the files that start with “Medication”.",
    "noRecords": "This Apple Health export has no medicine records from a clinic in it.",
    "locked": "This zip file is locked. Open it first. Then choose the file inside.",
    "unread": "We could not open this file. Choose it again.",
    "notLoaded": "The list of names did not load. Close this part and open it again.",
    "nothing": "Paste a list or choose a file first.",
    "found0": "We found nothing here that we know. You can type names in the field above.",
    "found1": "We found 1. Is it right?",
    "found": "We found {count}. Look at each one.",
    "cut": "The list was too long to read to its end. Paste the rest on its own.",
    "line": "From your list:",
    "since": "From {from}.",
    "until": "Until {to}.",
    "between": "From {from} to {to}.",
    "already": "This is on your list already.",
    "went": "How did it go?",
    "skip": "Say it, or skip it",
    "other": "I took it for something else",
    "leave": "Leave out",
    "back": "Put back",
    "unknown": "Not on our list",
    "own": "Tick what you want to keep in your own words.",
    "unsure": "Not sure which one these are. Type them in the field above:",
    "add": "Add these",
    "again": "Start over",
    "added": "Added {names}.",
    "addedNone": "Nothing was added.",
    "full": "You can keep 10 things in your own words. Take one off first.",
}
