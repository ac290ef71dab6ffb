"""Puts the shaders of shaders/ into a C++ table.

usage: shaders.py SOURCE_TREE OUTPUT

Comments and blank lines are left out. A file that does not begin with `#version 300 es` fails.
"""

import pathlib
import re
import sys


def shortened(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != "#version 300 es":
        sys.exit(f"{path}: a shader begins with `#version 300 es`")
    kept = [re.sub(r"\s*//.*", "", line) for line in lines]
    return "\n".join(line for line in kept if line.strip()) + "\n"


def main():
    folder = pathlib.Path(sys.argv[1]) / "shaders"
    out = ["// Generated from shaders/ by cmake/shaders.py.", "#pragma once", "",
           "namespace retour::gfx::shaders {", ""]
    for path in sorted(folder.rglob("*.glsl")):
        name = path.name.removesuffix(".glsl").replace(".", "_")
        out.append(f'inline constexpr const char* {name} = R"glsl({shortened(path)})glsl";')
    out += ["", "}  // namespace retour::gfx::shaders", ""]
    target = pathlib.Path(sys.argv[2])
    target.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(out)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


main()
