"""Checks of the source tree that need no compiler: include arrows, bans, lengths, left-overs.

usage: tree_checks.py [TREE]

Prints `file:line: message` for each finding and ends with 1 when there is an error. Warnings are
printed and do not count. A ban is lifted on one line by a comment that gives the reason:
    // allow(rule-name): why this line is right
and in a whole file by
    // allow-file(rule-name): why this file is right
"""

import pathlib
import re
import subprocess
import sys

# ------------------------------------------------------------------ the arrows
#
# What each folder may include, beside itself; what those include is allowed too. The libraries of
# cmake/engine.cmake are linked along the same arrows. `main` stands for the files that lie in
# web/ or server/ itself.

ENGINE = ["base", "time", "model", "ops", "schedule", "funnel", "care", "store", "wire", "hub",
          "sync", "exchange", "simulate", "app"]
ARROWS = {
    "engine/base": [],
    "engine/time": ["engine/base"],
    "engine/model": ["engine/time"],
    "engine/ops": ["engine/model"],
    "engine/schedule": ["engine/model"],
    "engine/funnel": ["engine/model"],
    "engine/care": ["engine/model"],
    "engine/store": ["engine/ops"],
    "engine/wire": ["engine/ops"],
    "engine/hub": ["engine/ops", "engine/model", "engine/wire"],
    "engine/sync": ["engine/store", "engine/wire"],
    "engine/exchange": ["engine/model", "engine/ops"],
    "engine/simulate": ["engine/schedule", "engine/funnel", "engine/care", "engine/ops"],
    "engine/app": ["engine/" + name for name in ENGINE if name != "app"],
    "web/ui": ["engine/app"],
    "web/views": ["web/ui"],
    "web/gfx": ["web/ui", "engine/store", "engine/sync"],
    "web/platform": ["web/ui", "engine/store", "engine/sync"],
    "web/main": ["web/views", "web/gfx", "web/platform"],
    "server/storage": ["engine/store", "engine/hub"],
    "server/accounts": ["engine/store"],
    "server/desk": ["engine/app"],
    "server/http": ["server/desk", "server/accounts"],
    "server/main": ["server/http", "server/storage"],
}

# Headers from outside that only these folders may include.
OUTSIDE = [
    (r"imgui", ["web/"], "only web/ draws"),
    (r"emscripten|GLES|EGL", ["web/gfx", "web/platform", "web/main"], "the engine knows no browser"),
    (r"sqlite3", ["engine/store", "server/storage"], "SQL stays behind the store"),
    (r"cctz/", ["engine/time"], "zones stay behind engine/time"),
    (r"boost/|sys/socket|netinet/|arpa/", ["server/"], "sockets stay in server/"),
    (r"(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token)$",
     ["server/"], "the engine and the web side have one thread"),
    (r"(iostream|fstream|filesystem|cstdio|stdio\.h)$", ["server/", "web/platform", "web/main"],
     "the engine does no input or output of its own"),
]

# ------------------------------------------------------------------ the bans
#
# (rule, pattern, where, what to write instead). Comments and string contents are blanked first.

CODE = ["engine/", "web/", "server/", "tests/"]
BANS = [
    ("clock", r"\b(system_clock|steady_clock|high_resolution_clock)::now\b|\btime\s*\(\s*(nullptr|0|NULL)\s*\)",
     ["engine/"], "pass `now` in"),
    ("randomness", r"\b(rand|srand|random)\s*\(\)|random_device|mt19937|_distribution\b|randombytes_",
     ["engine/"], "pass randomness in (base/random.hpp)"),
    ("environment", r"\bgetenv\s*\(", ["engine/"], "pass the value in"),
    ("throw", r"\bthrow\b", ["engine/", "web/"], "return Result<T>, or RETOUR_CHECK for a bug"),
    ("std-hash", r"\bstd::hash\b", ["engine/"], "hash canonical bytes (base/hash.hpp)"),
    ("unordered", r"\bstd::unordered_\w+", ["engine/"], "an ordered or dense container"),
    ("dynamic-cast", r"\bdynamic_cast\b|\btypeid\b", ["engine/"], "a variant or a virtual function"),
    ("assert", r"(?<![_\w])assert\s*\(", ["engine/", "web/", "server/"], "RETOUR_CHECK"),
    ("print", r"\b(printf|fprintf|puts|std::cout|std::cerr|std::print)\b", ["engine/"],
     "return what is to be said"),
    ("parse", r"\b(atoi|atol|atof|strtol|strtod|stoi|stol|stod|sscanf)\s*\(", CODE,
     "std::from_chars: no locale, no exception"),
    ("regex", r"\bstd::regex\b", CODE, "a small parser"),
    ("endl", r"\bstd::endl\b", CODE, "'\\n'"),
    ("null", r"\bNULL\b", CODE, "nullptr"),
    ("naked-new", r"^(?!.*unique_ptr).*(?<![\w.])(new\s+[A-Za-z_:]+[({;<]|delete\s+\w|delete\[\])", CODE,
     "std::make_unique or a container"),
    ("c-cast", r"[=(,]\s*\((int|unsigned|char|float|double|size_t|u?int\d+_t)\)\s*[\w(]", CODE,
     "static_cast"),
    ("skipped-test", r"GTEST_SKIP|\bDISABLED_|\b(test|it|describe)\.(skip|only)\b", CODE,
     "a test that runs"),
]
HEADER_BANS = [("using-namespace", r"\busing namespace\b", CODE, "full names in headers")]

# Left-overs and things that belong to one machine, in any text file of the tree.
ANYWHERE = [
    ("left-over", r"\b(TODO|FIXME|XXX|HACK)\b", "finish it or delete it"),
    ("machine-path", r"(?<![\w.$}])/(work|root|home)/[a-z]", "no path of one machine in the tree"),
    ("registry-host", r"https?://[a-z0-9.-]*(debian|npmjs|yarnpkg)\.(org|com)|registry\.npm",
     "no host of a package registry in the tree"),
    ("resolved", r'"resolved": *"http', "omit-lockfile-registry-resolved=true in .npmrc"),
]

FILE_LINES_MAX = 1000
FUNCTION_LINES_WANTED = 70
FUNCTION_LINES_MAX = 80
LINE_COLUMNS_MAX = 100
INDEX_FROM_LINES = 400

CPP_SUFFIXES = {".cpp", ".hpp", ".h", ".c"}
SOURCE_SUFFIXES = CPP_SUFFIXES | {".js", ".mjs"}
TEXT_SUFFIXES = SOURCE_SUFFIXES | {".cmake", ".txt", ".md", ".json", ".py", ".sh", ".css", ".html",
                                   ".glsl", ".yml", ".yaml", ".lock", ".toml", ""}


class Findings:
    def __init__(self):
        self.errors = 0
        self.warnings = 0

    def error(self, path, line, text):
        self.errors += 1
        print(f"{path}:{line}: {text}")

    def warn(self, path, line, text):
        self.warnings += 1
        print(f"{path}:{line}: warning: {text}")


# ------------------------------------------------------------------ reading source


def blank(text):
    """The text with comments and the contents of literals replaced by blanks; lines stay."""
    pattern = re.compile(
        r'R"(?P<tag>[^()\\ ]{0,16})\((?:.|\n)*?\)(?P=tag)"'  # raw string
        r'|//[^\n]*|/\*(?:.|\n)*?\*/'
        r'|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])*'")

    def keep_lines(match):
        found = match.group(0)
        if found[0] in "\"'" and "\n" not in found:
            return found[0] + " " * (len(found) - 2) + found[-1]
        return re.sub(r"[^\n]", " ", found)

    return pattern.sub(keep_lines, text)


def allowed(line, rule):
    return f"allow({rule}):" in line


def folder_of(path):
    """engine/store for engine/store/x/y.cpp; web/main for web/main.cpp."""
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0] + "/main"


def reachable(folder):
    seen, waiting = set(), [folder]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += ARROWS.get(one, [])
    return seen


# ------------------------------------------------------------------ the checks


def check_includes(path, lines, findings):
    side = path.split("/")[0]
    if side not in ("engine", "web", "server"):
        return
    folder = folder_of(path)
    if folder not in ARROWS:
        findings.error(path, 1, f"folder {folder} has no place among the arrows")
        return
    may = reachable(folder)
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if not match:
            continue
        kind, target = match.groups()
        if kind == "<":
            for pattern, folders, why in OUTSIDE:
                if re.match(pattern, target) and not any(folder.startswith(f) for f in folders):
                    if not allowed(line, "include"):
                        findings.error(path, number, f"{line.strip()}   <- {folder}: {why}")
            continue
        if target.startswith("."):
            findings.error(path, number, f"{line.strip()}   <- include by path from the side's root")
            continue
        first = target.split("/")[0]
        sides = [s for s in ("engine", "web", "server") if f"{s}/{first}" in ARROWS]
        for other in (f"{s}/{first}" for s in sides):
            if other not in may:
                findings.error(path, number, f"{line.strip()}   <- {folder} may not include {other}")


def check_bans(path, lines, code_lines, findings):
    bans = BANS + (HEADER_BANS if path.endswith(".hpp") else [])
    if path.endswith((".js", ".mjs")):
        bans = [ban for ban in BANS if ban[0] == "skipped-test"]
    lifted = set(re.findall(r"// allow-file\(([a-z-]+)\): \S", "\n".join(lines)))
    for rule, pattern, where, instead in bans:
        if rule in lifted or not any(path.startswith(folder) for folder in where):
            continue
        compiled = re.compile(pattern)
        for number, line in enumerate(code_lines, 1):
            if compiled.search(line) and not allowed(lines[number - 1], rule):
                findings.error(path, number, f"{rule}: {lines[number - 1].strip()}   <- {instead}")
    if path.endswith(".hpp") and "#pragma once" not in "\n".join(lines[:80]):
        findings.error(path, 1, "a header begins with #pragma once")


def functions(code):
    """(first line, last line) of each outermost function body, found by its braces."""
    stack, found, last_break, line, opening = [], [], 0, 1, 0
    for position, char in enumerate(code):
        if char == "\n":
            line += 1
        elif char == "{":
            head = code[last_break:position]
            stripped = head.strip()
            is_scope = re.search(r"\b(namespace|class|struct|union|enum|extern)\b[^()=]*$", stripped)
            is_function = ")" in stripped and not is_scope
            if is_function and not any(kind == "function" for kind, _ in stack):
                lead = len(head) - len(head.lstrip())
                opening = code.count("\n", 0, last_break + lead) + 1
                stack.append(("function", opening))
            else:
                stack.append(("other", line))
            last_break = position + 1
        elif char == "}":
            if stack:
                kind, start = stack.pop()
                if kind == "function":
                    found.append((start, line))
            last_break = position + 1
        elif char == ";":
            last_break = position + 1
    return found


def check_lengths(path, lines, code, findings):
    if len(lines) > FILE_LINES_MAX:
        findings.error(path, len(lines), f"{len(lines)} lines; a file has at most {FILE_LINES_MAX}")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS_MAX and "http" not in line and path.endswith((".cpp", ".hpp")):
            if not re.search(r'["\']', line):
                findings.warn(path, number, f"{len(line)} columns")
    for first, last in functions(code):
        length = last - first + 1
        if length > FUNCTION_LINES_MAX:
            findings.error(path, first, f"a function of {length} lines; at most {FUNCTION_LINES_WANTED}")
        elif length > FUNCTION_LINES_WANTED:
            findings.warn(path, first, f"a function of {length} lines; {FUNCTION_LINES_WANTED} wanted")


def check_anywhere(path, lines, findings):
    for rule, pattern, instead in ANYWHERE:
        compiled = re.compile(pattern)
        for number, line in enumerate(lines, 1):
            if compiled.search(line) and not allowed(line, rule):
                findings.error(path, number, f"{rule}: {line.strip()[:120]}   <- {instead}")


def tree_files(tree):
    """Files of the tree that git knows or would take; without git, all."""
    done = subprocess.run(["git", "-C", str(tree), "ls-files", "-z", "--cached", "--others",
                           "--exclude-standard"], capture_output=True)
    if done.returncode == 0:
        names = [name for name in done.stdout.decode().split("\0") if name]
    else:
        names = [p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()]
    return sorted({name for name in names if (tree / name).is_file()})


# Files that state the patterns themselves.
EXEMPT = {"scripts/lib/tree_checks.py", "scripts/lib/tree_checks_test.py"}


TRACEABILITY = "docs/traceability.md"


def check_traceability(tree, findings):
    """Proofs that the table of requirements names must be there."""
    if not (tree / TRACEABILITY).is_file():
        return
    tests = set()
    for path in tree.glob("tests/**/*_test.cpp"):
        tests |= {f"{suite}.{name}" for suite, name in
                  re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", path.read_text(), re.M)}
    lines = (tree / TRACEABILITY).read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if not re.match(r"\| [A-Z]{2}-\d\d \|", line):
            continue
        proofs = re.findall(r"`([^`]+)`", line.split("|")[3])
        if not proofs:
            findings.error(TRACEABILITY, number, "a requirement without a proof")
        for proof in proofs:
            known = (tree / proof).is_file() if "/" in proof else proof in tests
            if not known:
                findings.error(TRACEABILITY, number, f"no test is called {proof}")


def check_tree(tree):
    findings = Findings()
    check_traceability(tree, findings)
    for path in tree_files(tree):
        suffix = pathlib.PurePosixPath(path).suffix
        if suffix not in TEXT_SUFFIXES or path in EXEMPT:
            continue
        try:
            text = (tree / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            if suffix in SOURCE_SUFFIXES:
                findings.error(path, 1, "not UTF-8")
            continue
        lines = text.split("\n")
        if not path.startswith("tests/fixtures/"):
            check_anywhere(path, lines, findings)
        if suffix in SOURCE_SUFFIXES:
            code = blank(text)
            if suffix in CPP_SUFFIXES:
                check_includes(path, lines, findings)
            check_bans(path, lines, code.split("\n"), findings)
            check_lengths(path, lines, code, findings)
    return findings


def main():
    tree = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = check_tree(tree)
    print(f"tree: {findings.errors} errors, {findings.warnings} warnings")
    sys.exit(1 if findings.errors else 0)


if __name__ == "__main__":
    main()
