"""Cuts the fonts to the characters that the program shows.

usage: assets.py fonts SOURCE_TREE OUTPUT_FOLDER

Writes plex-regular.ttf, plex-semibold.ttf and icons.ttf. The ranges are those of web/ui/fonts.hpp,
the icons those of web/ui/icons.hpp: one source for the program and for the subset. Fails when
a wanted icon is missing or has another code point than its name says.
"""

import json
import pathlib
import re
import sys

from fontTools import subset
from fontTools.ttLib import TTFont


def text_code_points(tree):
    header = (tree / "web/ui/fonts.hpp").read_text()
    pairs = re.findall(r"\.first = 0x([0-9A-Fa-f]+), \.last = 0x([0-9A-Fa-f]+)", header)
    if not pairs:
        sys.exit("web/ui/fonts.hpp: no glyph ranges found")
    return {c for first, last in pairs for c in range(int(first, 16), int(last, 16) + 1)}


def icon_code_points(tree, package):
    known = json.loads((package / "font/codepoints.json").read_text())
    header = (tree / "web/ui/icons.hpp").read_text()
    points = set()
    for name, code in re.findall(r"X\((\w+), 0x([0-9A-Fa-f]+)U?\)", header):
        if known.get(name.replace("_", "-")) != int(code, 16):
            sys.exit(f"web/ui/icons.hpp: {name} is not 0x{code} in the icon font")
        points.add(int(code, 16))
    if not points:
        sys.exit("web/ui/icons.hpp: no icons found")
    return points


def cut(source, target, points, features):
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "GPOS", "GSUB", "GDEF", "STAT"]
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size} bytes")


def fonts(tree, output):
    output.mkdir(parents=True, exist_ok=True)
    plex = tree / "node_modules/@expo-google-fonts/ibm-plex-sans"
    text = text_code_points(tree)
    cut(plex / "400Regular/IBMPlexSans_400Regular.ttf", output / "plex-regular.ttf", text, [])
    cut(plex / "600SemiBold/IBMPlexSans_600SemiBold.ttf", output / "plex-semibold.ttf", text, [])
    lucide = tree / "node_modules/lucide-static"
    cut(lucide / "font/lucide.ttf", output / "icons.ttf", icon_code_points(tree, lucide), [])


if sys.argv[1] == "fonts":
    fonts(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
else:
    sys.exit(__doc__)
