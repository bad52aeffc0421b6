"""A picture as one HTML file: read offline, handed on by mail, printed; it asks nobody for anything."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from lagebild.errors import ValidationError
from lagebild.model.fingerprint import fingerprint
from lagebild.model.layers import Layer
from lagebild.model.picture import PictureContent
from lagebild.model.provenance import SYNTHETIC
from lagebild.views.formats import Formats, Units
from lagebild.views.opening import opening_time, opening_trail
from lagebild.views.page_parts import Html, facts, section, table, text
from lagebild.views.page_reports import objects_section, platforms_section, reports_sections
from lagebild.views.page_style import PAGE_STYLE
from lagebild.views.static_picture import StillView, static_svg
from lagebild.writers.whole_file import written_whole

__all__ = ["page_html", "write_page"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def write_page(
    picture: PictureContent,
    path: str | os.PathLike[str],
    *,
    language: str = "de",
    units: Units = "aviation",
    overwrite: bool = False,
) -> None:
    """Write a picture as one HTML file: map, reports with grades and sources, types, where each layer is from.

    The file needs no network and no script; it is fit for screens by day and night and for paper (A4).

    Parameters
    ----------
    picture
        The picture, or a snapshot of one.
    path
        Ends in `.html`.
    language, units
        Of the reader: `de` or `en`, `aviation` or `metric`.
    overwrite
        Replace a file at that place; otherwise it is refused.

    Raises
    ------
    ValidationError
        If it is no picture, or language, units or the ending are others.
    WriteError
        If a file is there already, or it cannot be written.
    """
    if not isinstance(picture, PictureContent):
        raise ValidationError(f"a page is made of a picture, not of {type(picture).__name__}")
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise ValidationError(f"a page is written to .html, not to {target.name!r:.200}")
    page = page_html(picture, Formats(language=language, units=units), made_at=datetime.now(UTC))
    written_whole(target, lambda made: made.write_text(page, encoding="utf-8"), overwrite=overwrite)


def page_html(picture: PictureContent, formats: Formats, *, made_at: datetime) -> str:
    """Return the page; equal pictures give equal pages of one moment."""
    t = formats.translate
    sections = [
        _map(picture, formats),
        _numbers(picture, formats),
        reports_sections(picture.dossier, formats),
        objects_section(picture, formats),
        platforms_section(picture.platforms, formats),
        _layers(picture, formats),
        _reading(formats),
    ]
    marking = f"<div class='marking' role='note'>{text(picture.marking)}</div>" if picture.marking else ""
    return (
        f"<!DOCTYPE html>\n<html lang='{formats.language}'><head><meta charset='utf-8'>"
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta name='referrer' content='no-referrer'><meta name='generator' content='lagebild'>"
        f"<title>{text(picture.title)}</title><style>{PAGE_STYLE}</style></head>"
        f"<body class='{'marked' if marking else ''}'>{marking}{_head(picture, formats, made_at)}"
        f"{_contents(picture, formats)}<main>{''.join(sections)}</main>"
        f"<footer><small>{text(t('Made by lagebild'))}</small></footer></body></html>\n"
    )


def _head(picture: PictureContent, formats: Formats, made_at: datetime) -> Html:
    t, snapshot = formats.translate, picture.snapshot_of
    times = picture.time_range
    rows = [
        (t("Snapshot as of"), "" if snapshot is None else _both(pd.Timestamp(snapshot.as_of), formats)),
        (t("Time range"), "" if times is None else " – ".join(formats.time(one) for one in times)),
        (t("Page made"), _both(pd.Timestamp(made_at), formats)),
        (t("Fingerprint"), Html(f"<span class='hash'>{fingerprint(picture)}</span>")),
        (t("Note"), picture.notes),
    ]
    return Html(f"<header><h1>{text(picture.title)}</h1>{facts(rows)}</header>")


def _both(moment: pd.Timestamp, formats: Formats) -> str:
    """Write a moment in UTC and in the local time of this machine."""
    local = moment.tz_convert("UTC").to_pydatetime(warn=False).astimezone()
    zone = local.strftime("%z")
    clock = f"{local:%H:%M} {formats.translate('local time')} (UTC{zone[:3]}:{zone[3:]})"
    return f"{formats.time(moment)}, {clock}"


def _contents(picture: PictureContent, formats: Formats) -> Html:
    t, dossier = formats.translate, picture.dossier
    has_contradictions = (dossier.relations["kind"] == "contradicts").any()
    items = [
        ("map", t("Map"), True),
        ("numbers", t("Numbers"), True),
        ("contradictions", t("Contradictions"), has_contradictions),
        ("reports", t("Reports"), len(dossier)),
        ("objects", t("Actors and sites"), len(dossier.actor_values) + len(dossier.site_values)),
        ("types", t("Aircraft types"), len(picture.platforms)),
        ("layers", t("Layers and their sources"), True),
        ("reading", t("How to read it"), True),
    ]
    links = "".join(f"<li><a href='#{name}'>{text(title)}</a></li>" for name, title, there in items if there)
    return Html(f"<nav aria-label='{text(t('Contents'))}'><ul>{links}</ul></nav>")


def _map(picture: PictureContent, formats: Formats) -> Html:
    t, opening = formats.translate, opening_time(picture)
    moment = None if opening is None else pd.Timestamp(round(opening * 1e6), unit="ns", tz="UTC")
    view = StillView(time=moment, trail=opening_trail(picture))
    said = t("Numbers in circles: reports that name the place; the dashed circle says how exactly it is known.")
    svg = static_svg(picture, view, formats, note=said if len(picture.dossier) else "")
    return section("map", t("Map"), Html(f"<figure>{svg}</figure>"))


def _numbers(picture: PictureContent, formats: Formats) -> Html:
    t, number = formats.translate, formats.number
    counts = [
        (t("Flights"), len(picture.tracks)),
        (t("Airspaces"), len(picture.airspaces)),
        (t("Stations"), len(picture.stations)),
        (t("Reports"), len(picture.dossier)),
        (t("Actors"), len(picture.dossier.actor_values)),
        (t("Aircraft types"), len(picture.platforms)),
        (t("Layers"), len(picture.layers)),
    ]
    items = "".join(f"<li><b>{number(count)}</b>{text(label)}</li>" for label, count in counts if count)
    return section("numbers", t("Numbers"), Html(f"<ul class='numbers'>{items}</ul>"))


def _layers(picture: PictureContent, formats: Formats) -> Html:
    t = formats.translate
    titles = [t("Layer"), t("Source"), t("Licence"), t("Records"), "SHA-256"]
    return section(
        "layers", t("Layers and their sources"), table(titles, [_layer(layer, formats) for layer in picture.layers])
    )


def _layer(layer: Layer, formats: Formats) -> list[str]:
    t, origin, report, number = formats.translate, layer.provenance, layer.report, formats.number
    marked = f"<br><b>{SYNTHETIC}</b>" if origin.synthetic else ""
    read = t("read at {time}").format(time=formats.time(pd.Timestamp(origin.read_at))) if origin.read_at else ""
    source = Html("<br>".join(text(one) for one in (origin.source, origin.attribution, read) if one))
    counts = ""
    if report.records:
        counts = t("{records}: {kept} kept, {repaired} repaired, {left_out} left out").format(
            records=number(report.records),
            kept=number(report.kept),
            repaired=number(report.repaired),
            left_out=number(report.quarantined),
        )
    name = Html(
        f"<b>{text(layer.name or layer.id)}</b>{marked}"
        + (f"<br><small>{text(layer.note)}</small>" if layer.note else "")
    )
    return [name, source, origin.licence, counts, Html(f"<span class='hash'>{text(origin.sha256)}</span>")]


def _reading(formats: Formats) -> Html:
    t = formats.translate
    said = [
        t("Times are UTC. Dates of reports are as exact as their sources: a month is a month."),
        t("Places are circles of how exactly they are known, never finer than their source."),
        t("Heights name their reference: above sea level (AMSL), above ground (AGL), flight levels (FL)."),
        t("Grades: a letter for the reliability of the source (A to F), a digit for the credibility (1 to 6)."),
        t("Published values of types stand side by side with their sources; none is preferred."),
    ]  # fmt: skip
    return section("reading", t("How to read it"), Html(f"<ul>{''.join(f'<li>{text(one)}</li>' for one in said)}</ul>"))
