"""Who somebody is, and how they show it: password, second step, their organisation's own sign-in, sessions."""
