"""Which passwords are refused because everybody here would think of them first, and which are not."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.factories import home

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("guessed", ["Safeguarding2026!", "wessmoor-partnership-1", "RapidReview12345", "children, children 1"])
def test_a_password_of_the_fields_words_is_refused_with_what_to_do(guessed: str) -> None:
    home()
    with pytest.raises(ValidationError) as refused:
        validate_password(guessed)
    assert "nothing to do with this work" in " ".join(refused.value.messages)


@pytest.mark.parametrize("chosen", ["seven grey herons wading", "review of purple accordions", "8fK!q2zLw0_vR3tY"])
def test_other_words_are_taken_also_beside_one_of_the_fields(chosen: str) -> None:
    home()
    validate_password(chosen)
