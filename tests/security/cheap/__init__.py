"""In a house of the tests passwords cost little: what they cost in earnest is asserted in keys."""
