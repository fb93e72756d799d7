"""Libraries are loaded without modules that are rarely used; these work all the same once they are used."""

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


def test_a_module_that_was_left_out_is_loaded_when_it_is_used() -> None:
    run(
        "import sys\n"
        "from ilofeed.core.lazy_modules import unloaded\n"
        "with unloaded('anyio', 'certifi', 'socksio', by='httpcore'):\n"
        "    import httpcore\n"
        "assert not {'anyio', 'certifi', 'socksio'} & set(sys.modules)\n"
        "from httpcore._ssl import default_ssl_context\n"
        "assert default_ssl_context().get_ca_certs()\n"
        "assert sys.modules['certifi'].__file__\n"
        "import asyncio, anyio\n"
        "assert anyio.__file__\n"
        "async def ask():\n"
        "    async with httpcore.AsyncConnectionPool() as pool:\n"
        "        await pool.request('GET', 'http://127.0.0.1:1/')\n"
        "try:\n"
        "    asyncio.run(ask())\n"
        "except httpcore.ConnectError:\n"
        "    print('refused')\n"
    )


def test_a_library_that_is_loaded_keeps_its_modules() -> None:
    run(
        "import sys, httpcore\n"
        "from ilofeed.core.lazy_modules import unloaded\n"
        "before = sys.modules['certifi']\n"
        "with unloaded('certifi', 'socksio', by='httpcore'):\n"
        "    assert sys.modules['certifi'] is before\n"
        "    assert sys.modules.get('socksio') is None or sys.modules['socksio'].__file__\n"
    )


def test_an_error_in_the_block_leaves_no_placeholder() -> None:
    run(
        "import sys\n"
        "from ilofeed.core.lazy_modules import unloaded\n"
        "try:\n"
        "    with unloaded('anyio', by='httpcore'):\n"
        "        raise LookupError\n"
        "except LookupError:\n"
        "    assert 'anyio' not in sys.modules\n"
    )
