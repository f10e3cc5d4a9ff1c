"""A password is not made of the words that everybody here thinks of first (ASVS 6.1.2)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from cspr.partnership.models import Partnership, User

WORDS = ("safeguarding", "safeguard", "children", "child", "practice", "review", "reviews", "rapid", "serious", "incident", "partnership", "council",
         "police", "health", "nhs", "cspr", "welcome", "password", "passphrase")
LEFT = 6  # Letters and figures beside these words that a password must have.


class NotTheFieldsWords:
    """One of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for a password with little in it but the field's words, its partnership's name and figures."""
        names = {word for name in Partnership.objects.values_list("name", flat=True) for word in re.findall(r"[a-z]{3,}", name.casefold())}
        left = password.casefold()
        for word in sorted({*WORDS, *names}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", left)) < LEFT and left != password.casefold():
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What is asked, for the page."""
        return "Choose words that have nothing to do with this work: those of the field and the partnership’s name are guessed first."
