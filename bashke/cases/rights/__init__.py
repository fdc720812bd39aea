"""The person's rights on pages: requests, questions to who leads cases, authorities' requests."""
