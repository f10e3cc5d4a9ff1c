"""The demo partnership: made-up from end to end, its cases made through the door as users would."""
