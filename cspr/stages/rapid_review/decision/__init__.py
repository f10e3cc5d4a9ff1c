"""The decision of a Rapid Review: weighing, report, signatures, Panel, circulation. B3–B6, D8–D15, F1–F4."""
