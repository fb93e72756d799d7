# ruff: noqa: E501 - sentences
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.language import LANGUAGE_TAG, language_of, primary_subtag
from ilofeed.publish.validate import checks

SAMPLES = {
    "en": "The ministers of labour and the social partners agreed on a plan for the years to come, which will help "
    "their countries with training and with the protection of workers.",
    "fr": "Les ministres du travail et les partenaires sociaux se sont mis d'accord sur un plan pour les années à venir, "
    "qui aidera leurs pays dans la formation et la protection des travailleurs.",
    "es": "Los ministros de trabajo y los interlocutores sociales acordaron un plan para los próximos años, que ayudará a "
    "sus países con la formación y la protección de las personas.",
    "pt": "Os ministros do trabalho e os parceiros sociais chegaram a acordo sobre um plano para os próximos anos, que "
    "ajudará os seus países na formação e na proteção dos trabalhadores.",
    "de": "Die Minister für Arbeit und die Sozialpartner einigten sich auf einen Plan für die kommenden Jahre, der den "
    "Ländern mit der Ausbildung und dem Schutz von Beschäftigten hilft.",
    "it": "I ministri del lavoro e le parti sociali hanno concordato un piano per gli anni a venire, che aiuterà i paesi "
    "nella formazione e nella protezione dei lavoratori e delle lavoratrici.",
    "ru": "Министры труда и социальные партнёры договорились о плане на ближайшие годы.",
    "uk": "Міністри праці та соціальні партнери домовилися про план на найближчі роки.",
    "ar": "اتفق وزراء العمل والشركاء الاجتماعيون على خطة للسنوات القادمة",
    "ja": "労働大臣と社会的パートナーは今後数年間の計画に合意しました。",
    "zh": "劳工部长和社会伙伴就未来几年的计划达成了一致意见，该计划将有助于各国。",
    "tr": "Çalışma bakanları ve sosyal ortaklar gelecek yıllar için bir plan üzerinde anlaştı ve bu plan daha çok "
    "eğitim ile koruma için yeni bir adım olarak görülüyor.",
    "vi": "Các bộ trưởng lao động và các đối tác xã hội đã nhất trí về một kế hoạch cho những năm tới với sự bảo vệ "
    "của người lao động trong việc làm.",
}


@pytest.mark.parametrize("language", SAMPLES)
@pytest.mark.parametrize("said", ["", "nl", "ko"])
def test_words_decide_whatever_the_page_says(language: str, said: str) -> None:
    assert language_of([SAMPLES[language]], said) == language


@pytest.mark.parametrize("language", SAMPLES)
def test_a_finer_tag_of_the_same_language_stays(language: str) -> None:
    assert language_of([SAMPLES[language]], f"{language}-XX") == f"{language}-XX"


@pytest.mark.parametrize(("said", "language"), [("fa", "ar"), ("bg", "ru"), ("sr", "ru")])
def test_a_language_that_shares_the_script_stays(said: str, language: str) -> None:
    assert language_of([SAMPLES[language]], said) == said


@pytest.mark.parametrize("text", ["", "test", "2023 – 2024", "ILO SCORE Training", "Côte d'Ivoire"])
def test_few_words_prove_nothing(text: str) -> None:
    assert language_of([text], "de") == "de"
    assert language_of([text]) == ""


def test_some_foreign_names_do_not_turn_a_page() -> None:
    assert language_of([SAMPLES["en"], "Конференция", "労働"], "en") == "en"


@given(st.lists(st.text(), max_size=5), st.sampled_from(["", "en", "pt-BR"]))
def test_any_text_has_an_answer(texts: list[str], said: str) -> None:
    assert isinstance(language_of(texts, said), str)


@pytest.mark.parametrize(("tag", "language"), [("pt-BR", "pt"), ("EN", "en"), ("zh-Hans-CN", "zh"), ("", "")])
def test_primary_subtag_has_neither_region_nor_script(tag: str, language: str) -> None:
    assert primary_subtag(tag) == language


@pytest.mark.parametrize(
    "tag", ["en", "zh-Hans-CN", "zh-cmn-Hans-CN", "de-1996", "sl-rozaj-biske", "es-419", "fr-fr"]
)
def test_a_tag_that_a_page_may_declare_may_be_in_a_feed(tag: str) -> None:
    assert LANGUAGE_TAG.fullmatch(tag)
    assert checks.language(tag) is None


@pytest.mark.parametrize(
    "tag", ["zz-zz-zz", "ja-JP-mac", "en_US", "english", "en-", "x", "de-DE-123456789", "\u0131t"]
)
def test_a_tag_that_no_feed_may_have_is_none_of_a_page(tag: str) -> None:
    assert not LANGUAGE_TAG.fullmatch(tag)
    assert checks.language(tag) is not None


@pytest.mark.parametrize("tag", ["en-US-x-twain", "de-u-co-phonebk", "en-a-bbb-x-a"])
def test_feeds_of_others_may_have_extensions_and_private_subtags(tag: str) -> None:
    assert checks.language(tag) is None


@given(st.from_regex(LANGUAGE_TAG, fullmatch=True))
def test_every_tag_that_is_taken_from_a_page_may_be_in_a_feed(tag: str) -> None:
    assert checks.language(tag) is None
