"""A paper as tagged PDF: nothing typed becomes markup, everything is tagged, and what no font draws is at least named."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspr.services.documents.paper import Bullets, Heading, Note, Pairs, Paper, Picture, Section, Table, Text, clean, only_the_drawing, paragraphs
from cspr.services.documents.pdf import pages_of, to_pdf

SVG = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 90"><title>Made up</title><text x="9" y="30" font-family="Arial">In a lane</text>'
       "</svg>")


def _paper(*blocks: Any, **more: Any) -> Paper:
    return Paper("Made up", "Wessmoor", [Section("Part", blocks)], **more)


def _words(content: bytes) -> str:
    found = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(found[n].get_textpage().get_text_range() for n in range(len(found))).replace("\u200b", "").split())


def _tags(content: bytes) -> Counter[str]:
    """How many elements of each kind the structure tree has."""
    found: Counter[str] = Counter()

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found[str(node.S)] += 1
            if "/K" in node:
                walk(node.K)
    with pikepdf.open(BytesIO(content)) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
    return found


@pytest.mark.parametrize("typed", [
    "#panic(\"no\")", "#read(\"/etc/passwd\")", "#import \"@preview/x:1.0.0\"", "$ x^2 $", "= Heading", "- item", "*bold* _italic_ `raw`",
    "\\ \\u{41}",
    "<label> @ref", "//comment /* and */", "[content]", "#set page(width: 1pt)", "'\"smart\"'", "~ -- --- ...", "\"); panic(", "{{ reference }}",
])
def test_nothing_typed_becomes_markup(typed: str) -> None:
    said = _words(to_pdf(_paper(
        Text(typed), Heading(typed), Pairs([(typed, typed)]), Bullets([typed]), Note(typed), Table(typed, [typed], [[typed]]),
        Picture(SVG, typed, typed), subtitle=typed, foot=typed, front={typed: typed}, contents=True)))
    assert said.count(" ".join(typed.split())) >= 11


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_set(text: str) -> None:
    assert to_pdf(_paper(Text(text), Table(text, [text or "a"], [[text]]), subtitle=text)).startswith(b"%PDF")


def test_what_no_font_draws_is_named_and_right_to_left_stays() -> None:
    said = _words(to_pdf(_paper(Text("before \U000f0000 after"), Text("Łukasz Żółć, Ştefan, Ñandú"), Text("\u0627\u0644\u0633\u0644\u0627\u0645"))))
    assert "before [character f0000] after" in said and "Łukasz Żółć, Ştefan, Ñandú" in said
    assert "\u0633" in said or "arabic letter seen" in said


def test_control_characters_and_direction_marks_leave_nothing_behind() -> None:
    assert clean("a\x00b\x07c\u202ed\u2066e\ud800f\r\ng\th") == "abcde\ufffdf\ng h"
    assert paragraphs("one\ntwo\n\n\n three \n \nfour") == ["one\ntwo", " three ", "four"]


def test_everything_is_tagged_for_who_listens() -> None:
    content = to_pdf(_paper(
        Heading("Second"), Heading("Third", 3), Text("Words\n\nmore"), Pairs([("Asked", "Said")]), Bullets(["a", "b"]),
        Bullets(["a"], numbered=True),
        Table("Events", ["When", "What"], [["1 May", "Something"], ["2 May", "Else"]]),
        Picture(SVG, "A lane with one event", "Lanes"), contents=True))
    tags = _tags(content)
    assert tags["/H1"] and tags["/H2"] and tags["/H3"] and tags["/Table"] == 1 and tags["/TH"] == 2 and tags["/TD"] == 4 and tags["/TR"] == 3
    assert tags["/L"] >= 3 and tags["/LI"] >= 4 and tags["/Figure"] == 1 and tags["/Caption"] == 2 and tags["/TOC"] and tags["/P"] >= 2
    with pikepdf.open(BytesIO(content)) as pdf:
        text = b" ".join(bytes(o.read_bytes()) if isinstance(o, pikepdf.Stream) else str(o).encode() for o in pdf.objects)
        assert b"A lane with one event" in text


def test_a_table_over_many_pages_repeats_its_headings_and_is_read_once() -> None:
    content = to_pdf(_paper(Table("Events", ["When", "What"], [[f"Day {n}", "Something happened. " * 9] for n in range(120)])))
    found = pypdfium2.PdfDocument(content)
    assert len(found) == pages_of(content) > 4
    assert all("When" in found[n].get_textpage().get_text_range() for n in range(len(found)))
    assert _tags(content)["/TH"] == 2, "the repeated headings are no part of what is read aloud"


def test_the_drawing_keeps_its_words() -> None:
    assert "In a lane" in _words(to_pdf(_paper(Picture(only_the_drawing(f"<figure>{SVG}</figure>"), "Said"))))
    assert only_the_drawing("<p>none</p>") == ""


def test_a_wide_part_is_turned_and_an_unmarked_paper_bears_no_marking() -> None:
    content = to_pdf(Paper("Made up", "Wessmoor", [Section("One", [Text("a")]), Section("Wide", [Text("b")], wide=True)], marking=""))
    found = pypdfium2.PdfDocument(content)
    assert [found[n].get_width() > found[n].get_height() for n in range(len(found))] == [False, True]
    assert "OFFICIAL" not in _words(content)


def test_a_long_word_is_broken_and_stays_on_the_paper() -> None:
    found = pypdfium2.PdfDocument(to_pdf(_paper(Text("x" * 400), Table("", ["a", "b"], [["y" * 300, "z"]]))))
    page = found[0].get_textpage()
    assert all(page.get_charbox(n)[2] <= found[0].get_width() - 40 for n in range(page.count_chars()))
