"""What leaves the building: messages by e-mail, the chase ladder, the daily digest and the calendar feed (D4, D5, D6, D7, D9).

Whatever goes out says a reference, a date and a link, and nothing of a case. It is queued with the change it follows (cspr.operations.outbox).
"""
