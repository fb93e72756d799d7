"""A sitemap is previewed, added and polled as a page is."""

from __future__ import annotations

from fakes.operator import Operator
from fakes.site import Answer, Site
from fakes.sitemaps import index, urlset


def test_preview_and_add_recognise_an_index_and_read_its_sitemaps(operator: Operator, site: Site) -> None:
    site.answer(Answer(body=index([f"{site.origin}/part.xml"]), content_type="text/xml"), "/sitemap.xml")
    pages = {f"{site.origin}/news/wage-survey": "2026-11-02", f"{site.origin}/news/port-inspectors": "2026-11-03"}
    site.answer(Answer(body=urlset(pages), content_type="text/xml"), "/part.xml")

    previewed = operator.run("preview", f"{site.origin}/sitemap.xml")
    added = operator.run("add", f"{site.origin}/sitemap.xml", "--slug", "map")

    assert "read by 'sitemap'" in previewed.stdout
    assert "Port inspectors" in previewed.stdout
    assert (added.returncode, added.stderr) == (0, "")
    text = (operator.folder / "config.toml").read_text()
    assert text.endswith(f'slug = "map"\nurl = "{site.origin}/sitemap.xml"\nprofile = "sitemap"\n')
    assert operator.poll("map")["items"] == 2
    checked = operator.run("check", "--online")
    assert "2 items read by 'sitemap'" in checked.stdout
