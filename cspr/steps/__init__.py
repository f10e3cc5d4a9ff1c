"""The base of a stage's page: one step that runs one operation, with draft, check-your-answers and once-only sending."""

from cspr.steps.case_step import CaseStep
from cspr.steps.step import Step

__all__ = ["CaseStep", "Step"]
