"""From bytes and paths to source files: encodings, positions, what is reported under which name."""

import io
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sct.text.read import IncludeLoader, Undecodable, decode, read_paths
from sct.text.source import SourceFile, count_lines


def source(text: str) -> SourceFile:
    return SourceFile("t.sql", text, "utf-8", "", count_lines(text))


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"\xef\xbb\xbfSELECT 'x'", "SELECT 'x'", "utf-8"),
        ("é€".encode(), "é€", "utf-8"),
        (b"\xff\xfe" + "né".encode("utf-16-le"), "né", "utf-16-le"),
        (b"\xfe\xff" + "né".encode("utf-16-be"), "né", "utf-16-be"),
        (b"\xff\xfe\0\0" + "né".encode("utf-32-le"), "né", "utf-32-le"),
        (b"\0\0\xfe\xff" + "né".encode("utf-32-be"), "né", "utf-32-be"),
        ("CREATE TABLE t (a INT)".encode("utf-16-le"), "CREATE TABLE t (a INT)", "utf-16-le"),
        ("CREATE TABLE t (a INT)".encode("utf-16-be"), "CREATE TABLE t (a INT)", "utf-16-be"),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
def test_marked_and_utf8_files_need_no_help(data: bytes, text: str, encoding: str) -> None:
    assert decode(data) == (text, encoding)


def test_other_bytes_are_refused_with_their_place() -> None:
    with pytest.raises(Undecodable) as refused:
        decode(b"a\nb\nc = '\xe9t\xe9'")
    assert (refused.value.offset, refused.value.line) == (9, 3)
    assert "--encoding cp1252" in str(refused.value)


def test_the_named_encoding_is_for_what_is_not_utf8() -> None:
    assert decode(b"\xe9t\xe9", "cp1252") == ("été", "cp1252")
    assert decode("été".encode(), "cp1252") == ("été", "utf-8")


def test_an_encoding_that_is_not_ascii_is_believed_first() -> None:
    assert decode("SELECT".encode("cp500"), "cp500")[0] == "SELECT"
    assert decode("表".encode("iso2022_jp"), "iso2022_jp")[0] == "表"
    assert decode("漢字漢字".encode("utf-16-le"), "utf-16-le")[0] == "漢字漢字"


def test_a_wrong_or_unknown_encoding_is_refused() -> None:
    with pytest.raises(Undecodable, match="ascii"):
        decode(b"\xe9", "ascii")
    with pytest.raises(Undecodable, match="unknown encoding"):
        decode(b"x", "klingon")
    with pytest.raises(Undecodable, match="byte order mark"):
        decode(b"\xff\xfea")


@given(st.text(st.sampled_from("ab\r\n\u2028"), max_size=30), st.integers(0, 30))
def test_position_counts_lines_and_columns(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    plain = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    if text[offset - 1 : offset + 1] == "\r\n" and offset:
        plain = plain[:-1] + "r"  # between the two: still on the line that they end
    line = plain.count("\n") + 1
    assert source(text).position(offset) == (line, len(plain) - (plain.rfind("\n") + 1) + 1)


def test_position_refuses_what_is_outside() -> None:
    with pytest.raises(ValueError, match=r"t\.sql"):
        source("ab").position(3)


def test_lines_are_counted() -> None:
    assert [count_lines(t) for t in ("", "a", "a\n", "a\r\nb", "\r\r\n")] == [0, 1, 1, 2, 2]


def test_a_source_file_can_be_sent_to_a_worker() -> None:
    file = source("a\nb")
    file.position(2)
    again = pickle.loads(pickle.dumps(file))
    assert again == file and again.position(2) == (2, 1)


def test_folders_are_walked_in_order_and_named_relatively(tmp_path: Path) -> None:
    for name in ("b/z.SQL", "b/a.pkb", "a.ddl", "c.txt", ".hidden/x.sql", "B.sql"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    files, problems = read_paths([str(tmp_path)])
    assert [f.path for f in files] == ["B.sql", "a.ddl", "b/a.pkb", "b/z.SQL"]
    assert problems == []


def test_a_file_named_by_itself_is_read_once_whatever_its_extension(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"1\n2")
    files, problems = read_paths([str(tmp_path / "x.txt"), str(tmp_path / "x.txt")])
    assert [(f.path, f.lines) for f in files] == [("x.txt", 2)]
    assert problems == []


def test_files_of_the_same_name_keep_apart(tmp_path: Path) -> None:
    for name in ("one/v1/t.sql", "two/v1/t.sql"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"x")
    files, _ = read_paths([str(tmp_path / "one/v1"), str(tmp_path / "two/v1")])
    assert [f.path for f in files] == ["v1/t.sql", "v1~2/t.sql"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.sql").write_bytes(b"ok\n\xff")
    (tmp_path / "empty").mkdir()
    said = []
    for name in ("no.sql", "bad.sql", "empty"):
        files, problems = read_paths([str(tmp_path / name)])
        assert files == []
        said += [(p.path, p.offset, p.line) for p in problems]
        assert str(tmp_path) not in "".join(p.path + p.message for p in problems)
    assert said == [("no.sql", None, None), ("bad.sql", 3, 2), ("empty", None, None)]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.sql").write_bytes(b"secret")
    (tmp_path / "in/link.sql").symlink_to(tmp_path / "out.sql")
    files, problems = read_paths([str(tmp_path / "in")])
    assert files == [] and "leads out" in problems[0].message
    assert IncludeLoader([str(tmp_path / "in")])("", "link.sql") is None


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"SELECT 1;")

    monkeypatch.setattr("sys.stdin", Stdin())
    files, _ = read_paths(["-"])
    assert [(f.path, f.text) for f in files] == [("-", "SELECT 1;")]


def test_the_loader_finds_scripts_below_the_given_path_only(tmp_path: Path) -> None:
    for name in ("p/main.sql", "p/Sub/One.sql", "other.sql"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    load = IncludeLoader([str(tmp_path / "p/main.sql")])
    found = [load("main.sql", "Sub/One.sql"), load("main.sql", "sub\\one.SQL"), load("Sub/One.sql", "../main.sql")]
    assert [f.path if f else None for f in found] == ["Sub/One.sql", "Sub/One.sql", "main.sql"]
    assert load("main.sql", "../other.sql") is None
    assert load("main.sql", str(tmp_path / "other.sql")) is None
    assert load("", "nowhere.sql") is None


def test_the_loader_keeps_what_it_could_not_decode(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_bytes(b"\xff")
    load = IncludeLoader([str(tmp_path)])
    assert load("", "x.sql") is None
    assert [p.path for p in load.problems] == ["x.sql"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04\x14\x00", "a zip archive"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x03\x03\x45EXPORT:V19", "Oracle's exp"),
    ],
)
def test_what_is_no_text_is_called_what_it_is(data: bytes, words: str) -> None:
    for encoding in (None, "latin-1"):
        with pytest.raises(Undecodable, match=words):
            decode(data, encoding)
