import pytest
from flask.testing import FlaskClient

from web.hosts import is_ours

LOCAL = ["localhost", "LOCALHOST:8420", "localhost.:80", "127.0.0.1", "127.0.0.1:8420", "127.5.6.7", "[::1]:8420"]
FOREIGN = [
    "evil.example", "evil.example:8420", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.7:80",
    "[2001:db8::1]", "", ":8420", "localhost:x", "evil.example@localhost", "a b", "[::1", "localhost/x",
]  # fmt: skip


@pytest.mark.parametrize("header", LOCAL)
@pytest.mark.parametrize("bound", ["127.0.0.1", "::1", "localhost", "192.0.2.1", "0.0.0.0"])  # noqa: S104
def test_names_of_loopback_are_always_ours(header: str, bound: str) -> None:
    assert is_ours(header, bound)


@pytest.mark.parametrize("header", FOREIGN)
@pytest.mark.parametrize("bound", ["127.0.0.1", "localhost", "192.0.2.1", "graph.example.org"])
def test_another_name_is_not_ours(header: str, bound: str) -> None:
    assert not is_ours(header, bound)


@pytest.mark.parametrize(
    ("header", "bound"),
    [
        ("192.0.2.1:8420", "192.0.2.1"),
        ("Graph.Example.org:8420", "graph.example.org"),
        ("[2001:DB8:0::1]:80", "2001:db8::1"),
        ("192.0.2.7", "0.0.0.0"),  # noqa: S104
        ("[2001:db8::1]:80", "::"),
    ],
)
def test_the_host_that_it_listens_on_is_ours(header: str, bound: str) -> None:
    assert is_ours(header, bound)


def test_a_server_on_all_addresses_still_takes_no_foreign_name() -> None:
    assert not is_ours("evil.example:8420", "0.0.0.0")  # noqa: S104


@pytest.mark.parametrize(
    "address", ["/", "/recommendations", "/sparql?query=ASK%20%7B%7D", "/static/warrant.css", "/no"]
)
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8420", "a b<script>"])
def test_a_request_under_a_foreign_name_is_refused_in_both_forms(client: FlaskClient, address: str, host: str) -> None:
    page = client.get(address, headers={"Host": host, "Accept": "text/html"})
    data = client.get(address, headers={"Host": host, "Accept": "application/json"})
    assert (page.status_code, data.status_code) == (400, 400)
    assert set(data.get_json()["error"]) == {"status", "title", "message"}
    assert "<script>" not in page.text


def test_a_request_under_its_own_name_is_answered(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "127.0.0.1:8420"}).status_code == 200
