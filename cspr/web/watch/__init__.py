"""What those see who keep the service running: is it up, is it ready, how fast and how often. Nothing of a case, nobody's name."""
