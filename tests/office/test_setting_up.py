"""The set-up of a municipality: posts from its mechanisms, how far it is, its card."""

import pytest

from bashke.accounts import services as accounts
from bashke.accounts.models import Institution, Post
from bashke.accounts.policy import ROLES
from bashke.audit.models import Event
from bashke.directory.models import Contact
from bashke.office import services
from bashke.office.models import Municipality
from bashke.office.plan import ALWAYS, offered, planned, roles_of
from bashke.office.services import Wanted
from bashke.office.steps import progress
from tests.accounts.cast import PLACE, SYSTEM
from tests.conftest import TODAY

OFFICE = f"/sq/{PLACE}/office/"
CHOSEN = ["domestic-violence", "child-protection"]


def preview(browser, *chosen):
    return browser.post(f"{OFFICE}mechanisms/", {"mechanisms": chosen})


def test_every_mechanism_can_be_planned_and_needs_only_known_roles(library):
    on_offer = offered(library, TODAY, "sq")

    assert {each.kind for each in on_offer} == {"mechanism", "service"}
    assert len([each for each in on_offer if each.kind == "mechanism"]) == 7
    for mechanism in on_offer:
        plan = planned(on_offer, [mechanism.key], library.pack, "Librazhd")
        roles = {post.role for each in plan for post in each.posts}
        assert roles == {*ALWAYS, *roles_of(mechanism)}
        assert roles <= set(ROLES)
        assert all("Librazhd" in each.name for each in plan)


def test_a_post_stands_in_the_institution_that_the_pack_names(library):
    plan = planned(offered(library, TODAY, "sq"), CHOSEN, library.pack, "Librazhd")

    kind_of = {post.role: each.kind for each in plan for post in each.posts}
    assert kind_of["police-station"] == "police"
    assert kind_of["dv-coordinator"] == "municipality"
    assert kind_of["school-psychosocial"] == "school"
    assert "ve-contact" in kind_of  # the mechanism for children tells this contact


def test_nothing_is_added_before_the_preview_was_seen(administrator):
    before = Post.objects.count()

    page = preview(administrator, *CHOSEN).content.decode()

    assert Post.objects.count() == before
    assert "Komisariati i Policisë, Librazhd" in page
    assert "oordinator vendor kundër dhunës në familje" in page


def test_names_are_changed_and_posts_left_out_in_the_preview(administrator):
    response = administrator.post(
        f"{OFFICE}mechanisms/",
        {
            "mechanisms": CHOSEN,
            "add": "yes",
            "name-municipality": "Bashkia Librazhd",
            "roles-municipality": ["dv-coordinator", "recovery-holder"],
            "name-police": "Komisariati Librazhd",
            "roles-police": ["police-station"],
            "name-prosecution": "x", "name-health": "x", "name-school": "x",
        },
    )  # fmt: skip

    assert response.status_code == 302
    names = set(Institution.objects.of(PLACE).values_list("name", flat=True))
    assert names == {"Bashkia Librazhd", "Komisariati Librazhd"}
    roles = set(Post.objects.of(PLACE).values_list("role", flat=True))
    assert roles == {"administrator", "dv-coordinator", "recovery-holder", "police-station"}
    assert Event.objects.of(PLACE).filter(act="post.added").count() == 4


def test_a_missing_name_is_said_and_nothing_is_added(administrator):
    before = Post.objects.count()

    response = administrator.post(
        f"{OFFICE}mechanisms/", {"mechanisms": CHOSEN, "add": "yes", "name-police": ""}
    )

    assert response.status_code == 422
    assert "Jepini një emër" in response.content.decode()
    assert Post.objects.count() == before


def test_without_a_mechanism_one_sentence_says_so(administrator):
    response = preview(administrator)

    assert response.status_code == 422
    assert "Zgjidhni të paktën një." in response.content.decode()


def test_violent_extremism_is_not_ticked_at_first(administrator):
    page = administrator.get(f"{OFFICE}mechanisms/").content.decode()

    def box(key):
        return page.split(f'id="id_{key}"')[1].split(">")[0]

    assert "checked" in box("domestic-violence")
    assert "checked" not in box("violent-extremism")


def test_doing_it_again_adds_nothing_twice(begun):
    wanted = [
        Wanted("municipality", "Bashkia", ("administrator", "dv-coordinator")),
        Wanted("police", "Komisariati", ("police-station",)),
    ]

    first = services.set_up_posts(municipality=PLACE, institutions=wanted, actor=SYSTEM)
    again = services.set_up_posts(municipality=PLACE, institutions=wanted, actor=SYSTEM)

    assert (first, again) == (2, 0)
    assert Institution.objects.of(PLACE).count() == 2


@pytest.mark.parametrize(
    ("what", "kind", "is_protected", "role"),
    [
        ("school", "school", False, "school-psychosocial"),
        ("shelter", "civil-society", True, "shelter"),
        ("civil-society", "civil-society", False, "front-line-worker"),
    ],
)
def test_an_institution_comes_with_its_posts(administrator, what, kind, is_protected, role):
    administrator.post(f"{OFFICE}institutions/add/", {"what": what, "name": "E re"})

    added = Institution.objects.get(name="E re")
    assert (added.kind, added.is_protected) == (kind, is_protected)
    assert role in set(added.posts.values_list("role", flat=True))


def test_an_institution_is_renamed_protected_filled_and_closed(administrator):
    administrator.post(f"{OFFICE}institutions/add/", {"what": "school", "name": "Shkola"})
    school = Institution.objects.get(name="Shkola")
    here = f"{OFFICE}institutions/{school.pk}/"

    administrator.post(f"{here}rename/", {"name": "Shkolla “Mato Hasa”"})
    administrator.post(f"{here}protect/", {"protected": "yes"})
    administrator.post(f"{here}posts/", {"role": "trainer"})

    school.refresh_from_db()
    assert (school.name, school.is_protected) == ("Shkolla “Mato Hasa”", True)
    post = school.posts.get(role="trainer")
    administrator.post(f"{OFFICE}posts/{post.pk}/end/")
    administrator.post(f"{here}close/")
    school.refresh_from_db()
    assert school.closed_at
    assert administrator.get(here).status_code == 404


def test_an_institution_with_people_stays_open(administrator, begun):
    office = Institution.objects.get(kind="municipality")

    page = administrator.post(f"{OFFICE}institutions/{office.pk}/close/", follow=True)

    office.refresh_from_db()
    assert office.closed_at is None
    assert "ka ende njerëz me detyrë" in page.content.decode()


def test_the_percentage_follows_what_is_there(administrator, library):
    def percent():
        return progress(PLACE, library.pack, "sq").percent

    at_first = percent()
    services.set_up_posts(
        municipality=PLACE,
        institutions=[Wanted("municipality", "Bashkia", ("dv-coordinator",))],
        actor=SYSTEM,
    )
    with_posts = percent()
    Contact.objects.create(
        municipality=PLACE, role="dv-coordinator", post_sq="Koordinatorja", post_en="Coordinator"
    )
    with_contacts = percent()

    assert (at_first, with_posts, with_contacts) == (16, 33, 50)
    page = administrator.get(OFFICE).content.decode()
    assert "50 %" in page


def test_an_invented_contact_is_no_progress(begun, library):
    before = progress(PLACE, library.pack, "sq").percent
    accounts.add_post(institution=Institution.objects.get(), role="dv-coordinator", actor=SYSTEM)
    Contact.objects.create(
        municipality=PLACE, role="dv-coordinator", post_sq="X", post_en="X", is_invented=True
    )

    steps = progress(PLACE, library.pack, "sq").steps
    assert steps[2].done == 0
    assert before == 16


def test_the_card_is_a_page_to_print_and_its_making_is_noted(administrator):
    response = administrator.post(f"{OFFICE}card/", {"as": "html"})

    assert response["Content-Disposition"].startswith("attachment")
    assert "Librazhd" in response.content.decode()
    assert Municipality.objects.get().card_made_at
    assert Event.objects.of(PLACE).filter(act="card.made").exists()


def test_the_card_is_a_pdf_too(administrator):
    response = administrator.post(f"{OFFICE}card/", {"as": "pdf"})

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_looking_at_the_card_notes_nothing(administrator):
    assert administrator.get(f"{OFFICE}card/").status_code == 200
    assert Municipality.objects.get().card_made_at is None


@pytest.mark.parametrize(
    "path", ["", "mechanisms/", "institutions/add/", "card/", "key-holders/", "duty/"]
)
@pytest.mark.parametrize("name", ["drita", "mira", "zana", "ilir"])
def test_only_who_sets_up_sees_the_set_up(signed_in, name, path):
    assert signed_in(name).get(OFFICE + path).status_code == 404
