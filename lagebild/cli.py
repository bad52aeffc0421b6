"""The command line: new, serve, demo, check, convert; thin calls of the public API."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from lagebild.cli_journal import DatabaseOption
from lagebild.cli_journal import app as journal_app
from lagebild.cli_rules import app as rules_app
from lagebild.cli_watch import (
    KEEP_DAYS,
    KEEP_GIGABYTES,
    DaysOption,
    FeedOption,
    GigabytesOption,
    NoStoreOption,
    StoreOption,
    keeping_of,
    made_live,
    watch,
)
from lagebild.errors import JournalError, LagebildError, PictureError, ValidationError
from lagebild.terminal import ERR as _ERR
from lagebild.terminal import OUT as _OUT
from lagebild.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lagebild.model.basemap import Basemap
    from lagebild.model.report import ReadReport
    from lagebild.picture import Picture
    from lagebild.readers.any_file import Said
    from lagebild.readers.check import Checked
    from lagebild.readers.format import Site
    from lagebild.service.live_service import LiveService

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Situation pictures of the air: flight paths, airspaces and terrain on one offline map.",
)
app.add_typer(journal_app, name="journal", no_args_is_help=True)
app.add_typer(rules_app, name="rules", no_args_is_help=True)
app.command()(watch)
_FINDINGS = 1
_USER_MISTAKE = 2
_LISTED_ISSUES = 50
_REPEATABLE = ("--tracks", "--airspaces", "--terrain", "--overlay")

FolderArgument = Annotated[Path, typer.Argument(readable=False, help="Folder (or .zip file) of the picture.")]
SiteOption = Annotated[
    str | None,
    typer.Option(help="Where the radar or receiver stands: longitude,latitude[,height above the ellipsoid]."),
]
DayOption = Annotated[str | None, typer.Option(help="UTC day of the first record, where the file tells none.")]
LimitOption = Annotated[
    str | None, typer.Option(help="Unit and reference of bare numbers as airspace limits: FL, 'ft AMSL', 'm AGL', …")
]
ColumnOption = Annotated[
    list[str], typer.Option(help="Which column of an airspace table holds what, such as upper=CEILING; repeatable.")
]
CrsOption = Annotated[
    str | None, typer.Option(help="Coordinate reference system of terrain that names none: EPSG:25832.")
]
UnitOption = Annotated[str | None, typer.Option(help="Unit of elevations, where the file names none: m, ft or us-ft.")]
DatumOption = Annotated[
    str | None, typer.Option(help="What elevations are measured from, where the file does not say: EGM96, ellipsoid, …")
]


def main() -> None:
    """Run the command line; a user's mistake ends with one sentence and exit code 2."""
    try:
        app(args=_repeated(sys.argv[1:]))
    except LagebildError as error:
        _say_mistake(error)
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
        list[Path], typer.Option(readable=False, help="Files with flight paths, of any format lagebild reads.")
    ] = [],  # noqa: B006
    airspaces: Annotated[
        list[Path], typer.Option(readable=False, help="Files with airspaces: OpenAir, AIXM, KML, GeoPackage, …")
    ] = [],  # noqa: B006
    terrain: Annotated[
        list[Path], typer.Option(readable=False, help="Elevations: GeoTIFF, .hgt, DTED, NetCDF, a folder of tiles, …")
    ] = [],  # noqa: B006
    overlay: Annotated[
        list[Path], typer.Option(readable=False, help="Own vectors and rasters: GeoPackage, Shapefile, GeoTIFF, …")
    ] = [],  # noqa: B006
    reports: Annotated[
        Path | None, typer.Option(readable=False, help="Reports of a dossier: CSV, GeoJSON, a STIX bundle.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title; by default the folder's name.")] = "",
    banner: Annotated[str, typer.Option(help="EINSATZ, ÜBUNG or SYNTHETISCH.")] = "",
    qnh: Annotated[float | None, typer.Option(help="Pressure at sea level in hPa, if known.")] = None,
    site: SiteOption = None,
    day: DayOption = None,
    limit_reference: LimitOption = None,
    column: ColumnOption = [],  # noqa: B006
    crs: CrsOption = None,
    unit: UnitOption = None,
    vertical_datum: DatumOption = None,
    licence: Annotated[str, typer.Option(help="Licence of the files, kept with them.")] = "",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The data is made up: mark it everywhere.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an older picture at this place.")] = False,
) -> None:
    """Make a picture from files and save it."""
    from lagebild.picture import Picture
    from lagebild.readers.dossier import read_dossier
    from lagebild.readers.layers import read_layers
    from lagebild.readers.picture_folder import is_picture
    from lagebild.writers.picture_folder import save_picture

    if not (tracks or airspaces or terrain or overlay or reports):
        raise PictureError("give at least one file: --tracks, --airspaces, --terrain, --overlay or --reports")
    if folder.exists() and is_picture(folder) and not replace:
        raise PictureError(f"{folder} holds a picture already; add --replace to replace it")
    with _progress("Reading") as show:
        layers = read_layers(
            tracks=tracks,
            airspaces=airspaces,
            terrain=terrain,
            said=_said(site, day, limit_reference, column, crs, unit, vertical_datum),
            synthetic=synthetic,
            licence=licence,
            progress=show,
        )
    picture = Picture(title or folder.stem, layers=layers, banner=banner, qnh=qnh)
    for path in overlay:
        picture = picture.add_overlay(path, licence=licence, synthetic=synthetic)
    if reports is not None:
        picture = picture.with_dossier(read_dossier(reports))
    with _progress("Saving") as show:
        save_picture(picture, folder, replace=replace, progress=show)
    for layer in picture.layers:
        _print_report(layer.report, listed=5)
    if reports is not None:
        _print_report(picture.dossier.report, listed=5)
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
    largest_upload: Annotated[
        int, typer.Option(min=1, help="Most megabytes of a file that people may add to their session.")
    ] = 200,
    edit: Annotated[
        bool | None,
        typer.Option(
            "--edit/--no-edit",
            help="Whether people may enter reports, which are kept in the pictures' folders; by default they may on"
            " this machine alone.",
        ),
    ] = None,
    feed: FeedOption = [],  # noqa: B006
    database: DatabaseOption = None,
    store: StoreOption = None,
    keep_days: DaysOption = KEEP_DAYS,
    keep_gigabytes: GigabytesOption = KEEP_GIGABYTES,
    no_store: NoStoreOption = False,
) -> None:
    """Serve pictures as dashboards in the browser; with feeds, one picture with what is received now."""
    from lagebild.picture import open_picture
    from lagebild.readers.basemaps import as_basemaps, read_basemap_config

    basemaps = (*as_basemaps(basemap, shown=True), *(read_basemap_config(config) if config else ()))

    with _progress("Opening") as show:
        pictures = []
        for number, folder in enumerate(folders):
            show(str(folder), number / len(folders))
            pictures.append(open_picture(folder))
    options = (port, address, language, open_browser, allow_origin, basemaps, largest_upload)
    if not feed:
        _run_server(pictures, *options, folders=folders, edit=edit)
        return
    if len(pictures) > 1:
        raise ValidationError(f"feeds belong to one picture, and {len(pictures)} are named")
    keeping = keeping_of(folders[0], store, keep_days, keep_gigabytes, feed, no_store=no_store)
    with made_live(folders[0], pictures[0], feed, database, keeping) as service:
        try:
            _run_server(pictures, *options, folders=folders, edit=edit, live=service)
        finally:
            lost = service.stop()
    if lost:
        raise JournalError(f"{lost} entries could not be written into the log: {service.desk.fault}")


def _run_server(
    pictures: list[Picture],
    port: int,
    address: str,
    language: str,
    open_browser: bool,
    origins: list[str],
    basemaps: Sequence[Basemap] = (),
    largest_upload: int = 200,
    *,
    folders: Sequence[Path],
    edit: bool | None = None,
    live: LiveService | None = None,
) -> None:
    from lagebild.dashboard.server import free_port, make_server

    chosen = port or free_port(address)
    here = address in ("127.0.0.1", "::1", "localhost")
    with _progress("Starting"):
        server, services = make_server(
            list(pictures),
            port=chosen,
            address=address,
            language=language,
            websocket_origins=origins or None,
            basemaps=basemaps,
            largest_upload=largest_upload * 1_000_000,
            folders=[folder if folder.is_dir() else None for folder in folders],
            edit=here if edit is None else edit,
            live=live,
        )
    if live is not None:
        live.start()
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
    pictures = [open_picture(path) for path in built]
    _run_server(pictures, port, address, language, open_browser, [], folders=built)


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(readable=False, help="Files of any known format, pictures, or folders of files.")
    ],
    site: SiteOption = None,
    day: DayOption = None,
    limit_reference: LimitOption = None,
    column: ColumnOption = [],  # noqa: B006
    crs: CrsOption = None,
    unit: UnitOption = None,
    vertical_datum: DatumOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with all findings.")] = False,
) -> None:
    """Read files and say what they hold, what was repaired and what was left out.

    Exit code: 0 nothing to tell, 1 findings, 2 a file that cannot be read.
    """
    from lagebild.readers.check import check_file, files_of

    said = _said(site, day, limit_reference, column, crs, unit, vertical_datum)
    code = 0
    records: list[dict[str, Any]] = []
    for file in (found for given in files for found in files_of(given, said)):
        try:
            with _progress("Reading") as show:
                show(file.name, 0.0)
                contents = check_file(file, said)
        except LagebildError as error:
            _say_mistake(error)
            code = _USER_MISTAKE
            records.append({"file": str(file), "error": str(error), "contents": []})
            continue
        if any(len(content.report.issues) for content in contents):
            code = max(code, _FINDINGS)
        if as_json:
            records.append({"file": str(file), "error": None, "contents": [c.to_record() for c in contents]})
            continue
        for content in contents:
            _print_checked(content)
    if as_json:
        typer.echo(json.dumps({"files": records}, indent=2, ensure_ascii=False))
    if code:
        raise typer.Exit(code)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(readable=False, help="File of flight paths or airspaces.")],
    target: Annotated[Path, typer.Argument(readable=False, help="File to write; its ending tells the format.")],
    to: Annotated[str | None, typer.Option("--to", help="Format, such as CSV, where the ending does not tell.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file at the target.")] = False,
    site: SiteOption = None,
    day: DayOption = None,
    limit_reference: LimitOption = None,
    column: ColumnOption = [],  # noqa: B006
) -> None:
    """Write a file's flight paths or airspaces in another format; say what was lost on the way.

    Exit code: 0 nothing to tell, 1 findings, 2 a file that cannot be read or written.
    """
    from lagebild.errors import FileFormatError
    from lagebild.model.airspaces import Airspaces
    from lagebild.model.report import ReadReport, issue_table
    from lagebild.model.tracks import Tracks
    from lagebild.readers.any_file import read_any
    from lagebild.writers.export import write_airspaces, write_tracks

    with _progress("Converting") as show:
        show(source.name, 0.0)
        content = read_any(source, _said(site, day, limit_reference, column))
        if isinstance(content, Tracks):
            found = write_tracks(content, target, to, overwrite=overwrite)
        elif isinstance(content, Airspaces):
            found = write_airspaces(content, target, to, overwrite=overwrite)
        else:
            raise FileFormatError(f"{source} holds neither flight paths nor airspaces, so it is not converted")
    _print_report(content.report, listed=_LISTED_ISSUES)
    _OUT.print(f"{target}: written, {len(found)} findings", markup=False, soft_wrap=True)
    if found:
        _print_findings(ReadReport(issues=issue_table(found)), listed=_LISTED_ISSUES)
    if found or len(content.report.issues):
        raise typer.Exit(_FINDINGS)


@app.command()
def page(
    folder: Annotated[Path, typer.Argument(readable=False, help="Folder or .zip file of a picture.")],
    out: Annotated[Path, typer.Option(help="File to write, .html.")],
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
    units: Annotated[str, typer.Option(help="aviation or metric.")] = "aviation",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file at the target.")] = False,
) -> None:
    """Write a picture as one HTML file that is read offline, handed on and printed."""
    from lagebild.picture import open_picture
    from lagebild.views.picture_page import write_page

    with _progress("Writing") as show:
        show(str(out), 0.0)
        write_page(open_picture(folder), out, language=language, units=units, overwrite=overwrite)  # type: ignore[arg-type]
    _OUT.print(f"{out}: written, {out.stat().st_size / 1e6:.1f} MB", markup=False, soft_wrap=True)


@app.command()
def dossier(
    source: Annotated[
        Path, typer.Argument(readable=False, help="Reports: CSV, GeoJSON, a STIX bundle, or a picture that has some.")
    ],
    target: Annotated[
        Path | None, typer.Argument(help="File to write: .csv, .geojson or .json (STIX 2.1); none: only look.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file at the target.")] = False,
) -> None:
    """Read a dossier's reports, say what was left out, and write them in another format.

    Exit code: 0 nothing to tell, 1 findings, 2 a file that cannot be read or written.
    """
    from lagebild.readers.dossier import read_dossier
    from lagebild.readers.picture_folder import is_picture, read_picture
    from lagebild.writers.dossier import write_dossier

    found = read_picture(source).dossier if source.exists() and is_picture(source) else read_dossier(source)
    _print_report(found.report, listed=_LISTED_ISSUES)
    _OUT.print(f"{source}: {found!r}", markup=False, soft_wrap=True)
    if target is not None:
        write_dossier(found, target, overwrite=overwrite)
        _OUT.print(f"{target}: written", markup=False, soft_wrap=True)
    if len(found.report.issues):
        raise typer.Exit(_FINDINGS)


fetch = typer.Typer(help="Bring data from other machines; nothing else ever leaves this one.", no_args_is_help=True)
app.add_typer(fetch, name="fetch")


@fetch.command("terrain")
def fetch_elevations(
    bbox: Annotated[tuple[float, float, float, float], typer.Option(help="West, south, east, north in degrees.")],
    to: Annotated[Path, typer.Option(help="Folder for the tiles.")],
    base_url: Annotated[str | None, typer.Option(help="A mirror with the layout of the public bucket.")] = None,
) -> None:
    """Fetch tiles of the Copernicus elevation model (30 m) that cover a box; run it again to go on."""
    from lagebild.fetching.terrain import BASE_URL, fetch_terrain, tile_names, tile_sizes

    address = base_url or BASE_URL
    names = tile_names(*bbox)
    with _progress("Asking") as show:
        sizes = tile_sizes(names, address, progress=show)
    known = [size for size in sizes.values() if size is not None]
    typer.echo(f"{len(known)} tiles, {sum(known) / 1e6:.1f} MB, from {address}")
    with _progress("Fetching") as show:
        found = fetch_terrain(sizes, to, base_url=address, progress=show)
    typer.echo(f"{len(found.files)} tiles in {to}")
    if found.missing:
        typer.echo(f"There is none for {len(found.missing)}: open sea, or left out of the model")


@fetch.command("aircraft")
def fetch_snapshot(
    url: Annotated[str, typer.Argument(help="Such as http://receiver/data/aircraft.json.")],
    to: Annotated[Path, typer.Option(help="File that the snapshot is appended to.")],
) -> None:
    """Fetch one snapshot of all aircraft from a receiver with readsb; repeat it to make flights."""
    from lagebild.fetching.aircraft import fetch_aircraft

    with _progress("Fetching") as show:
        show(url, 0.0)
        count = fetch_aircraft(url, to)
    typer.echo(f"{count} aircraft appended to {to}")


def _said(
    site: str | None,
    day: str | None,
    limit_reference: str | None,
    columns: Sequence[str],
    crs: str | None = None,
    unit: str | None = None,
    vertical_datum: str | None = None,
) -> Said:
    from lagebild.readers.any_file import Said

    for text in columns:
        if not all(text.partition("=")):
            raise ValidationError(f"--column is a meaning and a column, such as upper=CEILING, not {text!r:.80}")
    return Said(
        site=_site(site),
        day=_day(day),
        limit_reference=limit_reference,
        columns=dict(text.split("=", 1) for text in columns),
        crs=crs,
        unit=unit,
        vertical_datum=vertical_datum,
    )


def _site(text: str | None) -> Site | None:
    """Read `longitude,latitude` or `longitude,latitude,height`."""
    from lagebild.readers.format import Site

    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
        longitude, latitude, height = (*numbers, 0.0) if len(numbers) == 2 else numbers
    except ValueError as error:
        raise ValidationError(f"--site is longitude,latitude or longitude,latitude,height, not {text!r:.80}") from error
    return Site(longitude=longitude, latitude=latitude, height_ellipsoid=height)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(f"--day is a date such as 2026-05-12, not {text!r:.80}") from error


def _say_mistake(error: LagebildError) -> None:
    _ERR.print(f"lagebild: {error}", style="red", markup=False, soft_wrap=True)


def _print_checked(content: Checked) -> None:
    _OUT.print(content.report.summary, markup=False, soft_wrap=True)
    said = [content.kind if content.count is None else f"{content.count} {content.kind}"]
    if content.time_range is not None:
        said.append(" to ".join(f"{moment:%Y-%m-%d %H:%M:%S}Z" for moment in content.time_range))
    if content.extent is not None:
        said.append("extent {:.4f} {:.4f} {:.4f} {:.4f}".format(*content.extent))
    if content.height_references:
        said.append("heights " + ", ".join(content.height_references))
    _OUT.print("  " + "; ".join(map(harmless, said)), markup=False, soft_wrap=True)
    _print_findings(content.report, listed=_LISTED_ISSUES)


def _print_report(report: ReadReport, *, listed: int) -> None:
    _OUT.print(report.summary, markup=False, soft_wrap=True)
    _print_findings(report, listed=listed)


def _print_findings(report: ReadReport, *, listed: int) -> None:
    for issue in report.gravest_first.head(listed).to_dict("records"):
        line, record = (_number(issue[name]) for name in ("line", "record"))
        place = f"line {line}" if line is not None else f"record {record}" if record is not None else ""
        _OUT.print(f"  {place:<12} {issue['severity']:<12} {harmless(issue['reason'])}", markup=False, soft_wrap=True)
    if len(report.issues) > listed:
        _OUT.print(f"  … and {len(report.issues) - listed} more", markup=False)


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value == value else None


if __name__ == "__main__":
    main()
