"""What is known of an actor, a site or an aircraft type, as HTML; every text escaped."""

from __future__ import annotations

from html import escape

from lagebild.model.actors import Actor, ActorKind, Site
from lagebild.model.dossier_objects import ObjectKey, ObjectKind, reports_naming
from lagebild.model.picture import PictureContent
from lagebild.model.platforms import Platform, PlatformField, PlatformValue, Qualifier
from lagebild.model.relations import RelationKind
from lagebild.model.standing import standing
from lagebild.views.formats import Formats
from lagebild.views.i18n import Translate
from lagebild.views.report_words import place_precision_text, relation_words
from lagebild.views.timeline_figure import STANDINGS, standing_text

__all__ = ["field_text", "object_facts", "value_text"]


def object_facts(picture: PictureContent, key: ObjectKey, formats: Formats) -> str:
    """Describe an object: what it is, what it belongs to, how its reports stand; of a type all published values."""
    t, dossier = formats.translate, picture.dossier
    parts: list[str] = []
    if key.kind is ObjectKind.ACTOR and dossier.has_actor(key.id):
        parts += _actor(picture, dossier.actor(key.id), formats)
    elif key.kind is ObjectKind.SITE and dossier.has_site(key.id):
        parts += _site(picture, dossier.site(key.id), formats)
    elif key.kind is ObjectKind.PLATFORM and picture.platforms.has_key(key.id):
        parts += _platform(picture.platforms.of_key(key.id), formats)
    else:
        parts.append(_line(t("This type is not in the catalogue.")))
    return "".join([_standings(picture, key, formats), *parts])


def _standings(picture: PictureContent, key: ObjectKey, formats: Formats) -> str:
    t = formats.translate
    words = standing(picture.dossier).set_index("id")["standing"]
    named = reports_naming(picture.dossier, key)["id"]
    counts = words[words.index.isin(named)].value_counts()
    told = [f"{counts[word]} {standing_text(word, t)}" for word in STANDINGS if word in counts]
    count = t("1 report") if len(named) == 1 else t("{count} reports").format(count=formats.number(len(named)))
    return f"<p style='margin:4px 0'><b>{escape(count)}</b>{escape(': ' if told else '')}{escape(', '.join(told))}</p>"


def _actor(picture: PictureContent, actor: Actor, formats: Formats) -> list[str]:
    t, dossier, language = formats.translate, picture.dossier, formats.language
    rows = [_line(", ".join(part for part in (_kind(actor.kind, t), actor.country) if part)), _line(actor.note)]
    for relation in dossier.relation_values:
        if relation.kind is not RelationKind.PART_OF or actor.id not in (relation.source_id, relation.target_id):
            continue
        back = relation.target_id == actor.id
        other = dossier.actor(relation.source_id if back else relation.target_id).name_in(language)
        rows.append(_line(f"{relation_words(str(relation.kind), t, back=back)}: {other}", relation.note))
    sites = [site.name_in(language) for site in dossier.site_values if actor.id in site.actors]
    return [*rows, _line(f"{t('Sites')}: {', '.join(sites)}" if sites else "")]


def _site(picture: PictureContent, site: Site, formats: Formats) -> list[str]:
    t, place = formats.translate, site.place
    actors = [picture.dossier.actor(one).name_in(formats.language) for one in site.actors]
    precision = "" if place.precision is None else place_precision_text(str(place.precision), t)
    where = "" if place.longitude is None or place.latitude is None else formats.place(place.longitude, place.latitude)
    return [
        _line(f"{t('Place')}: {place.name}" if place.name else "", precision),
        _line(where),
        _line(f"{t('Actors')}: {', '.join(actors)}" if actors else ""),
        _line(site.note),
    ]


def _platform(platform: Platform, formats: Formats) -> list[str]:
    t = formats.translate
    rows = []
    for field in PlatformField:
        values = platform.of_field(field)
        told = "<br>".join(_published(one, formats) for one in values) or f"<i>{escape(t('not found'))}</i>"
        rows.append(
            f"<tr><th scope='row' style='text-align:left;vertical-align:top;padding:2px 8px 2px 0'>"
            f"{escape(field_text(field, t))}</th><td style='padding:2px 0'>{told}</td></tr>"
        )
    return [
        _line(platform.manufacturer),
        _line(platform.note),
        f"<table style='font-size:12px;border-collapse:collapse'>{''.join(rows)}</table>",
    ]


def _published(one: PlatformValue, formats: Formats) -> str:
    note = ", ".join(part for part in (one.variant, one.source.name) if part)
    return f"{escape(value_text(one, formats))} <small>({escape(note)})</small>"


def value_text(one: PlatformValue, formats: Formats) -> str:
    """Write a published value with its unit, as its source means it."""
    t = formats.translate
    if one.value is None:
        return one.text
    number = formats.number(one.value, _digits(one.value))
    if one.value_high is not None:
        number = f"{number}–{formats.number(one.value_high, _digits(one.value_high))}"
    before = {
        Qualifier.AT_MOST: t("at most"),
        Qualifier.ABOUT: t("about"),
        Qualifier.RECORD: t("record"),
        Qualifier.DESIGN: t("by design"),
        Qualifier.OPERATING: t("in operation"),
    }.get(one.qualifier, "")
    return " ".join(part for part in (before, number, one.unit, f"– {one.text}" if one.text else "") if part)


def field_text(field: PlatformField | str, t: Translate) -> str:
    """Name what is published of a type."""
    return {
        "endurance": t("Endurance"),
        "cruise_speed": t("Cruise speed"),
        "max_speed": t("Highest speed"),
        "ceiling": t("Ceiling"),
        "link_range": t("Range of the data link"),
        "wingspan": t("Wingspan"),
        "mtow": t("Take-off mass"),
        "holdings": t("Holdings"),
    }.get(str(field), str(field))


def _kind(kind: ActorKind, t: Translate) -> str:
    return {
        ActorKind.STATE: t("state"),
        ActorKind.AUTHORITY: t("authority"),
        ActorKind.ARMED_FORCE: t("armed force"),
        ActorKind.COMPANY: t("company"),
        ActorKind.JOINT_VENTURE: t("joint venture"),
        ActorKind.PLANT: t("plant"),
    }.get(kind, "")


def _digits(value: float) -> int:
    return 0 if float(value).is_integer() else 1


def _line(text: str, note: str = "") -> str:
    if not text:
        return ""
    return f"<div style='margin:2px 0'>{escape(text)}{f' <small>({escape(note)})</small>' if note else ''}</div>"
