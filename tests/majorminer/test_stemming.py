from paper_repro.majorminer.stemming import normalize_tag


def test_tags_are_folded_stripped_and_stemmed():
    """Stems as NLTK's Porter stemmer gives them."""
    expected = {
        "Drums": "drum",
        "Hip-Hop!": "hip hop", "hip hop": "hip hop", "80's": "80", "electronica": "electronica",
        "drum machine": "drum machin", "R&B": "r b", "  ": "", "?!": "", "Vocals.": "vocal",
        "guitar/bass": "guitar bass",
    }  # fmt: skip
    assert {tag: normalize_tag(tag) for tag in expected} == expected
