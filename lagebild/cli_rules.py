"""`lagebild rules`: what a picture's watch raises alerts for; each change is an entry of its log."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lagebild.cli_journal import DatabaseOption, FolderArgument, moment_of, opened_log
from lagebild.cli_watch import StoreOption, store_of
from lagebild.errors import MissingFileError, ValidationError
from lagebild.terminal import OUT, harmless

if TYPE_CHECKING:
    from lagebild.journal.journal import Journal
    from lagebild.live.alerts import AlertBook

__all__ = ["app"]

app = typer.Typer(help="The rules of a picture's alerts; a watch that is running takes them over within a moment.")

WhoOption = Annotated[str | None, typer.Option(help="Who says so; none: the user of this machine.")]


@app.command("list")
def list_rules(folder: FolderArgument, database: DatabaseOption = None) -> None:
    """Show the rules in force."""
    from lagebild.model.alert_rule import DEFAULT_RULES

    with opened_log(folder, database, may_be_new=True) as journal:
        book = _rules_of(journal)
    for rule in book.rules if book.has_rules else DEFAULT_RULES:
        told = {name: value for name, value in rule.to_record().items() if name not in ("id", "kind")}
        said = "  ".join(f"{name}={value}" for name, value in told.items() if value != "")
        OUT.print(harmless(f"{rule.id}  {rule.kind}  {said}"), markup=False, soft_wrap=True)


@app.command()
def add(
    folder: FolderArgument,
    rule_id: Annotated[str, typer.Argument(help="Its name, without blanks; one that is there is replaced.")],
    kind: Annotated[str, typer.Option(help="airspace, low, proximity, signal_lost, area_empty or squawk.")],
    name: Annotated[str, typer.Option(help="What people call it.")] = "",
    airspace: Annotated[str, typer.Option(help="airspace_id; for other kinds: only aircraft in it count.")] = "",
    undetermined: Annotated[bool, typer.Option(help="Also where heights are too uncertain to say.")] = False,
    below: Annotated[float, typer.Option(help="Metres above ground, of `low`.")] = 150.0,
    horizontal: Annotated[float, typer.Option(help="Metres, of `proximity`.")] = 9260.0,
    vertical: Annotated[float, typer.Option(help="Metres, of `proximity`.")] = 304.8,
    seconds: Annotated[float, typer.Option(help="Of `signal_lost` and `area_empty`.")] = 60.0,
    squawk: Annotated[list[str], typer.Option(help="Code, of `squawk`; repeatable. None: 7500, 7600, 7700.")] = [],  # noqa: B006
    who: WhoOption = None,
    database: DatabaseOption = None,
) -> None:
    """Add a rule, or replace one."""
    from lagebild.live.alerts import entry_of_rule
    from lagebild.model.alert_rule import DEFAULT_RULES, EMERGENCY_SQUAWKS, AlertRule

    rule = AlertRule.from_record(
        {
            "id": rule_id,
            "kind": kind,
            "name": name,
            "airspace": airspace,
            "undetermined": undetermined,
            "below": below,
            "horizontal": horizontal,
            "vertical": vertical,
            "seconds": seconds,
            "squawks": squawk or EMERGENCY_SQUAWKS,
        }
    )
    if airspace:
        _check_airspace(folder, airspace)
    with opened_log(folder, database, may_be_new=True) as journal:
        # who adds the first rule does not mean to give up the ones that were there without being told
        before = () if _rules_of(journal).has_rules else DEFAULT_RULES
        first = [entry_of_rule(one, "lagebild") for one in before if one.id != rule.id]
        written = journal.append(*first, entry_of_rule(rule, who or getpass.getuser()))[-1]
    OUT.print(harmless(written.text), markup=False, soft_wrap=True)


@app.command()
def remove(
    folder: FolderArgument,
    rule_id: Annotated[str, typer.Argument(help="Its name.")],
    who: WhoOption = None,
    database: DatabaseOption = None,
) -> None:
    """Take a rule away."""
    from lagebild.live.alerts import removal_of_rule
    from lagebild.model.alert_rule import DEFAULT_RULES

    with opened_log(folder, database, may_be_new=True) as journal:
        book = _rules_of(journal)
        rules = book.rules if book.has_rules else DEFAULT_RULES
        found = next((rule for rule in rules if rule.id == rule_id), None)
        if found is None:
            known = ", ".join(rule.id for rule in rules) or "none"
            raise ValidationError(f"there is no rule {rule_id!r:.90}; there are: {known}")
        written = journal.append(removal_of_rule(found, who or getpass.getuser()))[0]
    OUT.print(harmless(written.text), markup=False, soft_wrap=True)


@app.command("try")
def try_rules(
    folder: FolderArgument,
    rule_id: Annotated[str | None, typer.Argument(help="Only this rule; none: all of them.")] = None,
    since: Annotated[str | None, typer.Option(help="From when on, such as 2026-05-12T08:00Z; none: a day ago.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to when; none: now.")] = None,
    store: StoreOption = None,
    database: DatabaseOption = None,
) -> None:
    """Say what rules would have raised of what was received; nothing is entered into the log."""
    from datetime import UTC, datetime, timedelta

    from lagebild.live.alerts import sentence_of
    from lagebild.live.event import Phase
    from lagebild.live.received_store import received_between
    from lagebild.live.trial import tried
    from lagebild.model.alert_rule import DEFAULT_RULES
    from lagebild.picture import open_picture

    end = moment_of("--until", until) or datetime.now(UTC)
    start = moment_of("--since", since) or end - timedelta(days=1)
    place = store_of(folder, store)
    if not place.is_dir():
        raise MissingFileError(f"{place} is not there: nothing was received yet, or it was kept elsewhere (--store)")
    with opened_log(folder, database, may_be_new=True) as journal:
        book = _rules_of(journal)
    rules = [rule for rule in book.rules or DEFAULT_RULES if rule_id in (None, rule.id)]
    if not rules:
        raise ValidationError(f"there is no rule {rule_id!r:.90}")
    picture = open_picture(folder)
    received = list(received_between(place, start.timestamp(), end.timestamp()))
    events = tried(rules, received, picture.airspaces, picture.terrain, picture.qnh)
    for event in events:
        OUT.print(harmless(sentence_of(event)), markup=False, soft_wrap=True)
    begun = sum(event.phase is Phase.BEGUN for event in events)
    messages = sum(len(seen) for _, seen in received)
    OUT.print(f"{begun} alerts of {messages} messages", markup=False, soft_wrap=True)


def _rules_of(journal: Journal) -> AlertBook:
    from lagebild.journal.entry import EntryKind
    from lagebild.live.alerts import AlertBook

    return AlertBook(journal.entries(kinds=[EntryKind.RULE]))


def _check_airspace(folder: Path, airspace: str) -> None:
    from lagebild.picture import open_picture

    known = open_picture(folder).airspaces.frame["airspace_id"].tolist()
    if airspace not in known:
        some = ", ".join(known[:10]) or "none"
        raise ValidationError(f"the picture has no airspace {airspace!r:.90}; there are: {some}")
