"""Does a colleague know more: names compared by keyed tokens, at intake, within one mechanism.

The key is sealed to the posts that coordinate a mechanism in a municipality. Who has the database
and not the key can neither read the tokens nor try names on them.
"""

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bashke.accounts.models import Person, Post, Recusal
from bashke.accounts.policy import May, roles_that
from bashke.cases.clocks import mechanism_of
from bashke.cases.models import Assignment, Case, MatchKey, MatchRun, NameToken
from bashke.cases.refusals import CaseError
from bashke.cases.services.steps import refuse_closed, tell
from bashke.cases.spelling import spellings
from bashke.keys import services as keys
from bashke.keys.living import holders_of
from bashke.keys.opening import Opened, Ring, open_all, open_with

MATCHING = "matching"
GROUND = "assignment"
# Proposed practice: no act that was read knows such a comparison.
INTAKE = timedelta(days=7)
A_DAY = 10
TOKEN_BYTES = 16
# The police lead cases and coordinate no mechanism in which names are compared.
NOT_POLICE = roles_that(May.LEAD) - {"police-station"}


@dataclass(frozen=True)
class Hint:
    """Somebody may know more: who. Of the case itself only who leads it is told anything."""

    person: Person
    post: Post
    # Cases that the person who asked leads too.
    mine: tuple[Case, ...] = ()


@transaction.atomic
def remember_name(*, case: Case, ring: Ring, person: Person) -> bool:
    """Keep the tokens of the name in this case, in place of those that it had.

    False where the mechanism has no coordinators here, or this person is none of them.
    """
    found = key_of(case, ring, person)
    if found is None:
        return False
    key, secret = found
    NameToken.objects.filter(case=case).delete()
    about = name_in(case, ring)
    NameToken.objects.bulk_create(
        NameToken(case=case, key=key, token=token) for token in tokens(secret, about)
    )
    tell(case, person, "matching.remembered")
    return True


@transaction.atomic
def ask_matching(*, case: Case, ring: Ring, person: Person) -> MatchRun:
    """Ask once, at the intake of a case, whether somebody here may know more of the same person."""
    refuse_closed(case)
    refuse_unless_leads(case, person)
    now = timezone.now()
    if case.opened_at < now - INTAKE:
        raise CaseError(_("Names are compared at intake alone, in the first seven days."))
    if MatchRun.objects.of_day(person, now).count() >= A_DAY:
        raise CaseError(_("You have compared names ten times within a day. Go on tomorrow."))
    if not remember_name(case=case, ring=ring, person=person):
        raise CaseError(_("In this mechanism no names are compared."))
    mine = NameToken.objects.filter(case=case)
    same = NameToken.objects.filter(key__in=mine.values("key"), token__in=mine.values("token"))
    found = Case.objects.filter(pk__in=same.values("case")).exclude(pk=case.pk)
    run = MatchRun(case=case, person=person, at=now)
    opened = open_with(ring, case.compartment)
    ids = [str(pk) for pk in kept(found).order_by("-opened_at").values_list("pk", flat=True)[:50]]
    run.found = opened.seal(json.dumps(ids), field=run.field("found"))
    run.save(force_insert=True)
    tell(case, person, "matching.asked")
    return run


@transaction.atomic
def forget_name(*, case: Case, person: Person) -> None:
    """Take the tokens of a name away: it is compared with no other any more."""
    refuse_unless_leads(case, person)
    NameToken.objects.filter(case=case).delete()
    tell(case, person, "matching.forgotten")


def drop_tokens(case: Case) -> None:
    """Nothing after erasure: within the act that erases the case."""
    NameToken.objects.filter(case=case).delete()
    MatchRun.objects.filter(case=case).delete()


def hints(run: MatchRun, ring: Ring) -> list[Hint]:
    """Who may know more, as of now; nobody for cases that were erased or handed to nobody.

    Who stepped out of this case, or is kept out of it, is not named; and of a case from which the
    person who asked is kept out nothing is said.
    """
    opened = open_with(ring, run.case.compartment)
    ids = [UUID(each) for each in json.loads(opened.unseal(run.found, field=run.field("found")))]
    out = Recusal.objects.filter(person=run.person).values("subject")
    cases = kept(Case.objects.filter(pk__in=ids)).exclude(subject__in=out)
    leading = Assignment.objects.current().filter(case__in=cases, part=Assignment.Part.LEAD)
    kept_out = Recusal.objects.filter(subject=run.case.subject).values("person")
    named = leading.exclude(person__in=kept_out).select_related(
        "person", "post__institution", "case"
    )
    by_person: dict[UUID, list[Assignment]] = {}
    for each in named.order_by("-opened_at"):
        by_person.setdefault(each.person_id, []).append(each)
    return [hint(run.person, rows) for rows in by_person.values()]


def hint(asker: Person, rows: list[Assignment]) -> Hint:
    first = rows[0]
    is_mine = first.person_id == asker.pk
    return Hint(first.person, first.post, tuple(row.case for row in rows) if is_mine else ())


def tokens(secret: bytes, about: str) -> list[bytes]:
    """What stands for a name: one number for each spelling of each two of its parts."""
    return sorted(
        hmac.digest(secret, spelling.encode(), sha256)[:TOKEN_BYTES]
        for spelling in spellings(about)
    )


def kept(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those within their time of keeping."""
    within = Q(erase_on=None) | Q(erase_on__gt=timezone.localdate())
    return cases.filter(within, erased_at=None)


def name_in(case: Case, ring: Ring) -> str:
    return open_with(ring, case.compartment).unseal(case.about, field=case.field("about"))


def key_of(case: Case, ring: Ring, person: Person) -> tuple[MatchKey, bytes] | None:
    """The key of this mechanism here, for who holds it; made where there is none yet."""
    posts = coordinating(case)
    if not posts:
        return None
    wanted = MatchKey.objects.filter(municipality=case.municipality, mechanism=case.mechanism)
    if not wanted.exists():
        make_key(case, posts, person)
    key = wanted.get()
    opened = open_all(ring, [key.compartment]).get(key.compartment)
    if opened is None:
        return None
    give_to_newcomers(key, posts, ring, person)
    return key, secret_in(key, opened)


def secret_in(key: MatchKey, opened: Opened) -> bytes:
    return opened.unseal_bytes(key.secret, field=key.field("secret"))


def make_key(case: Case, posts: Iterable[Post], person: Person) -> None:
    """Of two who make it at once, one finds it made."""
    try:
        with transaction.atomic():
            opened = keys.create(
                kind=MATCHING,
                municipality=case.municipality,
                holders=[post.holder for post in posts if post.holder],
                ground=GROUND,
                actor=person.actor,
            )
            key = MatchKey(
                municipality=case.municipality, mechanism=case.mechanism, compartment=opened.id
            )
            key.secret = opened.seal(secrets.token_bytes(32), field=key.field("secret"))
            key.save(force_insert=True)
    except IntegrityError:
        return


def give_to_newcomers(key: MatchKey, posts: Iterable[Post], ring: Ring, person: Person) -> None:
    """Posts that came after the key was made get it from whoever uses it next."""
    has = set(holders_of(key.compartment))
    for post in posts:
        if post.holder and post.holder not in has:
            keys.grant(
                ring=ring, compartment=key.compartment, to=post.holder, ground=GROUND,
                actor=person.actor, epochs="all",
            )  # fmt: skip


def coordinating(case: Case) -> list[Post]:
    """Posts here with which a concern of this mechanism begins, and that have keys."""
    mechanism = mechanism_of(case.mechanism, case.version)
    roles = {mechanism.first_step(row).done_by for row in mechanism.applies} & NOT_POLICE
    posts = Post.objects.working().of(case.municipality).filter(role__in=roles)
    return list(posts.filter(holder__isnull=False))


def refuse_unless_leads(case: Case, person: Person) -> None:
    leading = Assignment.objects.current().filter(
        case=case, person=person, part=Assignment.Part.LEAD
    )
    if not leading.exists():
        raise CaseError(_("Only who leads the case can do this."))
