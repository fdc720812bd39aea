"""A referral on its way: who can open it, who not, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bashke.accounts import services as accounts
from bashke.audit.models import Event
from bashke.cases import services
from bashke.cases.models import Case, Referral
from bashke.cases.refusals import CaseError
from bashke.cases.services.referrals import Grounds, words_of
from bashke.keys.living import holders_of
from bashke.keys.refusals import ClosedError
from bashke.tally.models import total
from tests.accounts.cast import PLACE, SYSTEM, person
from tests.cases.conftest import MAY, MUST, WORDS, drafted, sent_to

State = Referral.State


def test_a_draft_is_there_for_its_sender_alone(town, draft):
    seen = {
        name
        for name in ("besnik", "drita", "teuta", "agim", "zana")
        if Referral.objects.visible_to(getattr(town, name)).exists()
    }

    assert seen == {"besnik"}
    with pytest.raises(ClosedError):
        words_of(draft, town.ring("drita"))


def test_what_is_sent_opens_at_the_post_and_nowhere_else(town, sent):
    assert words_of(sent, town.ring("drita")) == WORDS
    for name in ("teuta", "agim", "mira", "ilir", "zana"):
        assert not Referral.objects.visible_to(getattr(town, name)).exists()
        with pytest.raises(ClosedError):
            words_of(sent, town.ring(name))


def test_no_word_of_it_stands_in_the_row(sent):
    row = Referral.objects.filter(pk=sent.pk).values().get()

    for word in " ".join(WORDS.values()).split():
        if len(word) > 3:
            assert word not in str(row)
            assert word.encode() not in b"".join(bytes(getattr(sent, n)) for n in sent.TEXTS)


@pytest.mark.parametrize(
    ("duty", "grounds"),
    [
        ("may", Grounds("", "yes", "yes")),
        ("may", Grounds("task", "perhaps", "yes")),
        ("may", MUST),
        ("may", Grounds("agreement", "yes", "no")),
        ("with-agreement", Grounds("task", "yes", "no")),
        ("with-agreement", Grounds("task", "yes", "not-asked")),
    ],
)
def test_without_a_ground_it_is_not_sent(town, duty, grounds):
    draft = drafted(town, duty=duty)

    with pytest.raises(CaseError):
        sent_to(town, draft=draft, grounds=grounds)

    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert holders_of(draft.compartment) == [town.besnik.holder]


def test_where_the_law_obliges_one_tap_is_enough(town):
    draft = drafted(town, duty="must")
    services.write(referral=draft, ring=town.ring("besnik"), actor=SYSTEM, texts={"necessity": ""})

    sent_to(town, draft=draft, grounds=MUST)

    assert draft.state == State.SENT


def test_without_the_words_that_the_receiver_needs_it_is_not_sent(town, draft):
    services.write(referral=draft, ring=town.ring("besnik"), actor=SYSTEM, texts={"concern": " "})

    with pytest.raises(CaseError):
        sent_to(town, draft=draft)


def test_a_phone_call_comes_first_and_the_form_within_a_day(town, draft):
    at = timezone.now() - timedelta(minutes=9)

    services.speak(
        referral=draft, ring=town.ring("besnik"), actor=town.besnik.actor, at=at, to="Drita"
    )

    assert draft.state == State.SPOKEN
    assert draft.write_by == at + timedelta(hours=24)
    assert not Referral.objects.unwritten().exists()
    assert Referral.objects.unwritten(at + timedelta(hours=24)).get() == draft


@pytest.mark.parametrize("ago", [timedelta(days=8), timedelta(minutes=-5)])
def test_a_call_that_cannot_be_is_refused(town, draft, ago):
    with pytest.raises(CaseError):
        services.speak(
            referral=draft, ring=town.ring("besnik"), actor=SYSTEM, at=timezone.now() - ago, to="X"
        )


def test_who_is_involved_gets_no_key_and_no_glass(town, draft):
    nora = person("nora")
    taken = accounts.appoint(person=nora, post=town.post("drita"), actor=SYSTEM)
    accounts.give_key(membership=taken, ring=town.ring("drita"), actor=town.drita.actor)
    town.nora = nora

    sent_to(town, draft=draft, involved=[town.drita])

    assert words_of(draft, town.ring("nora")) == WORDS
    assert Referral.objects.visible_to(nora).exists()
    assert not Referral.objects.visible_to(town.drita).exists()
    with pytest.raises(ClosedError):
        words_of(draft, town.ring("drita"))


def test_where_only_the_involved_person_could_open_it_it_goes_elsewhere(town, draft):
    with pytest.raises(CaseError):
        sent_to(town, draft=draft, involved=[town.drita])

    assert Referral.objects.get(pk=draft.pk).state == State.DRAFT


def test_the_sender_withdraws_and_nobody_else_opens_it_from_then_on(town, sent):
    services.withdraw(referral=sent, sender=town.besnik)

    assert words_of(sent, town.ring("besnik")) == WORDS
    assert not Referral.objects.visible_to(town.drita).exists()
    with pytest.raises(ClosedError):
        words_of(sent, town.ring("drita"))


def test_of_two_who_answer_at_once_one_is_told_that_it_came_late(town, sent):
    late = Referral.objects.get(pk=sent.pk)
    services.accept(referral=sent, ring=town.ring("drita"), person=town.drita)

    with pytest.raises(CaseError):
        services.accept(referral=late, ring=town.ring("drita"), person=town.drita)
    with pytest.raises(CaseError):
        services.withdraw(referral=late, sender=town.besnik)
    assert Case.objects.count() == 1


def test_what_was_declined_goes_on_but_never_back(town, sent):
    services.decline(
        referral=sent, ring=town.ring("drita"), person=town.drita, reason="Për fëmijën: Teuta."
    )
    assert words_of(sent, town.ring("besnik"))["answer"] == "Për fëmijën: Teuta."

    with pytest.raises(CaseError):
        services.send_on(
            referral=sent, post=town.post("drita"), ring=town.ring("besnik"), sender=town.besnik
        )
    following = services.send_on(
        referral=sent, post=town.post("teuta"), ring=town.ring("besnik"), sender=town.besnik
    )

    assert following.previous == sent
    assert words_of(following, town.ring("teuta")) == WORDS


def test_who_takes_part_only_does_not_lead(town):
    administrator = accounts.add_post(
        institution=town.office, role="social-administrator", actor=SYSTEM
    )
    town.nora = person("nora")
    accounts.appoint(person=town.nora, post=administrator, actor=SYSTEM)
    referral = sent_to(town, "nora")

    with pytest.raises(CaseError):
        services.accept(referral=referral, ring=town.ring("nora"), person=town.nora)


def test_the_sender_learns_what_came_of_it(town, case):
    services.complete(
        referral=case.referral, ring=town.ring("drita"), person=town.drita, answer="U takua sot."
    )

    assert words_of(case.referral, town.ring("besnik"))["answer"] == "U takua sot."
    assert town.besnik.notices.unseen().count() == 2


def test_every_act_is_on_the_trail_and_counted_once(town, case):
    acts = Event.objects.of(PLACE).about(case.referral.subject).values_list("act", flat=True)

    assert list(acts.order_by("pk")) == [
        "referral.begun", "referral.written", "referral.sent", "referral.accepted",
    ]  # fmt: skip
    month = timezone.localdate().replace(day=1)
    assert total(PLACE, "referral-sent", month, "domestic-violence") == 1
    assert total(PLACE, "case-opened", month, "domestic-violence") == 1


def test_a_referral_that_fails_leaves_nothing(town, draft, monkeypatch):
    before = Event.objects.count()
    monkeypatch.setattr("bashke.cases.services.referrals.count", fails)

    with pytest.raises(ZeroDivisionError):
        sent_to(town, draft=draft, grounds=MAY)

    assert Event.objects.count() == before
    assert Referral.objects.get(pk=draft.pk).state == State.DRAFT


def fails(**_given):
    raise ZeroDivisionError
