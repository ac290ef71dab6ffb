"""Plants each kind of fault in a tree of its own and expects the checks to name it."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import tree_checks


def run(files):
    """The findings' text and the number of errors for a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        for name, text in files.items():
            path = tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            findings = tree_checks.check_tree(tree)
        return out.getvalue(), findings.errors


class Arrows(unittest.TestCase):
    def expect(self, path, include, errors):
        out, count = run({path: f"#pragma once\n#include {include}\n"})
        self.assertEqual(count, errors, out)
        if errors:
            self.assertIn(f"{path}:2: #include {include}", out)

    def test_allowed(self):
        self.expect("engine/store/a.hpp", '"model/patient.hpp"', 0)  # transitive
        self.expect("engine/app/a.hpp", '"funnel/cycle.hpp"', 0)
        self.expect("engine/hub/a.hpp", '"wire/frame.hpp"', 0)
        self.expect("web/views/view_day.cpp", '"app/clinic.hpp"', 0)
        self.expect("web/main.cpp", '"platform/opfs.hpp"', 0)
        self.expect("web/platform/opfs.cpp", '"store/vfs.hpp"', 0)
        self.expect("server/main.cpp", '"storage/log.hpp"', 0)
        self.expect("server/http/site.cpp", "<boost/asio.hpp>", 0)
        self.expect("engine/store/a.cpp", "<sqlite3.h>", 0)

    def test_forbidden(self):
        self.expect("engine/base/a.hpp", '"model/patient.hpp"', 1)
        self.expect("engine/model/a.hpp", '"ops/op.hpp"', 1)
        self.expect("engine/funnel/a.cpp", '"store/sqlite.hpp"', 1)
        self.expect("engine/wire/a.cpp", '"store/sqlite.hpp"', 1)
        self.expect("engine/hub/a.cpp", '"store/sqlite.hpp"', 1)
        self.expect("engine/app/a.cpp", '"ui/theme.hpp"', 1)
        self.expect("web/ui/a.cpp", '"views/view_day.hpp"', 1)
        self.expect("web/views/a.cpp", '"platform/opfs.hpp"', 1)
        self.expect("web/main.cpp", '"http/site.hpp"', 1)
        self.expect("server/http/a.cpp", '"ui/theme.hpp"', 1)
        self.expect("server/desk/a.cpp", '"http/site.hpp"', 1)
        self.expect("engine/store/a.cpp", '"../model/patient.hpp"', 1)

    def test_forbidden_outside(self):
        self.expect("engine/app/a.cpp", "<imgui.h>", 1)
        self.expect("engine/app/a.cpp", "<emscripten.h>", 1)
        self.expect("engine/app/a.cpp", "<thread>", 1)
        self.expect("engine/funnel/a.cpp", "<sqlite3.h>", 1)
        self.expect("web/views/a.cpp", "<sys/socket.h>", 1)

    def test_unknown_folder(self):
        out, count = run({"engine/utils/a.cpp": "int a;\n"})
        self.assertEqual(count, 1, out)


class Bans(unittest.TestCase):
    def expect(self, text, errors, path="engine/app/a.cpp"):
        out, count = run({path: text})
        self.assertEqual(count, errors, text + out)

    def test_found(self):
        for line in ("auto t = std::chrono::system_clock::now();", "std::random_device d;",
                     "throw 1;", "std::unordered_map<int, int> m;", "assert(x);",
                     "int n = std::stoi(s);", "auto* p = new Thing();", "x = (int)y;",
                     'printf("x");', "std::hash<int> h;", "void* p = NULL;"):
            self.expect(line + "\n", 1)
        self.expect("TEST(A, DISABLED_B) {}\n", 1, "tests/engine/a_test.cpp")
        self.expect("#pragma once\nusing namespace std;\n", 1, "engine/app/a.hpp")
        self.expect("int a;\n", 1, "engine/app/a.hpp")  # no #pragma once

    def test_not_found(self):
        for line in ("// throw nothing, NULL, assert(x)", 'say("throw NULL");',
                     "static_assert(true);", "RETOUR_CHECK(x);", "/* new Thing() */ int a;",
                     "x = static_cast<int>(y);", "snprintf_like(x);", "A(A&&) = delete;",
                     "throw 1;  // allow(throw): the library's own hook wants it"):
            self.expect(line + "\n", 0)

    def test_whole_file(self):
        self.expect("// allow-file(unordered): looked up, never iterated\nstd::unordered_set<int> a;\n", 0)
        self.expect("// allow-file(throw): why\nstd::unordered_set<int> a;\n", 1)

    def test_left_overs_and_machines(self):
        self.expect("// TO" + "DO later\n", 1)
        self.expect('auto p = "/ro' + 'ot/x";\n', 1)
        self.expect("see https://deb.deb" + "ian.org/x\n", 1, "docs/a.md")
        self.expect("see https://www.sqlite.org/wal.html\n", 0, "docs/a.md")


class Lengths(unittest.TestCase):
    def errors(self, text, path="engine/app/a.cpp"):
        return run({path: text})

    def body(self, lines):
        return "namespace retour {\n\nint f(int x) {\n" + "  x += 1;\n" * lines + "}\n\n}\n"

    def test_functions(self):
        self.assertEqual(self.errors(self.body(60)), ("", 0))
        out, count = self.errors(self.body(70))
        self.assertEqual(count, 0)
        self.assertIn("engine/app/a.cpp:3: warning: a function of 72 lines", out)
        self.assertEqual(self.errors(self.body(90))[1], 1)

    def test_members_and_lambdas(self):
        inner = "    x += 1;\n" * 85
        self.assertEqual(self.errors(f"class A {{\n  int f() {{\n{inner}  }}\n}};\n")[1], 1)
        lambda_text = f"void f() {{\n  auto g = [&] {{\n{inner}  }};\n}}\n"
        self.assertEqual(self.errors(lambda_text)[1], 1)

    def test_tables_are_no_functions(self):
        table = "constexpr int table[] = {\n" + "    1,\n" * 300 + "};\n"
        self.assertEqual(self.errors(table), ("", 0))

    def test_files(self):
        self.assertEqual(self.errors("int a;\n" * 1001)[1], 1)


class Traceability(unittest.TestCase):
    def table(self, proof):
        return run({"docs/traceability.md": f"| id | what | proof |\n|---|---|---|\n| PS-01 | x | {proof} |\n",
                    "tests/engine/a_test.cpp": "TEST(Rules, Hold) {}\n",
                    "tests/tables/rules.txt": "\n"})

    def test_proofs_are_there(self):
        self.assertEqual(self.table("`Rules.Hold`, `tests/tables/rules.txt`"), ("", 0))

    def test_missing_ones_are_named(self):
        out, errors = self.table("`Rules.Held`")
        self.assertEqual(errors, 1)
        self.assertIn("docs/traceability.md:3: no test is called Rules.Held", out)
        self.assertEqual(self.table("`tests/tables/none.txt`")[1], 1)
        self.assertEqual(self.table("")[1], 1)


if __name__ == "__main__":
    unittest.main()
