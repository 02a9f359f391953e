from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from web.highlights import Mark, render, render_matches, segments


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(str(html))
    reader.close()
    return reader


def mark(start: int, end: int, key: str = "k", **fields: object) -> Mark:
    return Mark(start=start, end=end, role="claim", key=key, anchor=f"q-{key}", **fields)  # type: ignore[arg-type]


marks = st.lists(
    st.builds(
        lambda start, length, key: mark(start, start + length, str(key)),
        st.integers(0, 40), st.integers(0, 20), st.integers(0, 99),
    ),
    max_size=8,
    unique_by=lambda each: each.key,
)  # fmt: skip
# HTML has no way to write these characters: a parser would change them.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(texts, marks, st.integers(0, 60), st.integers(0, 60))
def test_segments_joined_are_the_range_of_the_text(text: str, found: list[Mark], start: int, end: int) -> None:
    assert "".join(piece.text for piece in segments(text, found, start=start, end=end)) == text[start : max(start, end)]


@given(texts, marks)
def test_the_segments_of_a_mark_joined_are_its_words(text: str, found: list[Mark]) -> None:
    pieces = segments(text, found)
    for each in found:
        assert "".join(piece.text for piece in pieces if each in piece.marks) == text[each.start : each.end]


@given(texts, marks)
def test_rendered_text_reads_as_the_text_and_has_no_other_tags(text: str, found: list[Mark]) -> None:
    reader = read(render(segments(text, found)))
    assert reader.text == text
    assert set(reader.tags) <= {"mark", "span"}


@given(texts, marks)
def test_no_id_comes_twice_and_every_visible_mark_has_one(text: str, found: list[Mark]) -> None:
    ids = read(render(segments(text, found))).ids
    visible = {each.anchor for each in found if text[each.start : each.end]}
    assert len(ids) == len(set(ids))
    assert set(ids) == visible


def test_markup_in_a_document_stays_text() -> None:
    html = render(segments("<script>alert(1)</script> & co", [mark(0, 8, href='"><b>', label='"x')]))
    assert "<script>" not in html
    assert "<b>" not in html
    assert unescape(read(html).text) == "<script>alert(1)</script> & co"


def test_overlapping_marks_are_cut_at_each_others_borders() -> None:
    pieces = segments("abcdefgh", [mark(0, 5, "a"), mark(3, 8, "b")])
    assert [piece.text for piece in pieces] == ["abc", "de", "fgh"]
    assert [{each.key for each in piece.marks} for piece in pieces] == [{"a"}, {"a", "b"}, {"b"}]


def test_a_mark_over_two_ranges_has_its_anchor_in_the_first_only() -> None:
    opened: set[str] = set()
    first = render(segments("one two", [mark(0, 7)], end=3), opened=opened)
    second = render(segments("one two", [mark(0, 7)], start=3), opened=opened)
    assert read(first).ids == ["q-k"]
    assert read(second).ids == []


def test_a_mark_with_an_address_is_a_link() -> None:
    html = render(segments("one two", [mark(0, 3, href="#s-k", label="claim")]))
    assert 'href="#s-k"' in html
    assert 'title="claim"' in html


def test_words_that_a_search_hit_are_marked() -> None:
    assert render_matches("a <b> c", [(2, 5)]) == 'a <mark class="mark mark-match" data-mark="match">&lt;b&gt;</mark> c'
