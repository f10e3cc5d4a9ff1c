from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cspr.govuk.svg.family import Birth, Bond, Figure, Household, in_sentences
from cspr.govuk.svg.family_plan import Family, arranged
from cspr.govuk.svg.genogram import genogram

MOTHER, FATHER, PARTNER = Figure("m", "Kerry", "female"), Figure("f", "Craig", "male"), Figure("p", "Dean", "male")
GRAN, ELDER = Figure("g", "Grace", "female"), Figure("w", "Will", "male", died=True)
CHILD = Figure("c", "Rowan", note="14 August 2025", focus=True)
BABY = Figure("b", "Baby", unborn=True, note="due March 2027")
FAMILY = [CHILD, ELDER, MOTHER, FATHER, PARTNER, GRAN, BABY]
BONDS = [Bond("m", "f", "divorced"), Bond("m", "p", "together")]
BIRTHS = [Birth("w", ("m", "f")), Birth("c", ("m", "p")), Birth("b", ("m", "p")), Birth("m", ("g",))]
HOMES = [Household("Cooper’s Rise", ("m", "p", "c", "b"))]


def test_generations_are_rows_partners_stand_together_and_children_below() -> None:
    shared = [Family(("f", "m"), ("w",)), Family(("m", "p"), ("c", "b")), Family(("g",), ("m",))]
    plan = arranged([f.id for f in FAMILY], [("m", "f"), ("m", "p")], shared)
    assert {r: {i for i, row in plan.row.items() if row == r} for r in range(3)} == {0: {"g"}, 1: {"m", "f", "p"}, 2: {"w", "c", "b"}}
    assert plan.beside("m", "f") and plan.beside("m", "p")
    assert plan.order[2].index("c") + 1 == plan.order[2].index("b"), "in the order of their birth"


def test_grandparents_of_both_sides_stand_in_one_row_though_one_side_goes_further_back() -> None:
    plan = arranged("abcdefgh", [("a", "b"), ("c", "d"), ("e", "f")], [Family(("h",), ("c",)), Family(("a", "b"), ("e",)), Family(("c", "d"), ("f",)),
                                                                      Family(("e", "f"), ("g",))])
    assert len({plan.row[i] for i in "abcd"}) == 1
    assert plan.row["g"] == plan.row["e"] + 1 == plan.row["a"] + 2 == plan.row["h"] + 3


def test_each_symbol_says_who_it_is_for() -> None:
    html = str(genogram(FAMILY, BONDS, BIRTHS, HOMES))
    assert html.count("<circle") == 2, "mother and grandmother"
    for words in ("Kerry", "Craig", "14 August 2025", "due March 2027", "Cooper’s Rise"):
        assert f">{words}<" in html
    assert html.count('role="img"') == 1


def test_the_picture_is_said_in_sentences() -> None:
    said = in_sentences(FAMILY, BONDS, BIRTHS, HOMES)
    assert "Rowan: 14 August 2025, whom this is about." in said
    assert "Will: male, died." in said
    assert "Kerry and Craig are divorced." in said
    assert "Rowan is the child of Kerry and Dean." in said
    assert "Kerry is the child of Grace." in said
    assert "Cooper’s Rise: Kerry, Dean, Rowan and Baby." in said
    assert "Baby: due March 2027, not born yet." in said


def test_a_household_scattered_among_others_is_lettered_instead() -> None:
    html = str(genogram(FAMILY, BONDS, BIRTHS, [Household("Elsewhere", ("f", "p"))]))
    assert html.count(">A<") == 2
    assert "A  lives at: Elsewhere" in html


def test_nobody_gives_no_picture_and_hostile_names_are_only_words() -> None:
    assert genogram([], [], []) == ""
    assert "<script" not in genogram([Figure("x", "<script>alert(1)</script>")], [], [])


ids = st.integers(0, 13).map(str)


@st.composite
def families(draw: st.DrawFn) -> tuple[list[Figure], list[Bond], list[Birth], list[Household]]:
    """Anything a person could enter; parents have lower numbers than children only by luck, so circles are among them."""
    there = draw(st.lists(ids, min_size=1, max_size=14, unique=True))
    some = st.sampled_from(there)
    figures = [Figure(i, f"Person {i}", draw(st.sampled_from(["male", "female", ""])), died=draw(st.booleans())) for i in there]
    bonds = [Bond(a, b, draw(st.sampled_from(["married", "together", "separated", "divorced", "apart"])))
             for a, b in draw(st.lists(st.tuples(some, some), max_size=8))]
    births = [Birth(child, tuple(dict.fromkeys(p for p in parents if p != child)), twin=draw(st.sampled_from(["", "t"])))
              for child, parents in draw(st.dictionaries(some, st.lists(some, max_size=2), max_size=10)).items()]
    homes = [Household("Home", tuple(m)) for m in draw(st.lists(st.lists(some, max_size=6, unique=True), max_size=3))]
    return figures, bonds, births, homes


@given(families())
def test_everybody_is_drawn_once_and_nobody_upon_another(family: tuple[list[Figure], list[Bond], list[Birth], list[Household]]) -> None:
    figures, bonds, births, homes = family
    html = str(genogram(figures, bonds, births, homes))
    for f in figures:
        assert len(re.findall(rf">{f.name}<", html)) == 1
    couples = [(b.a, b.b) for b in bonds if b.a != b.b]
    shared = [Family(tuple(sorted(b.parents)), (b.child,)) for b in births if b.parents]
    plan = arranged([f.id for f in figures], couples, shared)
    for order in plan.order:
        places = [plan.x[i] for i in order]
        assert all(b - a >= 1 - 1e-6 for a, b in pairwise(places))
    assert sorted(i for row in plan.order for i in row) == sorted(f.id for f in figures)
    assert {i: r for r, row in enumerate(plan.order) for i in row} == plan.row


@given(families())
def test_the_same_family_gives_the_same_picture(family: tuple[list[Figure], list[Bond], list[Birth], list[Household]]) -> None:
    figures, bonds, births, _ = family
    assert genogram(figures, bonds, births) == genogram(figures, bonds, births)
