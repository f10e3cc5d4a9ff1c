"""The rule of `cspr.access.reads` in the database itself: row-level security on every table with case material (ADR 0110).

One line a table; `tests/architecture` refuses a table that leads to a case and has none here. What who asks may see, functions of the
database say (`cspr.access.beneath`), in sub-selects: they are asked once a statement, if at all, and not once a row.
"""

from __future__ import annotations

WEB, WORKER = "cspr_web", "cspr_worker"  # The database's roles; the third is the owner, who migrates, backs up and audits.

# How far a case is open: not at all; that there is one, and who looked; its material; what every agency wrote; to the door's run, all of it.
CLOSED, KNOWN, MATERIAL, COLLATED, THE_WHOLE = range(5)


def _asked(word: str, kind: str) -> str:
    return f"(SELECT public.cspr_asked('{word}')::{kind})"


_HOME, _MINE = (f"{column}_id = {_asked(word, 'bigint')}" for column, word in (("partnership", "home"), ("member", "member")))


def _far(far: int, case: str = "case_id", also: str = "") -> str:
    """A case is open as far as that. The one at hand is told by its number alone; for another, all that are open are listed.

    also: what else is so of rows of another. For who sees every case but some, those some are listed.
    """
    at_hand = f"CASE WHEN {case} = (SELECT public.cspr_at_hand({CLOSED})) THEN {case} = (SELECT public.cspr_at_hand({far}))"
    # The inner SELECT: else the list would be made, only to guess how long it is, for every statement.
    listed = f"{case} IN (SELECT unnest((SELECT public.cspr_listed({KNOWN if far == MATERIAL else far}))))"
    as_far = "" if far == KNOWN else f"{_asked('far', 'integer')} >= {far} AND "
    return f"{at_hand} ELSE {also}{as_far}(({listed}) IS DISTINCT FROM {_asked('standing', 'boolean')}) END"


def _open(far: int) -> str:
    """Rows of the partnership: of a case that is open as far as that, or of none."""
    return f"(case_id IS NULL AND {_HOME} OR {_far(far, also=f'{_HOME} AND ')})"


def _of_agencies(column: str, others: str = "false") -> str:
    """What agencies write (the rows that are not `others`): each agency has its own alone, until the collated whole is open to it."""
    return f"{_open(COLLATED)} OR (({others} OR {column} = {_asked('agency', 'text')}) AND {_open(MATERIAL)})"


# Rows that say their case alone: theirs is the partnership of that.
_THROUGH_CASE = "EXISTS (SELECT FROM public.record_case c WHERE c.id = {table}.case_id)"

# A grant that is held opens the case by itself, unless something is closed to who asks: to look for the cases of thousands is to look twice.
_HELD = f"""{_HOME} AND role = {_asked('role', 'text')} AND (who = '' OR who = {_asked('who', 'text')}) AND since <= {_asked('on', 'date')}
    AND (until IS NULL OR until >= {_asked('on', 'date')}) AND (SELECT public.cspr_unbarred())"""

REACHES: dict[str, str] = {
    "record_case": _far(KNOWN, "id", f"{_HOME} AND "),
    "access_grant": f"{_HELD} OR {_open(KNOWN)}",
    **dict.fromkeys(("access_looked", "access_lookhead", "access_glass", "access_restriction", "reading_flag"), _open(KNOWN)),
    "access_bar": _THROUGH_CASE,
    **dict.fromkeys(("record_duty", "people_person", "people_relation", "documents_copy", "mail_message"), _open(MATERIAL)),
    # With its certificate, what is left of a case that was disposed of to who has only the log.
    "record_fact": f"{_open(MATERIAL)} OR (kind = 'case_disposed' AND {_open(KNOWN)})",
    "record_document": f"""{_of_agencies("for_value", "kind NOT IN ('return', 'return_for_approval') AND NOT starts_with(kind, 'chronology_')")}
        OR (kind = 'disposal_certificate' AND {_open(KNOWN)})""",
    "record_file": _of_agencies("for_value", "purpose NOT IN ('return', 'chronology')"),
    **dict.fromkeys(("chronology_import", "chronology_entry", "chronology_problem"), _of_agencies("agency")),
    **dict.fromkeys(("chronology_link", "chronology_note"), _open(COLLATED)),
    "record_shareddraft": f"{_THROUGH_CASE} AND (holder = {_asked('agency', 'text')} OR {_far(COLLATED)})",
    "record_shift": f"{_THROUGH_CASE} AND {_far(MATERIAL)}",
    # What a person has typed or chosen and not sent; of a case only as long as that is theirs.
    "record_draft": f"{_MINE} AND (case_id IS NULL OR {_THROUGH_CASE})",
    **dict.fromkeys(("record_staged", "record_submission"), _MINE),
    # Of no case, but not another partnership's business either.
    **dict.fromkeys(("mail_letter", "chronology_remembered"), _HOME),
}

# What is written once. The triggers of the tables refuse a change to everybody; the service's own roles have not even the right to try.
WRITTEN_ONCE = ("record_fact", "record_document", "record_seal")
# What the owner, or a function of the owner, writes: they read it.
WRITTEN_FOR_THEM = ("access_looked", "access_lookhead", "django_migrations")
# What neither role has any business with.
THE_OWNERS = ("access_key",)
# What the worker has none with: nobody signs in to it. Of tokens it takes away those that ended long ago.
NOT_THE_WORKERS = ("django_session",)
THE_WORKER_REMOVES = ("tokens_token",)


def of_table(table: str) -> dict[str, str]:
    """The policies of a table by their names: to whom, and which rows. Raises KeyError for a table that has none."""
    # As a number that is not 0, which the database guesses to be so of nearly every row, as it is of those that pages ask for. Of the rule itself it
    # would guess that it is so of half of them or next to none, and read lists the long way round.
    reaches = f"CASE WHEN {REACHES[table].replace('{table}', table)} THEN 1 ELSE 0 END <> 0"
    rules = {"need_to_know": (WEB, reaches), "the_workers": (WORKER, "true")}
    return {name: f"TO {role} USING ({rule}) WITH CHECK ({rule})" for name, (role, rule) in rules.items()}
