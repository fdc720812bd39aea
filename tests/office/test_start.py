"""The operator begins municipalities; each gets its administrator."""

import pytest
from django.core import mail
from django.core.management import call_command

from bashke.accounts import services as accounts
from bashke.accounts.models import Invitation, Membership
from bashke.accounts.policy import May
from bashke.accounts.refusals import AccountError
from bashke.audit.models import Event
from bashke.keys import opening
from bashke.office import services
from bashke.office.models import Municipality
from tests.accounts.cast import PLACE, SYSTEM, password_of, person, sign_in

OFFICE = "/sq/office/"


@pytest.fixture
def operator(client, db):
    agim = person("agim", is_operator=True)
    sign_in(client, agim, opening.unlock_ring(agim.holder, password_of("agim")))
    client.person = agim
    return client


def test_the_command_prints_a_link_that_makes_an_operator(db, capsys):
    call_command("office", "begin", "--email", "agim@example.org", "--lang", "en")

    link = capsys.readouterr().out.split()[-1]
    assert link.startswith("http://localhost:8000/en/account/join/")
    made = accounts.accept(
        token=link.rstrip("/").rsplit("/", 1)[1], name="Agim", password="një fjalëkalim i gjatë"
    )
    assert made.is_operator
    assert not made.municipalities()
    assert Event.objects.filter(act="operator.invited", municipality="installation").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["begin", "--email", "no address"],
        ["begin", "--email", "a@example.org", "--lang", "de"],
        ["begin"],
        [],
    ],
)
def test_wrong_use_of_the_command_invites_nobody(db, words):
    with pytest.raises(Exception, match=".") as refused:
        call_command("office", *words)

    assert refused.value.returncode == 2
    assert not Invitation.objects.exists()


def test_a_municipality_is_found_by_its_name_in_any_spelling(operator):
    response = operator.post(f"{OFFICE}begin/", {"place": "KAMËZ"})

    assert response.status_code == 302
    begun = Municipality.objects.get()
    assert begun.slug == "kamez"
    assert begun.begun_by == operator.person
    assert Event.objects.of("kamez").filter(act="municipality.begun").exists()
    assert "Kamëz" in operator.get(OFFICE).content.decode()


def test_an_unknown_name_is_said(operator):
    response = operator.post(f"{OFFICE}begin/", {"place": "Atlantidë"})

    assert response.status_code == 422
    assert "Atlantidë" in response.content.decode()
    assert not Municipality.objects.exists()


def test_all_sixty_one_stand_in_the_albanian_order(operator):
    page = operator.get(OFFICE).content.decode()

    options = page[page.index("<datalist") : page.index("</datalist>")]
    assert options.count("<option") == 61
    assert options.index("Devoll") < options.index("Dibër") < options.index("Divjakë")
    assert options.index("Gramsh") < options.index("Gjirokastër")


def test_it_begins_once(operator):
    operator.post(f"{OFFICE}begin/", {"place": PLACE})

    page = operator.post(f"{OFFICE}begin/", {"place": PLACE}, follow=True).content.decode()

    assert Municipality.objects.count() == 1
    assert "nisur tashmë" in page


def test_the_operator_becomes_the_first_administrator(operator):
    operator.post(f"{OFFICE}begin/", {"place": PLACE})

    response = operator.post(f"{OFFICE}{PLACE}/take/")

    assert response["Location"] == f"/sq/{PLACE}/office/"
    assert operator.person.may(May.SET_UP, PLACE)


def test_the_operator_invites_somebody_else_to_administer(operator):
    operator.post(f"{OFFICE}begin/", {"place": PLACE})

    response = operator.post(
        f"{OFFICE}{PLACE}/invite/", {"email": "mira@example.org", "language": "sq"}
    )

    assert response.status_code == 200
    assert Invitation.objects.open().get().post.role == "administrator"
    [sent] = mail.outbox
    assert sent.to == ["mira@example.org"]
    assert "/sq/account/join/" in sent.body
    assert "/account/join/" not in response.content.decode()


def test_where_no_mail_goes_out_the_link_is_shown(operator, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 9
    operator.post(f"{OFFICE}begin/", {"place": PLACE})

    page = operator.post(
        f"{OFFICE}{PLACE}/invite/", {"email": "mira@example.org", "language": "sq"}
    ).content.decode()

    link = page.split(">http://localhost:8000/sq/account/join/")[1].split("/<")[0]
    assert accounts.accept(token=link, name="Mira", password="një fjalëkalim i gjatë").may(
        May.SET_UP, PLACE
    )
    assert "mira" not in caplog.text


def test_after_somebody_administered_it_the_operator_has_no_way_in(town):
    services.begin(slug="kamez", by=town.agim)
    taken = services.take_office(municipality="kamez", by=town.agim)
    accounts.end_membership(membership=taken, actor=SYSTEM)

    with pytest.raises(AccountError):
        services.take_office(municipality="kamez", by=town.agim)
    with pytest.raises(AccountError):
        services.invite_administrator(
            municipality="kamez", email="x@example.org", language="sq", by=town.agim
        )


@pytest.mark.parametrize("name", ["drita", "mira", "vera"])
def test_to_anybody_else_there_is_no_such_page(signed_in, name):
    browser = signed_in(name)

    assert browser.get(OFFICE).status_code == 404
    assert browser.post(f"{OFFICE}begin/", {"place": "kamez"}).status_code == 404
    assert browser.post(f"{OFFICE}{PLACE}/take/").status_code == 404
    assert not Municipality.objects.exists()


def test_what_is_no_municipality_does_not_begin(town):
    with pytest.raises(AccountError):
        services.begin(slug="atlantide", by=town.agim)

    assert not Municipality.objects.exists()


def test_only_the_operator_begins(town):
    with pytest.raises(AccountError):
        services.begin(slug=PLACE, by=town.drita)

    assert not Municipality.objects.exists()


def test_who_operates_holds_no_post_by_that(begun):
    Membership.objects.all().delete()

    assert not begun.may(May.SET_UP, PLACE)
