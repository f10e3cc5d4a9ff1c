"""What a typed date means (D5): British order always; what was typed is kept, with a start, an end and how precise it is.

words.py     the words in which dates are written          clock.py     times of day
phrases.py   one date, as far as it goes                    partial.py   what that stands for on the calendar
stretches.py named stretches: 2018/19, summer, w/c          spans.py     from one date to another
reading.py   a cell                                         leading.py   the beginning of a paragraph
"""

from cspr.chronology.dates.leading import leading
from cspr.chronology.dates.reading import TIME_ALONE, read_when, typed_of

__all__ = ["TIME_ALONE", "leading", "read_when", "typed_of"]
