"""Faith, origin, politics and dress are no part of a story about somebody."""

import pytest

from bashke.cases.models import Referral
from bashke.cases.referring.wording import found
from bashke.cases.services.referrals import words_of
from tests.cases.conftest import WORDS, drafted
from tests.cases.test_referral_pages import (
    HERE,
    sends,
    text_of,
    written,
)


@pytest.mark.parametrize(
    "word",
    [
        "mysliman", "myslimanët", "MYSLIMANE", "katolikes", "bektashinj", "fetare", "fenë", "feja",
        "besimtarë", "xhamisë", "xhami", "kishën", "hoxha", "priftit", "Kuranit", "rom", "romë",
        "Romët", "egjiptianë", "ciganët", "socialistët", "demokrate", "politike", "ferexhe",
        "hixhab", "shami", "mjekër", "mjekrën", "mjekrre", "muslims", "Catholic", "mosque", "Roma",
        "headscarf", "beards", "communist",
    ],
)  # fmt: skip
def test_a_word_is_found_in_every_form_and_with_or_without_its_accents(word):
    plain = word.replace("ë", "e").replace("ç", "c")

    assert found({"concern": f"Ai është {word}, thonë."}) == [word]
    assert found({"concern": f"ai eshte {plain} thone"}) == [plain]


@pytest.mark.parametrize(
    "story",
    [
        "Nëna tha se babai e rreh kur pi. Ka mavijosje në krah dhe nuk ha mëngjes.",
        "Fëmija kishte frikë; kisha biseduar me të. Kishim kohë.",
        "Ka besim te mësuesja dhe beson se do të ndihmohet.",
        "U dogj te ferma, në festën e fejesës. Femrat qanin. Ferr.",
        "Rrobat e grisura, këpucë verore në dimër; mjeku e vizitoi te mjekësia.",
        "Agim Hoxha e solli, pastaj erdhi Besim Turku me Feride Priftin.",
        "Partneri e pret te partia e muzikës dhe në party.",
        "Perceptimi i saj, romani që lexon, biblioteka, turizmi, komuniteti.",
        "He came with minor injuries; romantic partner; the nurse; jewels; a festival.",
        "She feeds him. Veins. Political? No: he is polite.",
    ],
    ids=range(10),
)
def test_a_story_of_harm_passes(story):
    words = found({"concern": story})

    assert words == (["Political"] if "Political" in story else [])


def test_the_name_of_whom_it_is_about_is_a_name_everywhere():
    texts = {"about": "Ana Hoxha, 15 vjeç", "concern": "Hoxha mungon. Ana Hoxhën e pashë dje."}

    assert found(texts) == []
    assert found({"about": "Ana", "concern": "hoxha i foli"}) == ["hoxha"]


def test_only_the_story_is_weighed():
    assert found({"about": "rom", "reach": "pranë xhamisë", "spoken_with": "imami"}) == []


def told(besnik, **changed):
    return written(besnik, concern="Djali ka lënë mjekër dhe shkon në xhami.", **changed)


def test_it_is_asked_once_to_say_it_otherwise_and_the_text_is_kept(town, besnik):
    reference = told(besnik)

    page = text_of(besnik.get(f"{HERE}{reference}/send/"))
    assert "mjekër, xhami" in page
    assert "janë e drejta e çdokujt" in page
    refused = sends(town, besnik, reference)

    assert refused.status_code == 422
    assert Referral.objects.get().state == "draft"
    kept = words_of(Referral.objects.get(), town.ring("besnik"))
    assert kept["concern"] == "Djali ka lënë mjekër dhe shkon në xhami."


def test_rephrased_it_goes(town, besnik):
    reference = told(besnik)
    besnik.post(f"{HERE}{reference}/write/", {**WORDS, "ground": "task", "telling_agreed": "yes"})

    assert sends(town, besnik, reference).status_code == 302


def test_a_word_that_means_something_else_goes_when_it_is_said_so(town, besnik):
    assert sends(town, besnik, told(besnik), meant="other").status_code == 302


def test_as_a_ground_it_goes_nowhere_but_to_the_complaint_of_discrimination(town, besnik):
    reference = told(besnik)

    assert "shkaku i diskriminimit" not in text_of(besnik.get(f"{HERE}{reference}/send/"))
    assert sends(town, besnik, reference, meant="ground").status_code == 422
    assert Referral.objects.get().state == "draft"


def test_a_complaint_of_discrimination_names_its_ground(town, besnik):
    draft = drafted(town, mechanism="anti-discrimination", first_step="complaint")
    given = {
        **WORDS,
        "ground": "task",
        "telling_agreed": "yes",
        "concern": "Nuk e morën: është rome.",
    }
    besnik.post(f"{HERE}{draft.reference}/write/", given)

    assert sends(town, besnik, draft.reference).status_code == 422
    assert sends(town, besnik, draft.reference, meant="ground").status_code == 302


def test_a_text_without_such_words_is_asked_nothing(besnik):
    page = text_of(besnik.get(f"{HERE}{written(besnik)}/send/"))

    assert "me fjalë të tjera" not in page
