#!/usr/bin/env python3
"""Turns the catalogues ru.txt, en.txt, sv.txt into C++ tables.

    generate.py OUT_DIR     writes text_ids.hpp and text_tables.cpp
    generate.py OUT_DIR --namespace NAME --only PREFIX...
                            the same for another side that needs some of the messages

A catalogue has one message a line, `id = text`; `#` opens a comment line; a line that begins with
blanks continues the one above. Ids are sorted, so that an id is looked up at compile time and a
message costs one array access. A message that a language lacks becomes empty here; the test of the
catalogues names it.
"""

import argparse
import pathlib
import sys

LANGUAGES = ("ru", "en", "sv")


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
    out = []
    for char in escaped:
        out.append({"\\": "\\\\", '"': '\\"', "\n": "\\n"}.get(char, char))
    return '"' + "".join(out) + '"sv'


def write_if_changed(path, content):
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--namespace", default="retour::ui::generated")
    parser.add_argument("--only", nargs="+", default=[""])
    options = parser.parse_args()
    source = pathlib.Path(__file__).resolve().parent
    target = pathlib.Path(options.target)
    target.mkdir(parents=True, exist_ok=True)
    catalogues = {name: read_catalogue(source / f"{name}.txt") for name in LANGUAGES}
    ids = sorted(key for key in set().union(*catalogues.values())
                 if key.startswith(tuple(options.only)))

    header = [
        "// Made from assets/texts by generate.py.",
        "#pragma once",
        "#include <array>",
        "#include <string_view>",
        f"namespace {options.namespace} {{",
        f"inline constexpr std::array<std::string_view, {len(ids)}> text_ids = {{",
        *[f'    "{key}",' for key in ids],
        "};",
        "extern const std::array<std::array<std::string_view, text_ids.size()>, 3> text_tables;",
        f"}}  // namespace {options.namespace}",
        "",
    ]
    write_if_changed(target / "text_ids.hpp", "\n".join(header))

    body = [
        "// Made from assets/texts by generate.py.",
        '#include "text_ids.hpp"',
        f"namespace {options.namespace} {{",
        "using namespace std::string_view_literals;",
        "constexpr std::array<std::array<std::string_view, text_ids.size()>, 3> tables = {{",
    ]
    for name in LANGUAGES:
        body.append("  {{")
        body += ["    " + literal(catalogues[name].get(key, "")) + "," for key in ids]
        body.append("  }},")
    body += [
        "}};",
        "const std::array<std::array<std::string_view, text_ids.size()>, 3> text_tables = tables;",
        f"}}  // namespace {options.namespace}",
        "",
    ]
    write_if_changed(target / "text_tables.cpp", "\n".join(body))


if __name__ == "__main__":
    main()
