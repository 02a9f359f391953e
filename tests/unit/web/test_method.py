import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.unit.web.conftest import Shelf
from web.app import create_app
from web.settings import Settings


def page_with(kept: Shelf, folder: Path, scores: dict[str, Any]) -> str:
    path = folder / "scores.json"
    path.write_text(json.dumps(scores))
    app = create_app(Settings(scores=path), kept.store, index=kept.index, archive=kept.archive)
    response = app.test_client().get("/method")
    assert response.status_code == 200
    return response.text


def test_scores_are_told_as_so_many_of_a_hundred(kept: Shelf, tmp_path: Path) -> None:
    html = page_with(
        kept,
        tmp_path,
        {
            "documents": 10,
            "roles": {"recommendation": {"precision": 0.8023, "recall": 0.8208, "f1": 0.8}},
            "frames": {"addressee": 0.7535},
        },
    )
    assert "in 10 documents" in html
    assert "Of 100 passages that it calls a recommendation, 80 are." in html
    assert "Of 100 recommendations that are there, it finds 82." in html
    assert "Of 100 recommendations, all addressees are right in 75." in html
    assert '<rect class="share" width="82"' in html


def test_what_it_never_found_is_said_plainly(kept: Shelf, tmp_path: Path) -> None:
    html = page_with(kept, tmp_path, {"links": {"attacks": {"precision": 0.0, "recall": 0.0, "f1": 0.0}}})
    assert re.search(r"<h3>Reasons against</h3>\s*<p[^>]*><span>It found none of those in the test documents\.", html)
    assert "reasons that it gives against" not in html


def test_all_figures_stand_there_for_researchers_too(kept: Shelf, tmp_path: Path) -> None:
    html = page_with(
        kept, tmp_path, {"roles": {"claim": {"precision": 0.5, "f1": 0.625}, "macro_f1": 0.7}, "new": {"part": 0.25}}
    )
    assert re.search(r"Roles, claim</th><td>.*F1 <strong>0\.62</strong>", html)
    assert re.search(r"New</th><td>.*part <strong>0\.25</strong>", html)


def test_without_measured_scores_none_are_claimed(client: FlaskClient) -> None:
    html = client.get("/method").text
    assert "No measured scores are kept" in html
    assert "Of 100" not in html


@pytest.mark.parametrize("damaged", ["[]", "{}", '{"roles": 1, "links": {"supports": 0.5}, "actors": {"recall": "x"}}'])
def test_a_file_of_scores_in_another_shape_harms_nothing(kept: Shelf, tmp_path: Path, damaged: str) -> None:
    assert page_with(kept, tmp_path, json.loads(damaged)).count("Of 100") == 0


def test_the_former_page_leads_here(client: FlaskClient) -> None:
    response = client.get("/about")
    assert (response.status_code, response.location) == (301, "/method")


def test_every_link_on_the_page_itself_has_its_target(client: FlaskClient) -> None:
    html = client.get("/method").text
    for target in set(re.findall(r'href="#([^"]+)"', html)):
        assert f'id="{target}"' in html
