"""The image of an item is one that shows something, and the largest of several sizes."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ilofeed.extract import srcset
from ilofeed.extract.image import image_address
from ilofeed.extract.markup import parsable

BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def address(markup: str) -> str | None:
    soup = BeautifulSoup(parsable(f"<article>{markup}</article>"), "lxml")
    assert soup.article is not None
    return image_address(soup.article)


@pytest.mark.parametrize("name", ["data-src", "data-lazy-src", "data-original", "data-original-src", "data-lazy"])
@pytest.mark.parametrize("src", [f"src='{BLANK}'", "src=/i/blank.gif", "src=/i/a-20px-blurred.jpg", ""])
def test_an_address_for_later_counts_before_the_picture_shown_meanwhile(name: str, src: str) -> None:
    assert address(f"<img {src} {name}=/a.jpg>") == "/a.jpg"


@pytest.mark.parametrize("value", ["true", "", " ", BLANK, "/i/lazy.gif"])
def test_an_attribute_that_is_no_address_is_passed_over(value: str) -> None:
    assert address(f"<img src=/a.jpg data-lazy='{value}'>") == "/a.jpg"


@pytest.mark.parametrize(
    "src",
    [
        BLANK, " DATA:image/svg+xml,%3Csvg/%3E", "about:blank", "blob:https://example.org/7",
        "/i/blank.gif", "/i/spacer.gif?v=2", "transparent.png", "/i/1x1.gif", "/i/pixel-1x1.png", "/i/16x9.svg",
        "/lazy_placeholder.gif", "/placeholder", "/i/placeholder-600x400.jpg", "/i/news.place-holder.webp",
        "/i/img-loading.svg", "/i/trans.gif", "/i/1px.png", "/i/lazyload-blank.gif", "/i/loader.gif",
    ],
)  # fmt: skip
def test_a_blank_is_no_image(src: str) -> None:
    assert address(f"<img src='{src}'>") is None
    assert address(f"<img src='{src}' srcset='{src} 1x'><img src=/a.jpg>") == "/a.jpg"


@pytest.mark.parametrize(
    "src",
    [
        "/i/blank-cheque.jpg", "/i/empty-chairs.jpg", "/i/loading-dock.jpg", "/i/pixel-art.png", "/i/1920x1080.jpg",
        "/i/placeholders-of-grief.jpg", "/i/transparency.jpg", "/blank/a.jpg", "/image.php?file=blank", "/i/white.jpg",
        "/i/lazy.jpg", "/i/12.jpg",
    ],
)  # fmt: skip
def test_an_image_that_is_only_named_like_a_blank_counts(src: str) -> None:
    assert address(f"<img src='{src}'>") == src


@pytest.mark.parametrize("size", ["width=1 height=1", "width='1' height='0'"])
def test_a_single_pixel_is_no_image(size: str) -> None:
    assert address(f"<img src=/count?page=7 {size}>") is None
    assert address(f"<img src=/count?page=7 {size}><img src=/a.jpg width=1200 height=1>") == "/a.jpg"


@pytest.mark.parametrize("name", ["srcset", "data-srcset", "data-lazy-srcset"])
def test_without_an_address_of_its_own_the_largest_size_counts(name: str) -> None:
    assert address(f"<img {name}='/a-380.webp 380w, /a-1280.webp 1280w, /a-800.webp 800w'>") == "/a-1280.webp"
    assert address(f"<img src=/a.jpg {name}='/a-380.webp 380w'>") == "/a.jpg"


def test_the_other_sources_of_a_picture_count_if_its_image_has_none() -> None:
    sources = (
        "<source type=image/webp srcset='/a.webp 400w, /b.webp 900w'><source srcset='/a.jpg 400w, /b.jpg 900w'>"
    )

    assert address(f"<picture>{sources}<img src={BLANK}></picture><img src=/writer.jpg>") == "/b.jpg"
    assert address(f"<picture>{sources}<img src=/c.jpg></picture>") == "/c.jpg"
    assert address(f"<picture>{sources}</picture>") == "/b.jpg"
    assert address("<picture><source data-srcset='/a.webp' type=image/webp><img></picture>") == "/a.webp"
    assert address(f"<video><source src=/film.mp4></video><img src={BLANK}>") is None


@pytest.mark.parametrize(
    "style",
    [
        "background-image:url('/a.jpg')",
        "background-image: url(/a.jpg)",
        'color: red; BACKGROUND : #fff URL( "/a.jpg" ) no-repeat',
        "background: linear-gradient(rgba(0, 0, 0, .5), #000), url(/a.jpg)",
        f"background: url('{BLANK}'), url(/a.jpg)",
        "--x: 'background:url(/b.jpg)'; background:url(/a.jpg)",
        "background-image:url(/i/icon.svg), url(/a.jpg)",
    ],
)
def test_a_background_counts_if_there_is_no_other_image(style: str) -> None:
    quoted = style.replace('"', "&quot;")
    markup = f'<div><i style="{quoted}"></i></div>'

    assert address(markup) == "/a.jpg"
    assert address(f"{markup}<img src=/c.jpg>") == "/c.jpg"
    assert address(f"{markup}<img src={BLANK}>") == "/a.jpg"


@pytest.mark.parametrize("value", ["/a.jpg", "url(/a.jpg)", "url('/a.jpg')"])
@pytest.mark.parametrize("name", ["data-bg", "data-background", "data-background-image"])
def test_a_background_for_later_counts(name: str, value: str) -> None:
    assert address(f'<div {name}="{value}"></div>') == "/a.jpg"


@pytest.mark.parametrize(
    "style",
    [
        "background-image: url(/i/blank.gif)", "background-image: none", "border-image: url(/a.jpg)",
        "background-image: url(/i/arrow.svg)", "background: url(javascript:alert(1))", "background: url(",
        "color: url(/a.jpg)", "background: url('/a", "background-position: 0 url(/a.jpg)",
        "x: 'background:url(/a.jpg)'", "/* background: url(/a.jpg) */", "",
    ],
)  # fmt: skip
def test_other_styles_have_no_image(style: str) -> None:
    assert address(f'<div style="{style}"></div>') is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a.jpg", ["a.jpg"]),
        ("a.jpg, b.jpg 2x", ["b.jpg", "a.jpg"]),
        ("a.jpg 1x,b.jpg 1.5x,  c.jpg .5x", ["b.jpg", "a.jpg", "c.jpg"]),
        ("/w_400,h_300/a.jpg 400w, /w_800,h_600/a.jpg 800w", ["/w_800,h_600/a.jpg", "/w_400,h_300/a.jpg"]),
        ("a.jpg, , ,b.jpg 2x,", ["b.jpg", "a.jpg"]),
        ("a.jpg,\n\tb.jpg\n2x", ["b.jpg", "a.jpg"]),
        ("a.jpg 400w 300h, b.jpg 800w 600h", ["b.jpg", "a.jpg"]),
        ("a.jpg 400q, b.jpg -1x, c.jpg 0w, d.jpg", ["d.jpg"]),
        ("a.jpg (1x, 2x), b.jpg", ["b.jpg"]),
        ("data:image/png;base64,AA== 1x, b.jpg 2x", ["b.jpg", "data:image/png;base64,AA=="]),
        ("", []),
        (" , ", []),
        ("a.jpg 2x, b.jpg 2x", ["a.jpg", "b.jpg"]),
    ],
)
def test_a_srcset_is_read_by_the_rules_of_html(value: str, expected: list[str]) -> None:
    assert srcset.largest_first(value) == expected


@pytest.mark.parametrize("part", ["a,", "a ", "a 1x,", "(", "a (", "a.jpg 1w, ", ",", " "])
def test_a_long_srcset_costs_little(part: str) -> None:
    assert len(srcset.largest_first(part * 500_000)) <= 100


@pytest.mark.parametrize(
    "part", ["background:", "background:url(", "background:'", "background:(", ";background:url(a)", "url(", '"']
)
def test_a_long_style_costs_little(part: str) -> None:
    assert address(f"<p style='{part.replace(chr(39), '&#39;') * 200_000}'></p>") in (None, "a")


@pytest.mark.parametrize("part", ["1", "-1", "placeholder", "-place", "_", "lazy", "img-"])
def test_a_long_name_costs_little(part: str) -> None:
    name = part * (1900 // len(part))

    assert address(f"<img src='/blank{name}'>") in (f"/blank{name}", None)
    assert address(f"<img src='/{part * 100_000}.gif'>") is None
