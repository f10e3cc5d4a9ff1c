"""What changed between two versions: nothing is lost, nothing is made up, and the same stays quiet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cspr.services.documents.comparing import Compared, Piece, compare
from cspr.services.documents.paper import paragraphs

PARTS = st.lists(st.tuples(st.sampled_from(["Facts", "Analysis", "Decision"]), st.text(alphabet="ab cd.\n", max_size=80)), unique_by=lambda p: p[0])


def _all(found: list[Compared], how: str) -> str:
    return "\n".join(p.text for c in found for paragraph in c.paragraphs if paragraph for p in paragraph if p.how == how)


def test_a_word_that_changed_is_shown_and_the_rest_of_its_paragraph_stays() -> None:
    before = [("Facts", "The child was seen on Monday.\n\nNobody asked why.")]
    after = [("Facts", "The child was seen on Tuesday.\n\nNobody asked why.\n\nThe school rang.")]
    (found,) = compare(before, after)
    assert found.how == "changed"
    assert found.paragraphs[0] == [Piece("same", "The child was seen on "), Piece("out", "Monday"), Piece("in", "Tuesday"), Piece("same", ".")]
    assert list(found.paragraphs[1:]) == [[Piece("same", "Nobody asked why.")], [Piece("in", "The school rang.")]]


def test_a_part_put_in_or_taken_out_says_so() -> None:
    found = {c.heading: c.how for c in compare([("Facts", "a"), ("Old", "b")], [("Facts", "a"), ("New", "c")])}
    assert found == {"Facts": "same", "Old": "out", "New": "in"}


def test_what_is_far_from_any_change_is_left_out() -> None:
    same = [f"Paragraph number {n} says something." for n in range(20)]
    (found,) = compare([("Facts", "\n\n".join(same))], [("Facts", "\n\n".join([*same[:10], "New.", *same[10:]]))])
    assert [None if p is None else len(p) for p in found.paragraphs] == [None, 1, 1, 1, None]


def test_a_very_long_paragraph_is_compared_as_a_whole() -> None:
    (found,) = compare([("Facts", "one two " * 2000)], [("Facts", "one two " * 2000 + "three")])
    assert [p.how for p in found.paragraphs[0] or ()] == ["out", "in"]


@given(PARTS, PARTS)
def test_both_versions_can_be_read_from_it(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> None:
    """Every paragraph of a changed part is there: the earlier from what is the same and out, the later from the same and in."""
    was, now = dict(before), dict(after)
    for c in compare(before, after):
        kept = [p for p in c.paragraphs if p is not None]
        if c.how == "same" or len(kept) < len(c.paragraphs):
            continue
        for how, words in (("out", was.get(c.heading, "")), ("in", now.get(c.heading, ""))):
            text = ["".join(p.text for p in paragraph if p.how in ("same", how)) for paragraph in kept]
            assert [t for t in text if t] == [t for t in paragraphs(words) if t]
