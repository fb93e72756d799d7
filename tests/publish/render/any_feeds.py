"""Any feed: of texts as no page should have them, cleaned as those of every page are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from ilofeed.core.models import Feed, Item
from ilofeed.core.text import clean
from publish.render.samples import entry, feed

_ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
_TROUBLE = st.lists(
    st.sampled_from(
        [*"<>&'\"/=;#! \t\r\nab\x00\x0b\ufffe\ud800", "]]>", "<![CDATA[", "&amp;", "&#0;", "<b>", "</b>"]
    ),
    max_size=30,
).map("".join)
_texts = (_ANYTHING | _TROUBLE).map(clean)
_instants = st.datetimes(datetime(1991, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
_languages = st.sampled_from(["", "en", "ar", "zh-Hans", "pt-BR"])


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    items = draw(
        st.lists(
            st.builds(
                Item,
                key=st.uuids().map(str),
                title=_texts,
                link=st.just("https://www.ilo.org/resource/1"),
                language=_languages,
                summary=_texts,
                published=st.none() | st.dates(date(1980, 1, 1), date(2200, 1, 1)),
                date_text=_texts,
                kicker=st.none() | _texts,
                place=st.none() | _texts,
                image=st.none() | st.sampled_from(["https://www.ilo.org/1.jpg", "https://www.ilo.org/?a=1&b=2"]),
            ),
            min_size=1,
            max_size=4,
        )
    )
    seen = draw(_instants)
    return feed(
        *(entry(item, number, first_seen=seen) for number, item in enumerate(items, 1)),
        language=draw(_languages),
    )
