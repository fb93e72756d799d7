"""Pages that scripts make come out of Chromium as they are when they are finished."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from end_to_end.browser.rendering import Rendering, SkippingClock, rendering
from ilofeed.core.errors import FetchError
from ilofeed.fetch.user_agent import default_user_agent

# Reads a file, adds its items to the list, and goes on with the file that it names.
_STEPS = """
<ul></ul><img src="/picture.png"><p id="picture"></p>
<script>
  async function step(path) {
    const {items, next} = await (await fetch(path)).json()
    for (const item of items) document.querySelector("ul").insertAdjacentHTML("beforeend", `<li>${item}</li>`)
    if (next) await step(next)
  }
  document.querySelector("img").onload = () => { document.getElementById("picture").textContent = "a picture" }
  step("/1.json")
</script>
"""


@pytest.fixture
def shop() -> Iterator[Rendering]:
    with rendering() as made:
        yield made


def test_a_page_that_is_made_late_and_in_steps_is_whole_and_seems_to_have_its_pictures(shop: Rendering) -> None:
    shop.show(_STEPS)
    shop.data('{"items": ["one", "two"], "next": "/2.json"}', "/1.json")
    shop.data('{"items": ["thr\u00e9e"]}', "/2.json")

    page = shop.page()

    assert "<ul><li>one</li><li>two</li><li>thr\u00e9e</li></ul>" in page.body.decode()
    assert '<p id="picture">a picture</p>' in page.body.decode()
    assert shop.site.asked("/picture.png") == []
    assert page.url == shop.site.url
    assert page.content_type == "text/html; charset=utf-8"
    assert page.date is not None
    assert shop.site.asked("/1.json")[0].headers["User-Agent"] == default_user_agent()


def test_a_finished_page_has_its_data_shadow_roots_and_dates_of_its_language_but_no_scripts(
    shop: Rendering,
) -> None:
    shop.show("""
        <noscript>Please enable scripts.</noscript><style>p { color: red }</style>
        <script type="application/ld+json">{"@type": "ItemList"}</script>
        <news-list></news-list><time></time>
        <script>
          document.querySelector("time").textContent = new Date(1_780_000_000_000).toLocaleDateString()
          const root = document.querySelector("news-list").attachShadow({mode: "open"})
          root.innerHTML = "<style>a { color: red }</style><a href='/a'>In the shadow</a>"
        </script>
    """)

    html = shop.html()

    assert '<template shadowrootmode="open"><a href="/a">In the shadow</a></template>' in html
    assert '<script type="application/ld+json">{"@type": "ItemList"}</script>' in html
    assert "<time>5/28/2026</time>" in html
    assert "attachShadow" not in html
    assert "color" not in html
    assert "enable scripts" not in html


def test_elements_are_clicked_in_order_and_those_that_are_not_there_are_left(shop: Rendering) -> None:
    shop.show("""
        <button id="consent" onclick="this.nextElementSibling.hidden = false; this.remove()">Agree</button>
        <button id="more" hidden onclick="more()">More</button><ul></ul>
        <script>
          let pages = 0
          async function more() {
            const {items} = await (await fetch(`/${++pages}.json`)).json()
            for (const item of items) document.querySelector("ul").insertAdjacentHTML("beforeend", `<li>${item}</li>`)
          }
        </script>
    """)
    shop.data('{"items": ["one"]}', "/1.json")
    shop.data('{"items": ["two"]}', "/2.json")

    html = shop.html("#consent", "#more", "#more", "#missing", wait_for="li + li")

    assert "<li>one</li><li>two</li>" in html
    assert 'id="consent"' not in html


def test_an_element_that_accepts_no_click_is_named(shop: Rendering) -> None:
    shop.show("<button disabled>More</button>")

    with pytest.raises(FetchError, match="'button' accepts no click") as caught:
        shop.html("button")

    assert caught.value.reason == "browser"


def test_a_page_that_goes_on_for_ever_is_read_once_it_has_what_is_waited_for(shop: Rendering) -> None:
    shop.show("""<ul></ul><script>
        const more = () => fetch("/1.json").then(() => {
          const list = document.querySelector("ul")
          if (list.children.length < 50) list.append(document.createElement("li"))
          setTimeout(more, 100)
        })
        more()
    </script>""")
    shop.data("{}", "/1.json")

    assert "<li></li><li></li><li></li>" in shop.html(wait_for="li:nth-child(3)")


def test_a_page_of_another_kind_is_left_as_it_is(shop: Rendering) -> None:
    shop.data('{"items": []}', "/empent/areas/covid-19/news/lang--en/index.htm")

    page = shop.page()

    assert (page.body, page.content_type) == (b'{"items": []}', "application/json")


@pytest.mark.parametrize("wait_for", ["", "main"])
def test_a_page_that_is_never_finished_ends_at_the_deadline_and_says_what_helps(wait_for: str) -> None:
    clock = SkippingClock()
    with rendering(clock=clock) as shop:
        shop.show("<script>fetch('/never.json')</script>")
        shop.site.hold_path("/never.json")
        threading.Thread(target=clock.skip_after, args=(shop.site.await_request,)).start()

        with pytest.raises(FetchError, match="not finished in time: it waited for the ") as caught:
            shop.page(wait_for=wait_for)

        shop.site.release()
    assert caught.value.reason == "timeout"
    assert ("name an element of the finished page in wait_for" in str(caught.value)) == (not wait_for)


def test_a_page_that_is_larger_than_pages_may_be_is_refused() -> None:
    with rendering(max_bytes=50_000) as shop:
        shop.show("<script>document.body.textContent = 'a'.repeat(60_000)</script>")

        with pytest.raises(FetchError, match="larger than 50000 bytes") as caught:
            shop.page()

    assert caught.value.reason == "too_large"


def test_a_page_that_loads_more_than_it_may_is_refused() -> None:
    with rendering(max_bytes=50_000) as shop:
        shop.show("<script>fetch('/data.json')</script>")
        shop.data("a" * 300_000, "/data.json")

        with pytest.raises(FetchError, match="loads more than 250000 bytes") as caught:
            shop.page()

    assert caught.value.reason == "too_large"


def test_a_page_that_makes_requests_without_an_end_is_refused(shop: Rendering) -> None:
    shop.show("<script>for (let i = 0; i < 500; i++) new Image().src = `/${i}.png`</script>")

    with pytest.raises(FetchError, match="more than 400 requests") as caught:
        shop.page()

    assert caught.value.reason == "too_large"
