"""Every authority that asks is on a register, and everybody may know how many there were."""

import pytest
from django.db import connection
from django.utils import timezone

from bashke.cases import services
from bashke.cases.models import AuthorityRequest
from bashke.cases.refusals import CaseError
from bashke.cases.rights.pages import hidden_in, public_count
from bashke.cases.services.authorities import FromAuthority, authority_words
from bashke.keys.refusals import ClosedError
from tests.accounts.cast import PLACE

TEXTS = {"who": "Komisar Leka, Komisariati", "about": "Ana Prifti: ku banon"}


def came(town, authority="police", law="ligj-82-2024", **given):
    asked = FromAuthority(authority, law, "neni 38", timezone.localdate(), TEXTS | given)
    return services.register_authority(municipality=PLACE, officer=town.edlira, came=asked)


def replied(town, request, answer="refused", said="Nuk ka bazë."):
    services.answer_authority(
        request=request, ring=town.ring("edlira"), officer=town.edlira, answer=answer, said=said
    )


def test_names_are_sealed_to_officers(town):
    request = came(town)

    assert authority_words(request, town.ring("edlira")) == TEXTS
    with pytest.raises(ClosedError):
        authority_words(request, town.ring("mira"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT who, about FROM cases_authorityrequest")
        assert all(b"Leka" not in bytes(v) and b"Prifti" not in bytes(v) for v in cursor.fetchone())


@pytest.mark.parametrize("authority", ["intelligence", "border"])
@pytest.mark.parametrize("answer", ["given", "in-part"])
def test_nothing_ever_goes_to_intelligence_or_borders(town, authority, answer):
    request = came(town, authority)

    with pytest.raises(CaseError, match="Nothing goes"):
        replied(town, request, answer)
    replied(town, request, "to-court")


def test_nothing_is_given_without_a_law(town):
    request = came(town, law="")

    with pytest.raises(CaseError, match="Without a law"):
        replied(town, request, "given")


@pytest.mark.parametrize(
    "given",
    [{"authority": "neighbour"}, {"law": "ligj-0-0"}, {"who": " "}, {"about": "x" * 20001}],
)
def test_what_is_not_known_is_refused(town, given):
    with pytest.raises(CaseError):
        came(town, **given)
    assert not AuthorityRequest.objects.exists()


def test_an_answer_stands(town):
    request = came(town)
    replied(town, request)

    with pytest.raises(CaseError, match="already"):
        replied(town, request, "given")


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 0, "b": 0}, {"a", "b"}),
        ({"a": 4, "b": 20}, {"a", "b"}),
        ({"a": 4, "b": 20, "c": 9}, {"a", "c"}),
        ({"a": 3, "b": 3, "c": 9}, {"a", "b"}),
        ({"a": 5, "b": 9}, set()),
        ({"a": 0, "b": 0, "c": 8}, {"a", "b", "c"}),
    ],
)
def test_small_numbers_are_hidden_and_so_is_what_gives_them_away(counts, hidden):
    assert hidden_in(counts) == hidden


@pytest.mark.parametrize("amount", [0, 1, 4, 5, 12])
def test_the_public_count_tells_no_small_number(town, client, amount):
    AuthorityRequest.objects.bulk_create(rows(town, amount))

    shown, total = public_count(PLACE, timezone.localdate().year)

    assert total == (amount if amount >= 5 else None)
    assert all(row.shown is None or row.shown >= 5 for row in shown)
    page = client.get(f"/sq/{PLACE}/authority-requests/")
    assert page.status_code == 200
    assert "Leka" not in page.content.decode()


def rows(town, amount):
    made = [
        AuthorityRequest(
            municipality=PLACE, authority="police", came_on=timezone.localdate(),
            officer=town.edlira, compartment=f"00000000-0000-4000-8000-{number:012}",
        )
        for number in range(amount)
    ]  # fmt: skip
    for each in made:
        each.subject = f"authority-request/{each.pk}"
    return made


@pytest.mark.parametrize("year", ["2025", "9999", "20 26", "٢٠٢٦", "-1", "2026'", "0"])
def test_the_public_page_takes_no_other_year(db, client, year):
    page = client.get(f"/sq/{PLACE}/authority-requests/", {"year": year})

    assert page.status_code in {200, 404}
    if year in {"2025", "9999"}:
        assert page.status_code == 404
