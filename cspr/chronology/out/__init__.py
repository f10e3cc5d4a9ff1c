"""The merged chronology written out: JSON (contract: Chronology row), CSV, Excel and Word. Each gives the bytes of a file.

Names given: anonymised, and the title says so. What stands in a cell is text and nothing else; no formula or link can run (docs/adr/0077).
"""

from cspr.chronology.out.docx import to_docx
from cspr.chronology.out.plain import to_csv, to_json
from cspr.chronology.out.table import in_words
from cspr.chronology.out.xlsx import to_xlsx

__all__ = ["in_words", "to_csv", "to_docx", "to_json", "to_xlsx"]
