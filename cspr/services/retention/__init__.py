"""How long everything is kept, what stops that, and how a case ends: reviewed by one person, confirmed by another, certified. Of no clause."""
