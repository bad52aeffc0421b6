"""Drive the harness headless and save pictures: python look.py DATA_FOLDER OUT_PREFIX [query] [width height] [script]."""

import json
import pathlib
import sys
import threading

from playwright.sync_api import sync_playwright

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
from serve import start  # noqa: E402  (a script beside this one)

from tests.browser.conftest import FLAGS  # noqa: E402  (from the root of the project)


def print_profile(profile: dict) -> None:
    """The functions in which most time was spent, ms; build with --readable to see their names."""
    names = {
        node["id"]: f"{node['callFrame']['functionName']}:{node['callFrame']['lineNumber']}"
        for node in profile["nodes"]
    }
    spent: dict[str, float] = {}
    for sample, delta in zip(profile["samples"], profile["timeDeltas"], strict=True):
        spent[names[sample]] = spent.get(names[sample], 0) + delta / 1000
    for name, milliseconds in sorted(spent.items(), key=lambda item: -item[1])[:40]:
        print(f"{milliseconds:8.0f}  {name}")


def main() -> None:
    data, prefix, *rest = sys.argv[1:]
    query = rest[0] if rest else ""
    width, height = (int(rest[1]), int(rest[2])) if len(rest) > 2 else (1280, 720)
    server = start(pathlib.Path(data))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on(
            "console",
            lambda message: (
                print("console", message.type, message.text[:400]) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: print("PAGE ERROR", error))
        profiler = page.context.new_cdp_session(page) if "profile" in query else None
        if profiler:
            profiler.send("Profiler.enable")
            profiler.send("Profiler.start")
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/?{query}")
        page.wait_for_function("window.__lagemaps?.length", timeout=60_000)
        page.evaluate(
            "window.__lagemaps[0].ready",
        )
        print(json.dumps(page.evaluate("window.__lagemaps[0].stats")))
        if profiler:
            print_profile(profiler.send("Profiler.stop")["profile"])
        page.screenshot(path=f"{prefix}.png")
        if len(rest) > 3:
            exec(compile(pathlib.Path(rest[3]).read_text(), rest[3], "exec"), {"page": page, "prefix": prefix})
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
