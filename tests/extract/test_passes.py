"""A list of weak evidence counts if there is no other, or if the other one is far shorter."""

from __future__ import annotations

from extract.list_pages import read, ul


def rows(count: int, link: str = "{}") -> str:
    cells = (link.format(f"Reading of the river gauge at the weir {number}") for number in range(count))
    return "".join(
        f"<tr><td>{28 - number % 28} {'May' if number < 28 else 'April'} 2023</td><td>{cell}</td></tr>"
        for number, cell in enumerate(cells)
    )


def test_a_table_of_forty_rows_without_links_outweighs_four_links_beside_it() -> None:
    found = read(f"<h1>Readings</h1><div>{ul(4)}</div><main><table>{rows(40)}</table></main>")

    assert len(found.items) == 40
    assert {item.link for item in found.items} == {found.url}


def test_a_list_at_another_host_outweighs_four_links_beside_it() -> None:
    table = rows(40, "<a href='https://files.other.example/{0}.pdf'>{0}</a>")

    found = read(f"<h1>Readings</h1><div>{ul(4)}</div><main><table>{table}</table></main>")

    assert len(found.items) == 40


def test_a_short_table_without_links_does_not() -> None:
    found = read(f"<h1>Readings</h1><div>{ul(4)}</div><main><table>{rows(10)}</table></main>")

    assert len(found.items) == 4
