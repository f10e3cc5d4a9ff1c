"""The preparation sheet: what the national form asks, in its order. Check it against the current form before relying on it."""

from __future__ import annotations

from typing import Literal

from cspr.operations.inputs import Day, Input, OptionalLongText, OptionalText, When, ask

MOST_CHILDREN = 4  # The national form has places for four; others are described in its further information.

KINDS = {
    "abuse_in_area": "Abuse or neglect known or suspected, and a child died or was seriously harmed in this area",
    "abuse_outside_england": "The same, outside England, of a child who normally lives in this area",
    "looked_after_death": "A looked-after child died",
    "care_leaver_death": "A care leaver died, up to and including the age of 24",
}
PLACES = {"home": "The child's home", "other_home": "Somebody else's home", "placement": "A placement", "school": "A school, college or nursery",
          "health": "A hospital or other health setting", "custody": "Custody", "public": "A public place", "online": "Online",
          "other": "Somewhere else"}
OUTCOMES = {"death": "Death", "suspected_suicide": "Death, suicide suspected", "serious_harm": "Serious harm", "other": "Other"}
HARMS = {"physical": "Physical abuse", "neglect": "Neglect", "emotional": "Emotional abuse", "sexual": "Sexual abuse",
         "exploitation": "Exploitation", "outside_home": "Harm outside the home", "not_known": "Not known yet"}
PLANS = {"looked_after": "Looked after", "protection": "Child protection plan", "need": "Child in need plan", "early_help": "Early help",
         "care_leaver": "Care leaver"}


class SheetChild(Input):
    """A child as the national form asks."""

    name: OptionalText = ask("Name", "Empty if not known or not named.", default="")
    born: Day | None = ask("Date of birth", default=None)
    due: OptionalText = ask("If not born: when due", default="")
    age: OptionalText = ask("Age at the incident", default="")
    sex: OptionalText = ask("Sex", default="")
    gender: OptionalText = ask("Gender, if different", default="")
    ethnicity: OptionalText = ask("Ethnicity", default="")
    language: OptionalText = ask("First language", default="")
    religion: OptionalText = ask("Religion or belief", default="")
    disability: OptionalText = ask("Disability", default="")
    health: OptionalText = ask("Health", default="")
    immigration: OptionalText = ask("Immigration status, if it matters", "Say if the child is seeking asylum alone.", default="")
    address: OptionalText = ask("Address", default="")
    living: OptionalText = ask("Living arrangements", "With whom, or the kind of placement.", default="")
    legal_status: OptionalText = ask("Legal status", "Any court order.", default="")
    plans: list[Literal["looked_after", "protection", "need", "early_help", "care_leaver"]] = ask("Plans and status at the time",
        labels=PLANS, default=[])
    plan_category: OptionalText = ask("Category of the child protection plan", default="")
    school: OptionalText = ask("School, and any education, health and care plan", default="")
    known_to: OptionalText = ask("Known to which agencies", default="")


SectionWord = Literal["notifier", "kind", "when", "what", "children", "family", "others"]
SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("notifier", "Who is notifying", ("notifier_name", "notifier_role", "notifier_phone", "notifier_email")),
    ("kind", "What kind of notification", ("kind", "authority_of_incident", "authority_of_residence", "authorities_told")),
    ("when", "When and where", ("aware_at", "late_reason", "happened", "happened_note", "place_kind", "place")),
    ("what", "What happened", ("outcome", "harms", "cause", "narrative", "threshold")),
    ("children", "The children", ("further_children",)),
    ("family", "Family and others", ("carers", "alleged", "siblings")),
    ("others", "Police, coroner, media and agencies", ("police", "coroner", "media", "agencies_told", "attachments")),
)


class SaveSheet(Input):
    """The whole sheet. Everything may be empty: it is saved as often as needed, and nothing here times out."""

    notifier_name: OptionalText = ask("Name", default="")
    notifier_role: OptionalText = ask("Role", default="")
    notifier_phone: OptionalText = ask("Telephone", default="")
    notifier_email: OptionalText = ask("E-mail", default="")
    kind: Literal["abuse_in_area", "abuse_outside_england", "looked_after_death", "care_leaver_death"] | None = ask(
        "Which of these is it?", default=None, labels=KINDS)
    authority_of_incident: OptionalText = ask("Authority where it happened", default="")
    authority_of_residence: OptionalText = ask("Authority where the child lives, if another", default="")
    authorities_told: OptionalText = ask("Other authorities told", default="")
    aware_at: When | None = ask("When did the authority become aware?", default=None)
    late_reason: OptionalLongText = ask("If more than five working days ago, why?", default="", lines=2)
    happened: When | None = ask("When did it happen?", default=None)
    happened_note: OptionalText = ask("If the day or time is not certain, what is known?", default="")
    place_kind: Literal["home", "other_home", "placement", "school", "health", "custody", "public", "online", "other"] | None = ask(
        "In what kind of place?", default=None, labels=PLACES)
    place: OptionalText = ask("Address or description of the place", default="")
    outcome: Literal["death", "suspected_suicide", "serious_harm", "other"] | None = ask("Outcome", default=None, labels=OUTCOMES)
    harms: list[Literal["physical", "neglect", "emotional", "sexual", "exploitation", "outside_home", "not_known"]] = ask(
        "Abuse or neglect known or suspected", labels=HARMS, default=[])
    cause: OptionalText = ask("Cause, as far as it is known", "For example: head injury, no explanation given.", default="")
    narrative: OptionalLongText = ask("What happened", "Facts first, in order of time. Say what is not known.", default="", lines=10)
    threshold: OptionalLongText = ask("Why the test for notifying is met", default="", lines=4)
    children: list[SheetChild] = ask("Child", "The form has places for four children.", default=[], add_label="Add another child")
    further_children: OptionalLongText = ask("Further children", "Anybody beyond the fourth.", default="", lines=3)
    carers: OptionalLongText = ask("Parents and carers", "Names, dates of birth, relationship, address.", default="", lines=4)
    alleged: OptionalLongText = ask("Anyone alleged to have caused the harm", default="", lines=3)
    siblings: OptionalLongText = ask("Brothers, sisters and other children: where they are, and whether they are safe", default="", lines=3)
    police: OptionalLongText = ask("Police: is there an investigation, an arrest, a charge?", default="", lines=3)
    coroner: OptionalLongText = ask("Coroner, and any joint response to the death", default="", lines=2)
    media: OptionalLongText = ask("Media interest", default="", lines=2)
    agencies_told: OptionalLongText = ask("Agencies told so far", default="", lines=2)
    attachments: OptionalLongText = ask("Papers to attach", "Orders, letters, forms: what each is and where it is kept.", default="", lines=2)
    keyed: list[SectionWord] = ask("Which parts have you typed into the national form?", "Tick each as you go. The national form forgets "
                                   "what was typed "
                                   "when it is left alone for twenty minutes; this sheet does not.", labels={w: t for w, t,
                                   _ in SECTIONS}, default=[])
