"""The record: cases, facts (append-only and chained), documents, and what is worked out from them (duties)."""
