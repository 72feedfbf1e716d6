"""The clinic's page: facts in their places, escaped, and a clear refusal of a bad one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from actions.knowledge.clinic import load_clinic
from actions.knowledge.problems import ClinicalDataError
from actions.site import site_routes

ROOT = Path(__file__).parents[3]
SITE = ROOT / "data" / "site"
CLINIC = load_clinic(ROOT / "data" / "clinic.yml")


async def page_of(clinic, folder: Path = SITE) -> str:
    app = Starlette(routes=site_routes(folder, clinic))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://clinic.test") as client:
        answer = await client.get("/")
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    return answer.text


async def test_the_page_names_the_clinic_its_hours_and_that_it_is_an_example():
    page = await page_of(CLINIC)
    assert "<title>Example Pain and Spine Clinic</title>" in page
    assert 'href="tel:5550100"' in page
    assert "<td>8:00 AM to 12:00 PM, 1:00 PM to 5:00 PM</td>" in page
    assert '<p class="example" >This clinic does not exist' in page


async def test_a_real_clinic_is_not_called_an_example_and_its_name_is_no_markup():
    page = await page_of(replace(CLINIC, example=False, name="Back & <Neck>"))
    assert '<p class="example" hidden>' in page
    assert "Back &amp; &lt;Neck&gt;" in page
    assert "<Neck>" not in page


def test_a_page_with_an_unknown_place_stops_the_start_and_says_which_there_are(tmp_path):
    for file in SITE.iterdir():
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "index.html").write_text("<p>$clinic_fax</p>", "utf-8")
    with pytest.raises(ClinicalDataError, match=r"clinic_fax.*clinic_phone"):
        site_routes(tmp_path, CLINIC)
    (tmp_path / "site.css").unlink()
    with pytest.raises(ClinicalDataError):
        site_routes(tmp_path, CLINIC)
