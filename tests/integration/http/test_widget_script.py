"""GET /widget.js: whole, kept by browsers, and fresh when it changed."""

from __future__ import annotations

import gzip
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "bot" / "channels" / "widget" / "widget.js"


async def test_the_script_is_served_packed_where_that_is_understood(client):
    plain = await client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    packed = await client.get("/widget.js", headers={"Accept-Encoding": "gzip, br"})
    assert plain.status_code == packed.status_code == 200
    assert plain.content == packed.content == SCRIPT.read_bytes()
    assert packed.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(plain.content)) > int(packed.headers["content-length"]) * 0.9
    for answer in (plain, packed):
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "Accept-Encoding" in answer.headers["vary"]
        assert "max-age=300" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_browser_that_has_it_gets_no_second_copy(client):
    tag = (await client.get("/widget.js")).headers["etag"]
    again = await client.get("/widget.js", headers={"If-None-Match": f'W/"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    other = await client.get("/widget.js", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


async def test_any_site_may_load_it(client):
    answer = await client.get("/widget.js")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
