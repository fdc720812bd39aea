"""Keys are the permission: whoever holds a compartment's key may read it, nobody else can.

Apps above use `keys.services` (what changes), `keys.opening` (who opens what), `keys.living` (the
alarm) and `keys.refusals`. The rest is out of their reach; an import contract sees to it.
Holders and compartments are opaque ids here: who stands behind one is known above.
docs/adr/0016-keys-are-the-permission.md, docs/security.md.
"""
