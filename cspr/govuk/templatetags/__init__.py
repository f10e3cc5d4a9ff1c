"""The kit's template tags: {% load govuk %}."""
