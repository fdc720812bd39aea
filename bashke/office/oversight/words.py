"""What acts of the trail are called on a page; an act without a word stands as it is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bashke.audit.faults import Kind

ACTS: Mapping[str, Promise] = {
    "access.explained": _("asked who could open it"),
    "card.made": _("printed the pocket card"),
    "case.closed": _("closed a case"),
    "case.erased": _("erased a case"),
    "case.reopened": _("opened a closed case again"),
    "contacts.imported": _("brought contacts in"),
    "content.opened": _("opened content"),
    "duty.removed": _("took somebody off duty"),
    "duty.set": _("put somebody on duty"),
    "factor.all-forgotten": _("lost the second factor"),
    "factor.app-set": _("set up an app for codes"),
    "factor.codes-made": _("made recovery codes"),
    "factor.passkey-added": _("added a passkey"),
    "factor.removed": _("removed a second factor"),
    "institution.added": _("added an institution"),
    "institution.closed": _("closed an institution"),
    "institution.renamed": _("renamed an institution"),
    "invitation.accepted": _("accepted an invitation"),
    "invitation.sent": _("invited somebody"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "keys.compartment-made": _("made something sealed"),
    "keys.ended": _("took a key away"),
    "keys.enrolled": _("got keys"),
    "keys.foreign-grant-refused": _("a key from outside was refused"),
    "keys.given-back": _("gave keys back"),
    "keys.glass-broken": _("opened something in an emergency"),
    "keys.granted": _("gave a key"),
    "keys.passed-on": _("passed the key of a post on"),
    "keys.password-changed": _("changed the password"),
    "keys.post-left": _("left a post that has a key"),
    "keys.post-received": _("received the key of a post"),
    "keys.recovery-made": _("made the recovery key"),
    "keys.recovery-renewed": _("renewed the recovery key"),
    "keys.recovery-tried": _("tried the lists of the recovery key"),
    "keys.recovery-used": _("used the recovery key"),
    "keys.renewed": _("got new keys with a new password"),
    "keys.restored": _("got back what the old keys held"),
    "keys.retired": _("gave up all keys"),
    "keys.shredded": _("destroyed the keys of something"),
    "keys.turned-over": _("the key turned over"),
    "module.close": _("closed a module"),
    "module.open": _("opened a module"),
    "municipality.begun": _("began the municipality"),
    "password.renewal-allowed": _("allowed a new password"),
    "password.renewed": _("chose a new password"),
    "post.added": _("added a post"),
    "post.ended": _("ended a post"),
    "post.key-given": _("gave the key of a post"),
    "post.lapsed": _("the time at a post ran out"),
    "post.left": _("ended somebody's time at a post"),
    "post.taken": _("somebody took a post"),
    "recusal.declared": _("stepped out of a matter"),
    "trail.break-acknowledged": _("acknowledged a break of the trail"),
    "trail.exported": _("took the trail out as a file"),
    "trail.head-sent": _("the control value left the house"),
    "trail.signed": _("signed that the trail was read"),
}

FAULTS: Mapping[str, Promise] = {
    Kind.CHANGED: _("Something was changed"),
    Kind.REMOVED: _("Something was removed"),
    Kind.INSERTED: _("Something was put in"),
    Kind.REORDERED: _("Something stands at another place"),
    Kind.CUT: _("The end was cut off"),
    Kind.REWRITTEN: _("A part was written anew"),
}


def act_said(act: str) -> str:
    return str(ACTS.get(act, act))
