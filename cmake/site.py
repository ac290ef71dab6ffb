"""Assembles the site that browsers download.

usage: site.py SOURCE_TREE BUILD_FOLDER [Release|Debug]

    web/shell/**                 ->  site/**            (pages, scripts, styles, service worker)
    web/booking/**               ->  site/booking/**
    retour_web.js, .wasm         ->  site/
    assets/fonts of the build    ->  site/fonts/
    assets/{demo,icons}/**       ->  site/demo/**, site/icons/**
    the build's *.words          ->  site/texts/        (the words, a file for each language)

In .js, .html, .css, .json and .webmanifest files of the shell these words are replaced:

    __BUILD__    the build's name: 16 hex digits of a hash over all files
    __ASSETS__   a JSON array of the paths of all files, for the service worker's cache

Each file gets a .br beside it (quality 11 in a release, 1 else); compressed files are kept in
the build folder by content, so that a second run only compresses what changed. Prints the sizes and
fails when the download of one visitor is above the budget: everything, with the words of the largest
language, since the others are fetched when somebody chooses them.
"""

import concurrent.futures
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

BUDGET_BYTES = 1_500_000  # the whole download in one language, brotli
WORDS = ".words"
TEXT_SUFFIXES = {".js", ".mjs", ".html", ".css", ".json", ".webmanifest"}


def collect(tree, build):
    """Maps a path in the site to the file that it is made of."""
    files = {}

    def add(folder, prefix):
        if folder.is_dir():
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    files[prefix + path.relative_to(folder).as_posix()] = path

    add(tree / "web/shell", "")
    add(tree / "web/booking", "booking/")
    add(build / "assets/fonts", "fonts/")
    add(build / "generated/texts/files", "texts/")
    for name in ("demo", "icons"):
        add(tree / "assets" / name, name + "/")
    for name in ("retour_web.js", "retour_web.wasm"):
        files[name] = build / name
    return files


def fill(tree, files):
    """Reads all files; puts the build's name and the list of assets into those of the shell."""
    contents = {name: path.read_bytes() for name, path in sorted(files.items())}
    whole = hashlib.sha256()
    for name, data in contents.items():
        whole.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    build_name = whole.hexdigest()[:16]
    assets = json.dumps(sorted(contents))
    for name, path in files.items():
        if path.suffix in TEXT_SUFFIXES and path.is_relative_to(tree / "web"):
            text = contents[name].replace(b"__BUILD__", build_name.encode())
            contents[name] = text.replace(b"__ASSETS__", assets.encode())
    return build_name, contents


def compress(data, quality, kept):
    key = kept / f"{hashlib.sha256(data).hexdigest()[:32]}.{quality}.br"
    if not key.exists():
        done = subprocess.run(["brotli", f"--quality={quality}", "--lgwin=24", "--stdout"],
                              input=data, stdout=subprocess.PIPE, check=True)
        part = key.with_suffix(".part")
        part.write_bytes(done.stdout)
        part.rename(key)
    return key


def main():
    tree, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    release = sys.argv[3:] in ([], ["Release"])
    site, kept = build / "site", build / "brotli"
    kept.mkdir(exist_ok=True)
    build_name, contents = fill(tree, collect(tree, build))

    fresh = build / "site.new"
    shutil.rmtree(fresh, ignore_errors=True)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        packed = pool.map(lambda data: compress(data, 11 if release else 1, kept),
                          contents.values())
        total, words = 0, []
        for (name, data), key in zip(contents.items(), packed):
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            shutil.copyfile(key, path.with_name(path.name + ".br"))
            size = key.stat().st_size
            if name.endswith(WORDS):
                words.append(size)
            else:
                total += size
            if size > 20_000:
                print(f"{size:>9} {name}")
    total += max(words)
    shutil.rmtree(site, ignore_errors=True)
    fresh.rename(site)
    (build / "site.json").write_text(json.dumps({"build": build_name, "bytes": total}) + "\n")
    print(f"{total:>9} bytes in one language (brotli), build {build_name}")
    if release and total > BUDGET_BYTES:
        sys.exit(f"the download is above its budget of {BUDGET_BYTES} bytes")


main()
