"""The numbers of Bashkë, measured here and now beside their floors and peers.

`make bench` prints the table and writes `results.json`. What each row times and what it leaves
out is said in the module that measures it, and in docs/reference/bench.md.
"""
