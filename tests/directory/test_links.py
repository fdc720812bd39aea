"""A link opens one contact, to one owner, once, for fourteen days."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.signing import TimestampSigner

from bashke.directory import services
from bashke.directory.links import LinkError, UsedLinkError, contact_of, token_for
from bashke.directory.models import OWNER, Contact
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_link_opens_its_contact(kept):
    assert contact_of(token_for(kept)) == kept


def test_it_opens_for_fourteen_days(kept):
    with time_machine.travel(NOW, tick=False):
        token = token_for(kept)
    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        assert contact_of(token)
    too_late = NOW + timedelta(days=14, seconds=1)
    with time_machine.travel(too_late, tick=False), pytest.raises(UsedLinkError):
        contact_of(token)


def test_it_opens_once(kept):
    token = token_for(kept)
    services.confirm(contact_of(token), by=OWNER, today=TODAY)

    with pytest.raises(UsedLinkError):
        contact_of(token)
    assert contact_of(token_for(Contact.objects.get()))


def test_the_check_of_an_office_overtakes_it(kept):
    token = token_for(kept)
    services.confirm(kept, by="librazhd-desk", today=TODAY)

    with pytest.raises(UsedLinkError):
        contact_of(token)


def test_a_new_owner_makes_the_links_of_the_former_one_worthless(kept):
    token = token_for(kept)
    Contact.objects.update(owner_mail="besnik@example.invalid")

    with pytest.raises(LinkError):
        contact_of(token)


def test_nobodys_contact_has_no_link(kept):
    token = token_for(kept)
    Contact.objects.update(owner_mail="")

    with pytest.raises(LinkError):
        contact_of(token)


def test_a_changed_word_opens_nothing(kept, protected):
    token = token_for(kept)
    parts = token.split(".")
    other = ".".join([str(protected.pk), *parts[1:]])
    longer_life = ".".join([*parts[:2], "zzzzzz", parts[3]])
    next_count = ".".join([parts[0], "1", *parts[2:]])
    changed = [token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
               for place in range(len(token))]  # fmt: skip

    for word in [other, longer_life, next_count, *changed, token + "x", token[:-1]]:
        with pytest.raises((LinkError, UsedLinkError)):
            contact_of(word)


def test_a_word_signed_for_another_purpose_opens_nothing(kept):
    word = TimestampSigner(sep=".").sign(f"{kept.pk}.{kept.check_count}")

    with pytest.raises(LinkError):
        contact_of(word)


@pytest.mark.parametrize(
    "word",
    ["", ".", "1", "x.y.z", "-1.0.a.b", "9" * 18 + ".0.a.b", "9" * 400 + ".0.a.b", "١.0.a.b",
     "1 or 1=1.0.a.b", "\x00.0.a.b", "a" * 20_000],
)  # fmt: skip
def test_rubbish_opens_nothing(kept, word):
    with pytest.raises(LinkError):
        contact_of(word)


def test_no_mail_program_cuts_it(kept):
    word = token_for(kept)

    assert set(word) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert kept.owner_mail.split("@")[0] not in word
