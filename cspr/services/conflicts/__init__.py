"""Conflicts of interest: whoever declares one is kept out of the case from then on, until the Business Unit lifts it. E2."""
