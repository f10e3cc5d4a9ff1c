"""Chronologies, PURE: files as agencies write them → rows → one merged chronology (D4–D7). No Django, no database, no clock.

files/      what a file holds, as grids of cells and paragraphs, whatever its format
dates/      what a typed date means
columns.py, headings.py, reading.py, tables.py, narrative.py, rows.py   from grids and paragraphs to entries and problems
merging.py, order.py, gaps.py   everybody's entries in time order, what belongs together, and where nothing is recorded
matching/   rows told twice, events told by several agencies, accounts that differ
names/      named ↔ anonymised
out/        Word, Excel, CSV, JSON
"""
