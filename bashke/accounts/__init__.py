"""People, the posts they hold in institutions of municipalities, and how they sign in."""
