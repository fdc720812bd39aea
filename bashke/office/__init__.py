"""How a municipality is set up and kept ready: institutions, posts, key holders, hand-over."""
