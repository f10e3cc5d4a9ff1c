"""The rule of `cspr.access.reads` in the database itself: row-level security on every table with case material (ADR 0110).

One line a table; `tests/architecture` refuses a table that leads to a case and has none here. The expressions ask who asks
in sub-selects, which the database answers once a statement and not once a row.
"""

from __future__ import annotations

from cspr.access.rooms import COLLATED, OPENS

WEB, WORKER = "cspr_web", "cspr_worker"  # The database's roles; the third is the owner, who migrates, backs up and audits.


def _said(setting: str, name: str, kind: str) -> str:
    return f"(SELECT (public.cspr_said('cspr.{setting}') ->> '{name}')::{kind})"


MEMBER, HOME = _said("asked", "member", "bigint"), _said("asked", "home", "bigint")
_STANDING, _CONTENT = _said("asked", "standing", "boolean"), _said("asked", "content", "boolean")
_ON = _said("asked", "on", "date")
_ROLE, _WHO = _said("asked", "role", "text"), _said("asked", "who", "text")
_BARRED = "(SELECT public.cspr_barred())::bigint[]"
# The cases open to who asks in an emergency; and of those the ones in which that opens what every agency wrote.
_EMERGENCIES = _said("asked", "emergencies", "bigint[]") + "::bigint[]"
_EMERGENCIES_WHOLE = _said("asked", "emergencies_whole", "bigint[]") + "::bigint[]"
_OPEN_CASE, _OPEN_HOME = _said("door", "case", "bigint"), _said("door", "home", "bigint")


# The one case at hand is asked about once a statement; for a list, the cases granted are gathered once, as ranges that are quick to look in.
_GRANTED = """{case} = (SELECT public.cspr_at_hand())
    OR (SELECT range_agg(int8range(g.case_id, g.case_id, '[]')) FROM public.cspr_granted g) @> {case}"""


def _in_sight(case: str, mine: str = _GRANTED) -> str:
    """Rows of a partnership: those of no case, of cases that are `mine` and not barred, and of what the door has opened."""
    return f"""(partnership_id = {HOME} AND ({case} IS NULL OR ({case} <> ALL ({_BARRED})
        AND ({_STANDING} OR {case} = ANY ({_EMERGENCIES}) OR {mine}))))
    OR {case} = {_OPEN_CASE} OR partnership_id = {_OPEN_HOME}""".replace("{case}", case)


_MINE = f"member_id = {MEMBER}"
_HOME = f"partnership_id = {HOME}"
# A grant that is held: that it is there is what opens the case, so this rule rests on no other.
HELD = f"role = {_ROLE} AND who IN ('', {_WHO}) AND since <= {_ON} AND (until IS NULL OR until >= {_ON})"
# Rows that say their case alone.
_THROUGH_CASE = f"case_id = {_OPEN_CASE} OR EXISTS (SELECT FROM public.record_case c WHERE c.id = {{table}}.case_id)"

REACHES: dict[str, str] = {
    "record_case": _in_sight("record_case.id"),
    "access_grant": _in_sight("access_grant.case_id", f"({HELD})"),
    **dict.fromkeys((
        "record_fact", "record_document", "record_duty", "record_file", "access_looked", "people_person", "people_relation", "mail_message",
        "documents_copy", "chronology_import", "chronology_entry", "chronology_problem", "chronology_link", "chronology_note",
        "access_lookhead", "access_glass", "access_restriction", "reading_flag",
    ), _in_sight("{table}.case_id")),
    **dict.fromkeys(("access_bar", "record_shift", "record_shareddraft"), _THROUGH_CASE),
    # What a person has typed or chosen and not sent; of a case only as long as that is theirs.
    "record_draft": f"{_MINE} AND (case_id IS NULL OR {_THROUGH_CASE})",
    "record_staged": _MINE,
    "record_submission": _MINE,
    # Of no case, but not another partnership's business either.
    **dict.fromkeys(("mail_letter", "chronology_remembered"), _HOME),
}

# Within a case that is theirs: who has only the log reads none of its material, and of what agencies write each agency its own, until
# the collated whole is open to it. These rules bind on top of those above.
_DOOR = f"case_id = {_OPEN_CASE}"
_WHOLE = f"""({_CONTENT} AND ({_STANDING} OR case_id = ANY ({_EMERGENCIES_WHOLE})
    OR EXISTS (SELECT FROM public.cspr_granted g WHERE g.case_id = {{table}}.case_id
        AND g.scope IN ({", ".join(f"'{scope}'" for scope, rooms in sorted(OPENS.items()) if rooms & COLLATED)}))))"""
_OWN_AGENCY = f"{_DOOR} OR partnership_id = {_OPEN_HOME} OR {_WHOLE} OR ({_ROLE} = 'agency' AND {{column}} = {_WHO})"
_MATERIAL = f"case_id IS NULL OR {_CONTENT} OR {_DOOR} OR partnership_id = {_OPEN_HOME}"

WITHIN: dict[str, str] = {
    **dict.fromkeys(("record_duty", "people_person", "people_relation", "documents_copy", "mail_message"), _MATERIAL),
    # With its certificate, what is left to the auditor of a case that was disposed of.
    "record_fact": f"kind = 'case_disposed' OR {_MATERIAL}",
    "record_shift": f"{_CONTENT} OR {_DOOR}",
    **dict.fromkeys(("chronology_import", "chronology_entry", "chronology_problem"), _OWN_AGENCY.replace("{column}", "agency")),
    **dict.fromkeys(("chronology_link", "chronology_note"), f"{_DOOR} OR partnership_id = {_OPEN_HOME} OR {_WHOLE}"),
    "record_shareddraft": f"{_DOOR} OR {_WHOLE} OR ({_ROLE} = 'agency' AND holder = {_WHO})",
    "record_file": f"case_id IS NULL OR ({_CONTENT} AND purpose NOT IN ('return', 'chronology')) OR {_OWN_AGENCY.replace('{column}', 'for_value')}",
    "record_document": f"""case_id IS NULL OR kind = 'disposal_certificate'
        OR ({_CONTENT} AND kind NOT IN ('return', 'return_for_approval') AND NOT starts_with(kind, 'chronology_'))
        OR {_OWN_AGENCY.replace('{column}', 'for_value')}""",
}

# What is written once. The triggers of the tables refuse a change to everybody; the service's own roles have not even the right to try.
WRITTEN_ONCE = ("record_fact", "record_document", "record_seal")
# What a function of the owner writes for them: they read it.
WRITTEN_FOR_THEM = ("access_looked", "access_lookhead")
# What neither role has any business with.
THE_OWNERS = ("django_migrations", "access_key")
# What the worker has none with: nobody signs in to it. Of tokens it takes away those that ended long ago.
NOT_THE_WORKERS = ("django_session",)
THE_WORKER_REMOVES = ("tokens_token",)


def of_table(table: str) -> dict[str, str]:
    """The policies of a table by their names: to whom, and which rows. Those that permit add up; one that is restrictive binds besides."""
    rules = {"need_to_know": ("PERMISSIVE", WEB, REACHES[table]), "own_part": ("RESTRICTIVE", WEB, WITHIN.get(table)),
             "the_workers": ("PERMISSIVE", WORKER, "true")}
    return {name: f"AS {kind} TO {role} USING ({rule}) WITH CHECK ({rule})".replace("{table}", table)
            for name, (kind, role, rule) in rules.items() if rule}
