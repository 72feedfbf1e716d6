"""Where alerts go, or one plain line that says what to write instead."""

from __future__ import annotations

import pytest

from actions.queue.addresses import BadAddress, mail_server, webhook_url

GOOD = "smtp://mail.example/?from=bot@clinic.example&to=staff@clinic.example"


def test_a_full_address():
    server = mail_server(
        "smtp://bot%40x:p%2Fw%3A@mail.example:2525/"
        "?from=bot@clinic.example&to=a@clinic.example,b+night@clinic.example&tls=1"
    )
    assert (server.host, server.port, server.tls) == ("mail.example", 2525, "upgrade")
    assert (server.user, server.password) == ("bot@x", "p/w:")
    assert server.sender == "bot@clinic.example"
    assert server.recipients == ("a@clinic.example", "b+night@clinic.example")


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        (GOOD, 587, "upgrade"),
        (GOOD.replace("smtp://", "smtps://"), 465, "from the start"),
        (f"{GOOD}&tls=0", 587, "none"),
        (GOOD.replace("mail.example", "u:p@127.0.0.1:25") + "&tls=0", 25, "none"),  # own machine
        (GOOD.replace("mail.example", "[::1]:25"), 25, "upgrade"),
    ],
)
def test_port_and_encryption(url, port, tls):
    server = mail_server(url)
    assert (server.port, server.tls) == (port, tls)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "begin with smtp://"),
        ("mail.example", "begin with smtp://"),
        (GOOD.replace("smtp://", "https://"), "begin with smtp://"),
        (GOOD.replace("mail.example", "mail.example:port"), "host or port is wrong"),
        (GOOD.replace("mail.example", "mail.example:0"), "host or port is wrong"),
        (GOOD.replace("mail.example", ""), "host or port is wrong"),
        (GOOD.replace("mail.example", "mail example"), "host or port is wrong"),
        (GOOD.replace("mail.example/", "mail.example/inbox"), "something follows the host"),
        (GOOD.replace("from=", "form="), "Did you mean from?"),
        (GOOD.replace("from=bot@clinic.example&", ""), "'from' needs an e-mail address"),
        (GOOD.replace("to=staff@clinic.example", "to="), "'to' needs an e-mail address"),
        (f"{GOOD},", "'to' needs an e-mail address"),
        (f"{GOOD}%0ABcc:x@y", "'to' needs an e-mail address"),  # a header of their own
        (f"{GOOD}&tls=yes", "tls is 0 or 1"),
        (GOOD.replace("mail.example", "u:hunter2@mail.example") + "&tls=0", "in the clear"),
        (GOOD.replace("mail.example", "u:hunter2@mail.example:x"), "host or port is wrong"),
    ],
)
def test_a_bad_mail_address_is_told_in_one_line_without_its_password(url, told):
    with pytest.raises(BadAddress) as refusal:
        mail_server(url)
    line = str(refusal.value)
    assert line.startswith("BACKLINE_ALERT_SMTP: ")
    assert told in line
    assert "\n" not in line
    assert "hunter2" not in line


@pytest.mark.parametrize("url", ["https://hooks.example/a?b=c", "http://127.0.0.1:8080"])
def test_a_webhook_address_is_taken_as_it_is(url):
    assert webhook_url(url) == url


@pytest.mark.parametrize("url", ["ftp://x", "https://", "https://host:x/", "https://a b/", "x"])
def test_a_bad_webhook_address_is_told(url):
    with pytest.raises(BadAddress, match="BACKLINE_ALERT_WEBHOOK"):
        webhook_url(url)


def test_the_password_stays_out_of_what_is_shown():
    server = mail_server(GOOD.replace("mail.example", "u:hunter2@mail.example"))
    assert "hunter2" not in repr(server)
