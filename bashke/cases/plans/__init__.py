"""The plan of a case on pages: written with the person, printed, followed, reviewed."""
