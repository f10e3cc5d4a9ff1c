"""The local review (clauses E1–E5, G1–G5, H1–H2): reviewer, terms, progress, parallel processes, drafts, approval."""
