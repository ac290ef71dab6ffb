#!/usr/bin/env python3
"""Turns the catalogues ru.txt, en.txt, sv.txt into a C++ table.

    generate.py OUT_DIR     writes text_table.cpp: `messages`, see engine/base/message_table.hpp
    generate.py OUT_DIR --namespace NAME --only PREFIX...
                            the same for another side that needs some of the messages
    generate.py OUT_DIR --files --everywhere PREFIX...
                            the same for browsers, which fetch the one language that is read: its
                            words are not in the table but in OUT_DIR/files/ru.words, en.words and
                            sv.words; messages named here are in the table in every language
    generate.py --check SOURCE_DIR...
                            names every literal in the sources that looks like an id and is none

A catalogue has one message a line, `id = text`; `#` opens a comment line; a line that begins with
blanks continues the one above. A message that a language lacks becomes empty here; the test of the
catalogues names it.

Sources name a message by the hash of its id, so that a new message recompiles one file and not
every screen, and the program carries no names. What the compiler no longer sees, --check does, as
a step of the build.
"""

import argparse
import pathlib
import re
import sys

LANGUAGES = ("ru", "en", "sv")
SOURCES = pathlib.Path(__file__).resolve().parent
# Literals of the form of an id, and whatever is spoken through t("..."), texts("...") or TextId.
ID_LITERAL = re.compile(r'"([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)"')
SPOKEN_LITERAL = re.compile(r'\b(?:t|texts|TextId)[({]\s*"([^"]*)"')
COMMENT = re.compile(r"(?m)^\s*//.*$")


def read_catalogue(path):
    messages = {}
    last = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] in " \t":
            if last is None:
                sys.exit(f"{path.name}:{number}: a continuation without a message")
            messages[last] += " " + line.strip()
            continue
        key, separator, text = line.partition(" = ")
        key = key.strip()
        if not separator:
            sys.exit(f"{path.name}:{number}: expected `id = text`")
        if key in messages:
            sys.exit(f"{path.name}:{number}: {key} is there twice")
        messages[key] = text.strip()
        last = key
    return messages


def literal(text):
    escaped = text.replace("\\n", "\n")
    return '"' + "".join({"\\": "\\\\", '"': '\\"', "\n": "\\n"}.get(c, c) for c in escaped) + '\\0"'


def write_if_changed(path, content):
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


def hash_of(key):
    """FNV-1a, 32 bits: as message_hash in engine/base/message_table.hpp."""
    value = 2166136261
    for byte in key.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def array(kind, name, values):
    lines = [f"constexpr {kind} {name}[] = {{"]
    for start in range(0, len(values), 12):
        lines.append("    " + ", ".join(values[start:start + 12]) + ",")
    return lines + ["};"]


def packed(name, messages):
    lines = ["    " + literal(message) for message in messages]
    return [f"constexpr std::string_view {name} =", *lines[:-1], lines[-1] + "sv;"]


def hashes_of(ids):
    """Hash and place of every id, by hash."""
    by_hash = sorted((hash_of(key), index) for index, key in enumerate(ids))
    for (one, first), (other, second) in zip(by_hash, by_hash[1:]):
        if one == other:
            sys.exit(f"{ids[first]} and {ids[second]} have one hash: rename one")
    return by_hash


def file_of(catalogue, ids, edition):
    """What a browser fetches: the edition in four bytes, then the messages, each ended by a zero."""
    messages = "".join(catalogue.get(key, "").replace("\\n", "\n") + "\0" for key in ids)
    return edition.to_bytes(4, "little") + messages.encode()


def edition_of(catalogues, ids):
    """Names these words: a program takes the file of its own edition only, since places shift."""
    return hash_of("".join(catalogues[name].get(key, "") + "\0" + key + "\0"
                           for name in LANGUAGES for key in ids))


def everywhere_of(catalogues, ids):
    """The table of the messages that are there in every language without a file."""
    return [
        *array("std::uint32_t", "everywhere_hashes", [str(value) for value, _ in hashes_of(ids)]),
        *array("std::uint16_t", "everywhere_places", [str(index) for _, index in hashes_of(ids)]),
        *[line for name in LANGUAGES for line in
          packed(f"everywhere_{name}", [catalogues[name].get(key, "") for key in ids])],
    ]


def table_of(catalogues, ids, namespace, options):
    by_hash = hashes_of(ids)
    everywhere = [key for key in ids if key.startswith(tuple(options.everywhere))]
    columns = [(name, [catalogues[name].get(key, "") for key in ids]) for name in LANGUAGES]
    body = [
        "// Made from assets/texts by generate.py.",
        '#include "base/message_table.hpp"',
        '#pragma clang diagnostic ignored "-Woverlength-strings"',
        f"namespace {namespace} {{",
        "extern const MessageTable messages;",
        "namespace {",
        "using namespace std::string_view_literals;",
        *array("std::uint32_t", "hashes", [str(value) for value, _ in by_hash]),
        *array("std::uint16_t", "places", [str(index) for _, index in by_hash]),
        "#ifdef __EMSCRIPTEN__",
        "constexpr std::string_view names;",
        *([f"constexpr std::string_view {', '.join(LANGUAGES)};", "#else"] if options.files else
          ["#else"]),
        *packed("names", ids),
        *([] if options.files else ["#endif"]),
        *[line for name, messages in columns for line in packed(name, messages)],
        *(["#endif"] if options.files else []),
        *(everywhere_of(catalogues, everywhere) if everywhere else []),
        "}  // namespace",
        f"const MessageTable messages{{hashes, places, {{{', '.join(LANGUAGES)}}}, names}};",
        *(["extern const MessageTable everywhere;",
           "const MessageTable everywhere{everywhere_hashes, everywhere_places, "
           f"{{{', '.join('everywhere_' + name for name in LANGUAGES)}}}, {{}}}};",
           "extern const std::uint32_t edition;",
           f"const std::uint32_t edition = {edition_of(catalogues, ids)}U;"] if everywhere else []),
        f"}}  // namespace {namespace}",
        "",
    ]
    return "\n".join(body)


def check(folders):
    ids = set().union(*(read_catalogue(SOURCES / f"{name}.txt") for name in LANGUAGES))
    subjects = {key.split(".")[0] for key in ids}
    openings = {".".join(parts[:n]) for parts in (key.split(".") for key in ids)
                for n in range(1, len(parts))}
    wrong = 0
    for path in sorted(path for folder in folders for path in pathlib.Path(folder).rglob("*.[ch]pp")):
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        found = [(match, match[1].split(".")[0] in subjects) for match in ID_LITERAL.finditer(text)]
        found += [(match, True) for match in SPOKEN_LITERAL.finditer(text)]
        for match, is_meant in found:
            if is_meant and match[1] not in ids and match[1] not in openings:
                line = text.count("\n", 0, match.start(1)) + 1
                print(f"{path}:{line}: error: no message is called {match[1]}", file=sys.stderr)
                wrong += 1
    sys.exit(1 if wrong else 0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target", nargs="?")
    parser.add_argument("--namespace", default="retour::ui::generated")
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--files", action="store_true")
    parser.add_argument("--everywhere", nargs="+", default=[])
    parser.add_argument("--check", nargs="+")
    options = parser.parse_args()
    if options.check:
        check(options.check)
    target = pathlib.Path(options.target)
    target.mkdir(parents=True, exist_ok=True)
    catalogues = {name: read_catalogue(SOURCES / f"{name}.txt") for name in LANGUAGES}
    ids = sorted(key for key in set().union(*catalogues.values())
                 if key.startswith(tuple(options.only)))
    write_if_changed(target / "text_table.cpp",
                     table_of(catalogues, ids, options.namespace, options))
    if options.files:
        (target / "files").mkdir(exist_ok=True)
        for name in LANGUAGES:
            content = file_of(catalogues[name], ids, edition_of(catalogues, ids))
            (target / "files" / f"{name}.words").write_bytes(content)


if __name__ == "__main__":
    main()
