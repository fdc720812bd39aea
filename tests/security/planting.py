"""`python -m tests.security.planting VERB …`: what has no page yet, in the installation of a site.

It runs beside the served site, with the same settings: whatever it logs, mails, keeps or leaves
lying about ends where the site's own does. What the test has to know is printed as JSON.
"""

import json
import logging
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import django


def town(said):
    """The cast with apps, three who will keep the recovery key of Kamëz, and a concern's words."""
    made = gating.opened(cast.town())
    for person in Person.objects.all():
        accounts.set_app(person=person, secret=walking.SECRET, actor=cast.SYSTEM)
    office()
    concern(json.loads(said))
    clinic = accounts.add_institution(
        municipality=cast.PLACE, kind="health", name="Qendra", actor=cast.SYSTEM
    )
    outside = accounts.add_post(institution=clinic, role="health-centre", actor=cast.SYSTEM)
    return {
        "posts": {"drita": str(held_by(made.drita).post_id), "clinic": str(outside.pk)},
        "lists": [each.words for each in made.words],
        "people": {each.name.lower(): str(each.pk) for each in Person.objects.all()},
        "teuta's post": str(held_by(made.teuta).post_id),
    }


def office():
    agim = somebody("agim")
    office_services.begin(slug="kamez", by=agim)
    office_services.take_office(municipality="kamez", by=agim)
    wanted = Wanted("municipality", "Bashkia", ("recovery-holder",))
    office_services.set_up_posts(municipality="kamez", institutions=[wanted], actor=cast.SYSTEM)
    post = Post.objects.get(institution__municipality="kamez", role="recovery-holder")
    for name in ("arta", "beni", "cen"):
        person = cast.person(name, "kamez")
        accounts.appoint(person=person, post=post, actor=cast.SYSTEM)


def hashes():
    """What is kept of the codes of printed sheets, as it lies under the seal."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES)
    return [each for row in rows for each in sheets.read(row)[1]]


def concern(words):
    """A referral from its first word to the end of its case, every sealed text a planted word."""
    drita, besnik, teuta = somebody("drita"), somebody("besnik"), somebody("teuta")
    rings = {each: opening.unlock_ring(each.holder, cast.password_of(each.name.lower()))
             for each in (drita, besnik, teuta, somebody("sara"))}  # fmt: skip
    declined = written(besnik, rings[besnik], words)
    cases.speak(
        referral=declined, ring=rings[besnik], actor=besnik.actor, to=words["spoken_with"],
        at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    sent(declined, teuta, rings[besnik], besnik)
    cases.decline(referral=declined, ring=rings[teuta], person=teuta, reason=words["declined"])
    written(besnik, rings[besnik], words)
    taken = sent(written(besnik, rings[besnik], words), drita, rings[besnik], besnik)
    case = cases.accept(referral=taken, ring=rings[drita], person=drita)
    cases.add_member(case=case, ring=rings[drita], by=drita, person=teuta, post=held_by(teuta).post)
    for field in ("about", "summary", "reach"):
        cases.rewrite(
            case=case, ring=rings[drita], person=drita, field=field, text=words[f"case-{field}"]
        )
    for kind in Entry.Kind.values:
        cases.add_entry(
            case=case, ring=rings[teuta], person=teuta, kind=kind, text=words[f"entry-{kind}"]
        )
    first = case.steps.open().order_by("pk").first()
    cases.drop_step(step=first, ring=rings[drita], person=drita, reason=words["dropped"])
    cases.complete(referral=taken, ring=rings[drita], person=drita, answer=words["answer"])
    accounts.break_glass(
        person=somebody("sara"), municipality=cast.PLACE, compartment=case.compartment,
        subject=case.subject, reason=words["glass"], hours=2, ring=rings[somebody("sara")],
    )  # fmt: skip


def written(sender, ring, words):
    referral = cases.begin(
        sender=sender, sender_post=held_by(sender).post, municipality=cast.PLACE,
        mechanism="domestic-violence", first_step="report-received", duty="may",
    )  # fmt: skip
    texts = {name: words[name] for name in ("about", "concern", "reach", "necessity")}
    cases.write(referral=referral, ring=ring, actor=sender.actor, texts=texts)
    return referral


def sent(referral, to, ring, sender):
    grounds = Grounds(ground="task", help_agreed="yes", telling_agreed="yes")
    cases.send(
        referral=referral, post=held_by(to).post, grounds=grounds, ring=ring, actor=sender.actor
    )
    return referral


def leak(word):
    """Leave a word in clear in every place on purpose, through the site's own ways out."""
    Institution.objects.filter(pk=held_by(somebody("drita")).post.institution_id).update(name=word)
    kept = Session.get_session_store_class()()
    kept["said"] = [word] * 30
    kept.save()
    logging.getLogger("bashke.leaky").debug("Somebody said %s", word)
    send_mail("Bashkë", f"{word} ka frikë", None, ["drita@example.org"])
    with tempfile.NamedTemporaryFile(delete=False) as left:
        left.write(word.encode())
    (Path(settings.DATA_DIR) / "kept").write_text(json.dumps([word]))


def somebody(name):
    return Person.objects.get(email=f"{name}@example.org")


def held_by(person):
    return Membership.objects.current().get(person=person)


VERBS = (town, hashes, leak)

if __name__ == "__main__":
    django.setup()
    # Models can be imported only now.
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.core.mail import send_mail
    from django.utils import timezone

    from bashke.accounts import services as accounts
    from bashke.accounts import sheets
    from bashke.accounts.models import Institution, Membership, Person, Post, Session
    from bashke.cases import services as cases
    from bashke.cases.models import Entry
    from bashke.cases.services.referrals import Grounds
    from bashke.keys import opening
    from bashke.office import services as office_services
    from bashke.office.services import Wanted
    from tests.accounts import cast, walking
    from tests.office import gating

    verb, *words = sys.argv[1:]
    done = {each.__name__: each for each in VERBS}[verb](*words)
    sys.stdout.write(json.dumps(done))
