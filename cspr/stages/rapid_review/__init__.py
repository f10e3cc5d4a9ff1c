"""The Rapid Review: gathering what the decision needs (D1, D3–D7) and deciding (D8–D15, B3–B6, F1–F4)."""
