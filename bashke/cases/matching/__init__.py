"""Does a colleague know more: asked once at the intake of a case, by who leads it."""
