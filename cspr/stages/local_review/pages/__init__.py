"""The pages of the local review, by subject."""
