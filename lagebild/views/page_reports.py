"""The dossier on a picture's page: contradictions first, then every report with what others say to it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lagebild.model.dossier import Dossier
from lagebild.model.dossier_objects import ObjectKey, ObjectKind
from lagebild.model.picture import PictureContent
from lagebild.model.platforms import PlatformField, Platforms
from lagebild.model.standing import standing
from lagebild.views.formats import Formats
from lagebild.views.object_facts import field_text, object_facts, value_text
from lagebild.views.page_parts import Html, facts, link, section, table, text
from lagebild.views.report_details import titled
from lagebild.views.report_words import Row, date_text, grade_text, place_precision_text, relation_words, status_text
from lagebild.views.timeline_figure import STANDINGS, standing_text
from lagebild.views.topics import topics_text

__all__ = ["objects_section", "platforms_section", "reports_sections"]


def reports_sections(dossier: Dossier, formats: Formats) -> Html:
    """Lay out contradictions and reports; nothing where there are none."""
    if not len(dossier):
        return Html("")
    t = formats.translate
    rows = {str(row["id"]): row for row in dossier.reports.to_dict("records")}
    anchors = {name: f"m-{number}" for number, name in enumerate(rows, 1)}
    words = standing(dossier).set_index("id")["standing"]
    counts = ", ".join(f"{(words == one).sum()} {standing_text(one, t)}" for one in STANDINGS if (words == one).any())
    in_time = sorted(rows, key=lambda name: (pd.isna(rows[name]["date_from"]), rows[name]["date_from"], anchors[name]))
    reports = [_report(dossier, rows[name], rows, anchors, str(words[name]), formats) for name in in_time]
    told = t("Nothing is weighed here: each report stands with its source, its grade and what others say to it.")
    return Html(
        _contradictions(dossier, rows, anchors, formats)
        + section("reports", t("Reports"), Html(f"<p>{text(counts)}. {text(told)}</p>"), *reports)
    )


def _contradictions(dossier: Dossier, rows: Mapping[str, Row], anchors: Mapping[str, str], formats: Formats) -> Html:
    t, relations = formats.translate, dossier.relations
    pairs = relations[(relations["kind"] == "contradicts") & relations["from"].isin(rows) & relations["to"].isin(rows)]
    if not len(pairs):
        return Html("")
    cells = [
        [_named(rows[to], anchors[to], formats), _named(rows[since], anchors[since], formats), note or ""]
        for since, to, note in pairs[["from", "to", "note"]].itertuples(index=False)
    ]
    return section(
        "contradictions", t("Contradictions"), table([t("Report"), t("is contradicted by"), t("Note")], cells)
    )


def _named(row: Row, anchor: str, formats: Formats) -> Html:
    grade = f"{row['reliability']}{row['credibility']}"
    return Html(
        f"<a href='#{anchor}'>{text(titled(row, formats.language))}</a><br>"
        f"<small>{text(row['source'])}, {text(grade)}</small>"
    )


def _report(
    dossier: Dossier,
    row: Row,
    rows: Mapping[str, Row],
    anchors: Mapping[str, str],
    standing_word: str,
    formats: Formats,
) -> Html:
    t, language, name = formats.translate, formats.language, str(row["id"])
    one = dossier.of_id(name)
    grade = f"{row['reliability']}{row['credibility']}"
    precision = place_precision_text(str(row["place_precision"]), t)
    place = f"{row['place']} ({precision})" if row["place"] and precision else str(row["place"])
    source = Html(", ".join(text(part) for part in (row["source"], row["source_date"]) if part))
    recorded = ", ".join(part for part in (formats.time(row["recorded_at"]), row["recorded_by"]) if part)
    told = facts(
        [
            (t("Standing"), Html(f"<span class='standing'>{text(standing_text(standing_word, t))}</span>")),
            (t("Date"), date_text(row, t)),
            (t("Place"), place),
            (t("Actors"), "; ".join(dossier.actor(key).name_in(language) for key in one.actors)),
            (t("Sites"), "; ".join(dossier.site(key).name_in(language) for key in one.sites)),
            (t("Topics"), topics_text(str(row["topics"]), t)),
            (t("Status"), status_text(str(row["status"]), t)),
            (t("Source"), source),
            (t("Link"), link(str(row["source_link"])) if row["source_link"] else ""),
            (t("Grade"), Html(f"<span class='grade'>{text(grade)}</span> {text(grade_text(row, t))}")),
            (t("Recorded"), recorded),
            *_said(dossier, name, rows, anchors, formats),
        ]
    )
    body = one.worded(language)
    return Html(
        f"<article id='{anchors[name]}'><h3>{text(titled(row, language))}</h3>"
        + (f"<p class='text'>{text(body)}</p>" if body else "")
        + f"{told}</article>"
    )


def _said(
    dossier: Dossier, name: str, rows: Mapping[str, Row], anchors: Mapping[str, str], formats: Formats
) -> list[tuple[str, Html]]:
    """What others say to a report, and it to them."""
    t, relations, said = formats.translate, dossier.relations, []
    for back, end, other in ((True, "to", "from"), (False, "from", "to")):
        for kind, those in relations[(relations[end] == name) & relations[other].isin(rows)].groupby(
            "kind", sort=False
        ):
            named = [_named(rows[one], anchors[one], formats) for one in those[other]]
            said.append((relation_words(str(kind), t, back=back), Html("<br>".join(named))))
    return said


def objects_section(picture: PictureContent, formats: Formats) -> Html:
    """Lay out actors and sites with what is known of them."""
    dossier, t = picture.dossier, formats.translate
    keys = [
        *((ObjectKey(ObjectKind.ACTOR, one.id), one.name_in(formats.language)) for one in dossier.actor_values),
        *((ObjectKey(ObjectKind.SITE, one.id), one.name_in(formats.language)) for one in dossier.site_values),
    ]
    if not keys:
        return Html("")
    rows = [
        (
            Html(f"<b>{text(name)}</b>"),
            Html(object_facts(picture, key, formats)),
        )
        for key, name in keys
    ]
    return section("objects", t("Actors and sites"), table([t("Name"), t("Known")], rows))


def platforms_section(platforms: Platforms, formats: Formats) -> Html:
    """Lay out each type with all published values; what nobody found says so."""
    t = formats.translate
    if not len(platforms):
        return Html("")
    parts: list[str] = []
    for one in platforms:
        rows = []
        for field in PlatformField:
            values = one.of_field(field)
            rows += [(field_text(field, t), value_text(v, formats), v.variant, _origin(v.source)) for v in values]
            if not values:
                rows.append((field_text(field, t), Html(f"<i>{text(t('not found'))}</i>"), "", Html("")))
        about = ", ".join(part for part in (one.manufacturer, one.note) if part)
        parts.append(Html(f"<h3>{text(one.name_in(formats.language))}</h3><p class='faint'>{text(about)}</p>"))
        parts.append(table([t("Property"), t("Value"), t("Variant"), t("Source")], rows))
    return section("types", t("Aircraft types"), *parts)


def _origin(source: object) -> Html:
    name, url = getattr(source, "name", ""), getattr(source, "link", "")
    return Html(f"{text(name)}{' ' if url else ''}{link(url) if url else ''}")
