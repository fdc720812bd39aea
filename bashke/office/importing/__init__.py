"""Contacts from a spreadsheet: read, shown before anything changes, brought in whole or not at all.

A file becomes a `Table` of plain text (`files`), its rows become values and faults (`rows`), these
become a `Plan` beside what is kept (`plans`), and `services` carries a plan out. ADR 0020.
"""
