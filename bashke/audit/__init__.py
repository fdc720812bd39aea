"""The trail: who did what to what, on which ground, when; nothing personal in it.

`services.record` writes one event in the caller's transaction, `chaining.chain` links events
afterwards, `verifying.verify` finds what was done to them. docs/adr/0015-the-trail.md says why.
"""
