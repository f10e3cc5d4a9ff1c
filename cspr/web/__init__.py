"""The pages that belong to no one stage: what you owe, the case, its history, sign-in."""
