"""POST /api/triage against its own description: what fits is decided on, the rest is refused."""

from __future__ import annotations

import jsonschema_rs
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from actions.knowledge.loader import load_protocol
from actions.knowledge.service_schema import request_schema
from actions.triage_api import triage_routes
from bot.channels.web import Service, WebOptions, web_app
from tests.conftest import ROOT
from tests.integration.http.conftest import Recorder

EXAMPLES = 60


PROTOCOL = load_protocol(ROOT / "data" / "clinical")
FITTING = jsonschema_rs.validator_for(request_schema(PROTOCOL))
TOKEN = "token"


def application():
    recorder = Recorder()
    service = Service(
        handle=recorder.handle,
        parse=recorder.parse,
        tracker_json=recorder.tracker_json,
        ready=recorder.ready,
    )
    options = WebOptions(
        title="A clinic", model_id="abc", now=recorder.now, rate_limit="off", api_token=TOKEN
    )
    return web_app(service, options, routes=triage_routes(PROTOCOL))


APP = application()


def described(mode: GenerationMode):
    """Return the served description; cases of one kind, the same ones in each run."""
    generation = GenerationConfig(modes=[mode], deterministic=True)
    config = SchemathesisConfig(
        projects=ProjectsConfig(default=ProjectConfig(generation=generation))
    )
    schema = schemathesis.openapi.from_asgi("/openapi.json", APP, config=config)
    return schema.include(path="/api/triage")


def checked(case):
    return case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"})


BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_the_description_is_sound():
    described(GenerationMode.POSITIVE).validate()


@described(GenerationMode.POSITIVE).parametrize()
@BOUNDED
def test_whatever_fits_is_decided_on(case):
    assert checked(case).status_code == 200


@described(GenerationMode.NEGATIVE).parametrize()
@BOUNDED
def test_whatever_does_not_fit_is_refused_in_words(case):
    answer = checked(case)
    # A wrong content type alone does not matter: the body is read as JSON whatever it claims.
    if answer.status_code == 200:
        assert FITTING.is_valid(case.body)
    else:
        assert 400 <= answer.status_code < 500
        assert answer.json()["message"]
