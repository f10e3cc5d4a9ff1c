"""What is asked when somebody leaves."""

from __future__ import annotations

from cspr.operations.inputs import OptionalLongText, ask
from cspr.services.accounts.inputs import Whose


class EndAccount(Whose):
    """A role that ends, and who takes over."""

    successor: int | None = ask("Who takes over?", "Somebody who acts in the same role, or is invited to it. "
                                "What was written to the person who leaves is then written to them.", default=None)
    reasons: OptionalLongText = ask("If nobody takes over: why?", "The Business Unit reads on its first page what stands without anybody.",
                                    lines=2, default="")
