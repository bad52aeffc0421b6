"""The command line: new, serve, demo, check; thin calls of the public API."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lagebild.errors import LagebildError, PictureError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lagebild.model.basemap import Basemap
    from lagebild.model.report import ReadReport
    from lagebild.picture import Picture

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Situation pictures of the air: flight paths, airspaces and terrain on one offline map.",
)
_OUT = Console(highlight=False)
_ERR = Console(stderr=True, highlight=False)
_USER_MISTAKE = 2
_LISTED_ISSUES = 50
_REPEATABLE = ("--tracks", "--airspaces", "--terrain", "--overlay")

FolderArgument = Annotated[Path, typer.Argument(readable=False, help="Folder (or .zip file) of the picture.")]


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and exit code 2."""
    try:
        app(args=_repeated(sys.argv[1:]))
    except LagebildError as error:
        _ERR.print(f"lagebild: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(_USER_MISTAKE)
    except KeyboardInterrupt:
        sys.exit(130)


def _repeated(arguments: list[str]) -> list[str]:
    """Let `--tracks a b c` mean `--tracks a --tracks b --tracks c`, as a shell's `*` writes it."""
    result: list[str] = []
    option: str | None = None
    first = False
    for argument in arguments:
        if argument.startswith("-"):
            option, first = (argument, True) if argument in _REPEATABLE else (None, False)
            result.append(argument)
        else:
            if option is not None and not first:
                result.append(option)
            result.append(argument)
            first = False
    return result


@contextmanager
def _progress(title: str) -> Iterator[Callable[[str, float], None]]:
    """Show a bar while something runs; it hears (what, share of 0..1)."""
    columns = (TextColumn("{task.description:<40.40}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_ERR, transient=True, disable=not _ERR.is_terminal) as bars:
        task = bars.add_task(title, total=1.0)

        def show(what: str, share: float) -> None:
            bars.update(task, description=f"{title} {what}".replace("[", "("), completed=share)

        yield show


@app.command()
def new(
    folder: FolderArgument,
    tracks: Annotated[
        list[Path], typer.Option(readable=False, help="Files with flight paths: Parquet, CSV, IGC.")
    ] = [],  # noqa: B006
    airspaces: Annotated[
        list[Path], typer.Option(readable=False, help="Files with airspaces: OpenAir, GeoJSON, GeoPackage, GeoParquet.")
    ] = [],  # noqa: B006
    terrain: Annotated[
        list[Path], typer.Option(readable=False, help="Elevation rasters: GeoTIFF, JPEG 2000, NetCDF.")
    ] = [],  # noqa: B006
    overlay: Annotated[
        list[Path], typer.Option(readable=False, help="Own vectors and rasters: GeoPackage, Shapefile, GeoTIFF, …")
    ] = [],  # noqa: B006
    title: Annotated[str, typer.Option(help="Title; by default the folder's name.")] = "",
    banner: Annotated[str, typer.Option(help="EINSATZ, ÜBUNG or SYNTHETISCH.")] = "",
    qnh: Annotated[float | None, typer.Option(help="Pressure at sea level in hPa, if known.")] = None,
    limit_reference: Annotated[
        str | None,
        typer.Option(help="Unit and reference of bare numbers as airspace limits: FL, 'ft AMSL', 'm AGL', …"),
    ] = None,
    licence: Annotated[str, typer.Option(help="Licence of the files, kept with them.")] = "",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The data is made up: mark it everywhere.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an older picture at this place.")] = False,
) -> None:
    """Make a picture from files and save it."""
    from lagebild.picture import Picture
    from lagebild.readers.layers import read_layers
    from lagebild.readers.picture_folder import is_picture
    from lagebild.writers.picture_folder import save_picture

    if not (tracks or airspaces or terrain or overlay):
        raise PictureError("give at least one file: --tracks, --airspaces, --terrain or --overlay")
    if folder.exists() and is_picture(folder) and not replace:
        raise PictureError(f"{folder} holds a picture already; add --replace to replace it")
    with _progress("Reading") as show:
        layers = read_layers(
            tracks=tracks,
            airspaces=airspaces,
            terrain=terrain,
            limit_reference=limit_reference,
            synthetic=synthetic,
            licence=licence,
            progress=show,
        )
    picture = Picture(title or folder.stem, layers=layers, banner=banner, qnh=qnh)
    for path in overlay:
        picture = picture.add_overlay(path, licence=licence, synthetic=synthetic)
    with _progress("Saving") as show:
        save_picture(picture, folder, replace=replace, progress=show)
    for layer in picture.layers:
        _print_report(layer.report, listed=5)
    _OUT.print(f"{folder}: {picture.title}", markup=False)
    _OUT.print(f"Open it with: lagebild serve {folder}", markup=False)


@app.command()
def serve(
    folders: Annotated[list[Path], typer.Argument(readable=False, help="Folders or .zip files of pictures.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any free one.")] = 5006,
    address: Annotated[
        str,
        typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in, the default only this one."),
    ] = "127.0.0.1",
    language: Annotated[str, typer.Option(help="Language at first: de or en.")] = "de",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = False,
    allow_origin: Annotated[list[str], typer.Option(help="Further host:port that pages may come from.")] = [],  # noqa: B006
    basemap: Annotated[
        list[Path],
        typer.Option(readable=False, help="Files of base maps: PMTiles, MBTiles, GeoTIFF; shown is the first."),
    ] = [],  # noqa: B006
    config: Annotated[
        Path | None, typer.Option(readable=False, help="TOML file of further base maps: files, XYZ, WMS, WMTS.")
    ] = None,
) -> None:
    """Serve pictures as dashboards in the browser."""
    from lagebild.picture import open_picture
    from lagebild.readers.basemaps import as_basemaps, read_basemap_config

    basemaps = (*as_basemaps(basemap, shown=True), *(read_basemap_config(config) if config else ()))

    with _progress("Opening") as show:
        pictures = []
        for number, folder in enumerate(folders):
            show(str(folder), number / len(folders))
            pictures.append(open_picture(folder))
    _run_server(pictures, port, address, language, open_browser, allow_origin, basemaps)


def _run_server(
    pictures: list[Picture],
    port: int,
    address: str,
    language: str,
    open_browser: bool,
    origins: list[str],
    basemaps: Sequence[Basemap] = (),
) -> None:
    from lagebild.dashboard.server import free_port, make_server

    chosen = port or free_port(address)
    with _progress("Starting"):
        server, services = make_server(
            list(pictures),
            port=chosen,
            address=address,
            language=language,
            websocket_origins=origins or None,
            basemaps=basemaps,
        )
    host = "localhost" if address in ("127.0.0.1", "0.0.0.0", "::1", "::") else address  # noqa: S104
    _OUT.print(f"lagebild: http://{host}:{chosen}/", markup=False, soft_wrap=True)
    if len(services) > 1:
        for slug, service in services.items():
            _OUT.print(f"  http://{host}:{chosen}/{slug}  {service.picture.title}", markup=False, soft_wrap=True)
    if open_browser:
        typer.launch(f"http://{host}:{chosen}/")
    server.start()
    server.run_until_shutdown()


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Option(help="Where the demonstration pictures lie or are put.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535)] = 5006,
    address: Annotated[str, typer.Option()] = "127.0.0.1",
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = False,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build the pictures, serve nothing.")] = False,
) -> None:
    """Build the demonstration pictures where they are missing, and serve them."""
    from platformdirs import user_data_path

    from lagebild.demo import build_demo
    from lagebild.picture import open_picture

    place = folder or user_data_path("lagebild") / "demo"
    with _progress("Building") as show:
        built = build_demo(place, progress=show)
    _OUT.print(f"lagebild: demonstration pictures in {place}", markup=False, soft_wrap=True)
    if build_only:
        for path in built:
            _OUT.print(str(path), markup=False)
        return
    _run_server([open_picture(path) for path in built], port, address, language, open_browser, [])


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(readable=False, help="Files of any known format, or pictures.")],
    limit_reference: Annotated[str | None, typer.Option(help="As for `new`.")] = None,
) -> None:
    """Read files and say what they hold, what was repaired and what was left out."""
    from lagebild.readers.check import check_file

    for file in files:
        with _progress("Reading") as show:
            show(file.name, 0.0)
            reports = check_file(file, limit_reference=limit_reference)
        for report in reports:
            _print_report(report, listed=_LISTED_ISSUES)


def _print_report(report: ReadReport, *, listed: int) -> None:
    _OUT.print(report.summary, markup=False, soft_wrap=True)
    if not len(report.issues):
        return
    for issue in report.gravest_first.head(listed).to_dict("records"):
        line, record = (_number(issue[name]) for name in ("line", "record"))
        place = f"line {line}" if line is not None else f"record {record}" if record is not None else ""
        _OUT.print(f"  {place:<12} {issue['severity']:<12} {_harmless(issue['reason'])}", markup=False, soft_wrap=True)
    if len(report.issues) > listed:
        _OUT.print(f"  … and {len(report.issues) - listed} more", markup=False)


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value == value else None


def _harmless(text: str) -> str:
    """Keep text from files from being read as commands of the terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


if __name__ == "__main__":
    main()
