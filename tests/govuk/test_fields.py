from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.template import engines

from cspr.govuk import fields as gov
from tests.govuk.gallery import BAD, Everything


def shown(form: gov.GovForm, template: str = "{% error_summary form %}{% gov_form form %}") -> str:
    return engines["django"].from_string("{% load govuk %}" + template).render({"form": form})


def one(field: Any, **data: Any) -> gov.GovForm:
    made = type("One", (gov.GovForm,), {"x": field})
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name.replace("_", "-"), value if isinstance(value, list) else [value])
    form: gov.GovForm = made(query)
    return form


def fault(field: Any, **data: Any) -> str:
    form = one(field, **data)
    assert not form.is_valid()
    return form.error_summary()[0].text


def test_each_fault_is_listed_and_leads_to_the_box_at_fault() -> None:
    form = Everything(BAD)
    page = shown(form)
    lines = form.error_summary()
    assert [line.href for line in lines] == [
        "#id_who", "#id_on-day", "#id_at-month", "#id_told", "#id_view", "#id_agency", "#id_count", "#id_email",
    ]  # fmt: skip
    for line in lines:
        assert f'id="{line.href[1:]}"' in page


def test_a_fault_is_read_out_with_its_box() -> None:
    page = shown(one(gov.Text(label="Who was told?", hint="For example: mother."), x=""))
    assert 'aria-describedby="id_x-hint id_x-error"' in page
    assert "Answer “Who was told?”." in page


def test_what_was_typed_is_shown_again_even_when_it_is_no_date() -> None:
    page = shown(one(gov.When(label="When?"), x_day="31", x_month="Feb", x_year="2026", x_time="25:99"))
    for value in ("31", "Feb", "2026", "25:99"):
        assert f'value="{value}"' in page


def test_a_password_is_never_shown_again() -> None:
    assert "hunter2" not in shown(one(gov.Password(label="Password"), x="hunter2"))


def test_typed_markup_is_shown_as_typed() -> None:
    for field in (gov.Text(label="Name"), gov.LongText(label="Text"), gov.Number(label="Number"), gov.Email(label="Email")):
        page = shown(one(field, x='"><script>alert(1)</script>'))
        assert "<script" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("text", "says"),
    [("a\x00b", "a control character at character 2"), ("a\u202eb", "reverses the direction of text"), ("\ud83d", "half of a character")],
)
def test_characters_that_cannot_be_kept_or_that_mislead_are_refused(text: str, says: str) -> None:
    assert says in fault(gov.LongText(label="What happened"), x=text)


@pytest.mark.parametrize("text", ["مريم", "שרה", "Zoë 👩‍👧 Łukasz", "O’Brien-Świątek", "李小明"])
def test_names_of_every_script_are_kept(text: str) -> None:
    form = one(gov.Text(label="Name"), x=f"  {text} ")
    assert form.is_valid()
    assert form.cleaned_data["x"] == text


def test_the_same_name_typed_two_ways_is_the_same_text() -> None:
    assert one(gov.Text(label="Name"), x="Zoe\u0308").is_valid()
    form = one(gov.Text(label="Name"), x="Zoe\u0308")
    form.is_valid()
    assert form.cleaned_data["x"] == "Zo\u00eb"


def test_too_long_says_how_long_and_how_much_to_take_out() -> None:
    says = "“What happened” is 10,003 characters long; the most is 10,000. Take out 3."
    assert fault(gov.LongText(label="What happened"), x="y" * 10_003) == says
    assert one(gov.LongText(label="What happened"), x="y" * 10_000).is_valid()
    assert one(gov.LongText(label="What happened"), x="a\r\n" * 5_000).is_valid(), "a line end counts once, however it is sent"


def test_line_breaks_stay_in_long_text_only() -> None:
    long, short = one(gov.LongText(label="T"), x="a\r\nb"), one(gov.Text(label="T"), x="a\r\nb")
    assert long.is_valid() and short.is_valid()
    assert (long.cleaned_data["x"], short.cleaned_data["x"]) == ("a\nb", "a b")


def test_when_gives_a_date_or_a_time_of_day_in_london() -> None:
    plain = one(gov.When(label="When?"), x_day="14", x_month="5", x_year="2026", x_time="")
    timed = one(gov.When(label="When?"), x_day="14", x_month="5", x_year="2026", x_time="2.30pm")
    assert plain.is_valid() and timed.is_valid()
    assert type(plain.cleaned_data["x"]) is date
    assert timed.cleaned_data["x"] == datetime(2026, 5, 14, 14, 30)


def test_a_time_with_no_date_asks_for_the_date() -> None:
    assert "must include a day and a month and a year" in fault(gov.When(label="When?"), x_time="14:30")


@pytest.mark.parametrize(("posted", "answer"), [("yes", True), ("no", False), ("true", True), ("false", False)])
def test_yes_and_no(posted: str, answer: bool) -> None:
    form = one(gov.YesNo(label="Told?"), x=posted)
    assert form.is_valid() and form.cleaned_data["x"] is answer


def test_an_answer_that_was_not_offered_is_refused() -> None:
    choices = [("a", "A"), ("b", "B")]
    for field in (gov.Radios(label="Which?", choices=choices), gov.Select(label="Which?", choices=choices), gov.YesNo(label="Which?")):
        assert fault(field, x="zzz") == "“Which?” needs one of the answers listed."
    assert fault(gov.Checkboxes(label="Which?", choices=choices), x=["a", "zzz"]) == "“Which?” needs one of the answers listed."


def test_ticks_come_in_the_order_of_the_page() -> None:
    form = one(gov.Checkboxes(label="Which?", choices=[("a", "A"), ("b", "B")]), x=["b", "a", "b"])
    assert form.is_valid() and form.cleaned_data["x"] == ["a", "b"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("x", "must be a whole number"),
        ("1.5", "must be a whole number"),
        ("0", "must be from 1 to 20"),
        ("21", "must be from 1 to 20"),
        ("٣", "whole number"),
    ],
)
def test_numbers(typed: str, says: str) -> None:
    assert says in fault(gov.Number(label="How many?", least=1, most=20), x=typed)


def test_nothing_required_nothing_typed_is_no_fault() -> None:
    blank = {name: type(f)(label=f.label, required=False) for name, f in Everything.base_fields.items() if not isinstance(f, gov.Radios)}
    form = type("Blank", (gov.GovForm,), blank)({})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] is None and form.cleaned_data["agencies"] == []


def test_a_first_value_fills_the_boxes() -> None:
    form = Everything(initial={"on": "2026-05-14", "at": datetime(2026, 5, 1, 9, 5), "told": True, "agencies": ["gp"], "agency": "police"})
    page = shown(form)
    for words in ('name="on-day" type="text" autocomplete="off" inputmode="numeric" value="14"', 'value="09:05"', 'value="yes" checked',
                  'value="gp" checked', 'value="police" selected'):  # fmt: skip
        assert words in page


def test_more_messages_stand_with_the_forms_own() -> None:
    page = (
        engines["django"]
        .from_string("{% load govuk %}{% error_summary form more %}")
        .render({"form": None, "more": ["The meeting is outside its window.", ("Choose an agency.", "#id_agency")]})
    )
    assert "The meeting is outside its window." in page and '<a href="#id_agency">Choose an agency.</a>' in page


def test_a_question_the_page_leaves_out_is_not_drawn() -> None:
    assert shown(one(gov.Text(label="Name")), "{% gov_field form.not_there %}") == ""
