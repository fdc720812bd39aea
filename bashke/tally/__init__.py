"""Monthly counts of what was done: written by services, read by monitoring; no person in them."""
