"""Beautiful Soup is loaded without its selectors, which work all the same once somebody selects."""

from __future__ import annotations

import subprocess
import sys

READ = """
import sys
from ilofeed.extract import registry
from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
body = b'<ol class="item-list"><li><h5 class="item-title"><a href="/WCMS_1/">A</a></h5>1 May 2023</ol>'
page = Page(url="https://www.ilo.org/news", body=body)
assert len(registry.extract(page).items) == 1
assert "soupsieve" not in sys.modules
"""


def run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_known_layout_is_read_without_soupsieve_and_selectors_load_it() -> None:
    run(
        READ
        + "selectors = Selectors(item='li', title='h5')\n"
        + "assert len(registry.extract(page, 'selectors', selectors=selectors).items) == 1\n"
        + "assert sys.modules['soupsieve'].__file__\n"
    )


def test_a_soup_that_was_loaded_so_can_be_selected_from() -> None:
    run(
        READ
        + "from bs4 import BeautifulSoup\n"
        + "assert len(BeautifulSoup('<p><b>x</b></p>', 'lxml').select('p > b')) == 1\n"
        + "import soupsieve\nassert soupsieve.__file__\n"
    )
