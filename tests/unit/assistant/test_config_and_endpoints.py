"""config.yml, endpoints.yml and credentials.yml."""

from __future__ import annotations

import pytest

from bot.assistant.config import ComponentSpec, Config, read_config
from bot.assistant.endpoints import Endpoints, read_credentials, read_endpoints
from tests.unit.assistant.reading import read

SOUND = "language: en\npipeline: [{name: p}]\npolicies: [{name: RulePolicy}]\n"
FALLBACK = "{name: FallbackPolicy, outside_action: a, unclear_action: b, silent_action: c%s}"
ENVIRONMENT = {"HOST": "example.org", "PORT": "5055", "EMPTY": ""}


def endpoints(text):
    return read(lambda node: read_endpoints(node, ENVIRONMENT), text)


def credentials(text):
    return read(lambda node: read_credentials(node, ENVIRONMENT), text)


def test_a_config_with_everything():
    config, problems = read(
        read_config,
        """
        recipe: default.v1
        assistant_id: pizza
        language: en
        pipeline:
        - name: words
          folder: data/words
          limits: {low: 0.5}
        - name: other
        policies:
        - name: InterruptPolicy
          interrupts:
          - {slot: alert, action: action_alert}
        - name: FallbackPolicy
          outside_action: utter_a
          unclear_action: utter_b
          silent_action: utter_c
          maximum_actions: 12
          meanings: {greet: say hello}
        """,
    )
    assert problems == []
    assert config.pipeline == (
        ComponentSpec("words", {"folder": "data/words", "limits": {"low": 0.5}}),
        ComponentSpec("other", {}),
    )
    assert [spec.line for spec in (*config.pipeline, *config.policies)] == [6, 9, 11, 14]
    assert config.policies[0].options == {
        "interrupts": [{"slot": "alert", "action": "action_alert"}]
    }
    assert (config.language, config.assistant_id) == ("en", "pizza")


def test_the_least_config():
    config, problems = read(read_config, SOUND)
    assert problems == []
    assert config == Config("en", (ComponentSpec("p", {}),), (ComponentSpec("RulePolicy", {}),))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("language: en", "langauge: en", "1: unknown key 'langauge'. Did you mean language?"),
        ("language: en", "", "key 'language' is missing"),
        ("language: en", "language: en\nrecipe: graph.v1", "2: only the recipe default.v1"),
        ("language: en", "language: no", None),
        ("[{name: p}]", "[]", "2: pipeline is empty"),
        ("[{name: p}]", "", "2: expected a list, found nothing"),
        ("[{name: p}]", "[{nam: p}]", "2: key 'name' is missing"),
        ("[{name: p}]", "\n- name: p\n- name: p", "4: p stands in pipeline twice"),
        ("RulePolicy", "RulesPolicy", "3: no policy is called 'RulesPolicy'. Did you mean RulePol"),
        ("RulePolicy", "TEDPolicy", "3: TEDPolicy learns from stories"),
        ("RulePolicy", "RulePolicy, core_threshold: 1", "3: unknown key 'core_threshold'"),
        ("RulePolicy", "InterruptPolicy", "3: key 'interrupts' is missing"),
        ("RulePolicy", "InterruptPolicy, interrupts: [{slot: a}]", "3: key 'action' is missing"),
        ("{name: RulePolicy}", FALLBACK % ", maximum_actions: 0", "3: expected a whole number"),
        ("{name: RulePolicy}", FALLBACK % ", meanings: {a: 1}", "3: expected text, found 1"),
        ("{name: RulePolicy}", FALLBACK % "", None),
    ],
)
def test_what_a_config_cannot_hold_is_refused(old, new, problem):
    _, problems = read(read_config, SOUND.replace(old, new))
    if problem is None:
        assert problems == []
    else:
        assert any(problem in one for one in problems), problems


def test_endpoints_take_variables_of_the_environment():
    found, problems = endpoints(
        """
        action_endpoint: {url: "http://${HOST}:${PORT}/webhook"}
        tracker_store: {type: SQL, dialect: postgresql, url: "${HOST}", password: "${EMPTY}"}
        """
    )
    assert problems == []
    assert found.action_url == "http://example.org:5055/webhook"
    assert found.tracker_store["url"] == "example.org"
    assert found.tracker_store["password"] == ""


def test_empty_endpoints_run_actions_in_this_process():
    assert endpoints("# nothing") == (Endpoints(None, None), [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("action_endpiont: {}", "1: unknown key 'action_endpiont'. Did you mean action_endpoint?"),
        ("action_endpoint:\n  url: ${GONE}", "2: the environment has no variable GONE"),
        ("action_endpoint:\n  url: localhost", "2: expected an address such as http://"),
        ("action_endpoint: {url: 'http://h', token: x}", "1: key 'token' is not supported"),
        ("tracker_store: {type: sql}", "1: conversations are kept in SQL, not in 'sql'"),
        ("tracker_store: {type: SQL, databse: x}", "1: unknown key 'databse'"),
        ("lock_store: {type: redis}", "1: key 'lock_store' is not supported: set BACKLINE_REDIS"),
    ],
)
def test_what_endpoints_cannot_hold_is_refused(text, problem):
    _, problems = endpoints(text)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_channels_with_their_options():
    found, problems = credentials(
        """
        rest:
        socketio:
          user_message_evt: said
          opening_payloads: [/greet, '/order{"size": "large"}']
        """
    )
    assert problems == []
    assert found.channels == {
        "rest": {},
        "socketio": {
            "user_message_evt": "said",
            "opening_payloads": ["/greet", '/order{"size": "large"}'],
        },
    }


@pytest.mark.parametrize(
    ("text", "is_on"),
    [("{}", True), ("rest:", True), ("socketio:", False), ("rest:\nsocketio:", True)],
)
def test_rest_is_on_where_it_is_named_or_nothing_is(text, is_on):
    found, _ = credentials(text)
    assert found.serves_rest is is_on


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("rset:", "1: there is no channel 'rset'. Did you mean rest?"),
        ("rest:\n  opening_payload: [/a]", "2: unknown key 'opening_payload'. Did you mean open"),
        ("rest:\n  opening_payloads: [greet]", "2: an opening payload begins with a slash: /greet"),
        ("rest:\n  opening_payloads: [1]", "2: expected text, found 1"),
        ("socketio:\n  jwt_key: secret", "2: key 'jwt_key' is not supported: sessions"),
        ("socketio:\n  jwt_method: HS256", "2: key 'jwt_method' is not supported"),
        ("socketio:\n  session_persistence: often", "2: expected true or false"),
        ("socketio:\n  namespace: chat", "2: a namespace begins with a slash"),
        ("socketio:\n  socketio_path: a b", "2: expected a path such as /socket.io"),
        ("socketio:\n  user_message_event: x", "2: unknown key 'user_message_event'. Did you"),
        ("socketio:\n  user_message_evt: ${GONE}", "2: the environment has no variable GONE"),
    ],
)
def test_what_credentials_cannot_hold_is_refused(text, problem):
    _, problems = credentials(text)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
