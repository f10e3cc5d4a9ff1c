"""What a browser calls itself, in words that its owner knows it by."""

from __future__ import annotations

# The first that is found counts: many call themselves by others' names as well.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
             ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))
_MACHINES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("CrOS", "Chromebook"),
             ("Linux", "Linux"))


def in_words(called: str) -> str:
    """Such as "Firefox on Windows"; "A browser" where it is none that people know. called: its User-Agent header."""
    browser = next((name for sign, name in _BROWSERS if sign in called), "A browser")
    machine = next((name for sign, name in _MACHINES if sign in called), "")
    return f"{browser} on {machine}" if machine else browser
