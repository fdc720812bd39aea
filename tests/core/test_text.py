from bashke.core.text import albanian_order, fold, slug


def test_folding_forgets_diacritics_and_case():
    assert fold("Dhunë në FAMILJE, Çlirim") == "dhune ne familje, clirim"


def test_a_slug_stands_in_an_address():
    assert slug("Vau i Dejës") == "vau-i-dejes"


def test_the_albanian_alphabet_counts_digraphs_as_letters():
    names = ["Zhur", "Zall", "Dhoksat", "Durrës", "Çorovodë", "Cërrik", "Njazidë", "Novaj", "Ëmbël"]

    assert sorted(names, key=albanian_order) == [
        "Cërrik", "Çorovodë", "Durrës", "Dhoksat", "Ëmbël", "Novaj", "Njazidë", "Zall", "Zhur",
    ]  # fmt: skip
