import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.errors import QueryError, QueryTimeoutError, StoreError, UnknownIriError
from tests.unit.web.conftest import Shelf

NOTHING = "/id/statement/00000000000000000000"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing", 404),
        (NOTHING, 404),
        ("/id/statement/no-key", 404),
        ("/id/document/00000000000000000000", 404),
        ("/id/actor/00000000000000000000", 404),
        ("/id/quote/00000000000000000000", 404),
        ("/id/passage/../../etc/passwd", 404),
        ("/recommendations?page=zero", 400),
        ("/recommendations?page=0", 400),
        ("/recommendations?sort=size", 400),
        ("/recommendations?format=pdf", 400),
        ("/recommendations?format=turtle", 400),
    ],
)
def test_a_failure_has_its_status_in_both_forms(client: FlaskClient, address: str, status: int) -> None:
    page = client.get(address, headers={"Accept": "text/html"})
    data = client.get(address, headers={"Accept": "application/json"})
    assert (page.status_code, data.status_code) == (status, status)
    error = data.get_json()["error"]
    assert set(error) == {"status", "title", "message"}
    assert error["status"] == status
    assert error["message"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_another_method_is_refused_and_the_right_ones_are_named(client: FlaskClient, method: str) -> None:
    response = getattr(client, method)("/recommendations")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryTimeoutError("It took too long."), 503),
        (QueryError("It is malformed."), 400),
        (UnknownIriError("x"), 404),
        (StoreError("It is gone."), 503),
        (RuntimeError("a secret"), 500),
    ],
)
def test_an_error_below_becomes_a_status(filled: Shelf, error: Exception, status: int) -> None:
    _fail_with(filled.app, error)
    response = filled.client.get("/failing?format=json")
    assert response.status_code == status
    assert "a secret" not in response.text


def _fail_with(app: Flask, error: Exception) -> None:
    def fail() -> None:
        raise error

    app.add_url_rule("/failing", view_func=fail)


def test_a_document_whose_file_is_missing_is_a_503_not_a_404(filled: Shelf) -> None:
    document = filled.index.documents()[0]
    for path in (filled.archive._originals).rglob("*"):
        if path.is_file():
            path.unlink()
    response = filled.client.get(f"/id/document/{document.iri.rsplit('/', 1)[-1]}/original")
    assert response.status_code == 503
