"""cspr: the service that runs child safeguarding practice reviews, from first referral to annual report."""
