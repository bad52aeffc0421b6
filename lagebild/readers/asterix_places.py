"""Where ASTERIX target reports are, and which flight each belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lagebild.errors import FileFormatError
from lagebild.messages import Message
from lagebild.readers.files import Ledger
from lagebild.readers.format import Site
from lagebild.readers.radar_geometry import from_cartesian, from_polar
from lagebild.readers.track_assembly import flight_numbers

__all__ = ["flight_names", "placed"]

_RADAR = 48
_PAUSE = pd.Timedelta(minutes=10)


def placed(
    frame: pd.DataFrame,
    sites: dict[tuple[int, int], Site],
    given: Site | None,
    *,
    path: Path,
    name: str,
    ledger: Ledger,
) -> tuple[pd.DataFrame, dict[int, Message]]:
    """Give radar plots their longitude and latitude.

    Parameters
    ----------
    frame
        Records of all categories; see `asterix_items.columns_of`.
    sites
        Of the radars (SAC, SIC) that tell theirs.
    given
        The site that the user names.
    path, name
        Of the file and its format, for sentences.
    ledger
        Hears of plots without a height.

    Returns
    -------
    frame, reasons
        With the places; rows that have none, and why.
    """
    radar = (frame["category"] == _RADAR).to_numpy()
    frame = frame.assign(
        longitude=frame.get("longitude", pd.Series(np.nan, index=frame.index)),
        latitude=frame.get("latitude", pd.Series(np.nan, index=frame.index)),
    )
    reasons: dict[int, Message] = {}
    named = radar & frame["sac"].notna().to_numpy()
    sources = list(dict.fromkeys(zip(frame["sac"][named], frame["sic"][named], strict=True)))
    lost = [source for source in sources if source not in sites]
    if lost and lost == sources and given is None and radar.all():
        raise FileFormatError(
            Message(
                "{path} ({name}) holds polar plots of a radar and does not tell where it stands (I034/120): name "
                "its place with the option site",
                path=path,
                name=name,
            )
        )
    uncorrected = 0
    for sac, sic in sources:
        mine = radar & (frame["sac"] == sac).to_numpy() & (frame["sic"] == sic).to_numpy()
        site = sites.get((sac, sic)) or (given if len(lost) == 1 else None)
        if site is None:
            reason = _no_site(sac, sic, len(lost), given)
            reasons.update(dict.fromkeys(map(int, np.flatnonzero(mine)), reason))
        else:
            uncorrected += _place(frame, mine, site)
    if uncorrected:
        ledger.note(
            Message(
                "{count} plots have no height, so their slant range was taken for the range along the ground",
                count=uncorrected,
            )
        )
    nowhere = (frame["longitude"].isna() | frame["latitude"].isna()).to_numpy()
    items = {21: "I021/130, I021/131", _RADAR: "I048/040, I048/042", 62: "I062/105"}
    for row in np.flatnonzero(nowhere):
        reason = Message("the record tells no place ({items})", items=items[int(frame["category"].iloc[row])])
        reasons.setdefault(int(row), reason)
    return frame, reasons


def _no_site(sac: float, sic: float, lost: int, given: Site | None) -> Message:
    if given is None:
        return Message(
            "radar {sac:.0f}/{sic:.0f} does not tell where it stands (I034/120): name its place with the option site",
            sac=sac,
            sic=sic,
        )
    return Message(
        "radar {sac:.0f}/{sic:.0f} does not tell where it stands (I034/120), and the option site serves one radar, "
        "not {count}",
        sac=sac,
        sic=sic,
        count=lost,
    )


def _place(frame: pd.DataFrame, mine: NDArray[np.bool_], site: Site) -> int:
    """Place one radar's plots; returns how many of them by their slant range without a height."""
    plots = frame[mine]
    values = {
        column: plots[column].to_numpy(dtype=np.float64) for column in ("slant_range", "azimuth", "radar_x", "radar_y")
    }
    height = plots["altitude_pressure"].fillna(plots["altitude_amsl"]).to_numpy(dtype=np.float64)
    polar = from_polar(site, values["slant_range"], values["azimuth"], height)
    tracker = from_cartesian(site, values["radar_x"], values["radar_y"])
    measured = np.isfinite(polar.longitude)
    by_tracker = np.isfinite(tracker.longitude) & ~(measured & np.isfinite(height))
    frame.loc[mine, "longitude"] = np.where(by_tracker, tracker.longitude, polar.longitude)
    frame.loc[mine, "latitude"] = np.where(by_tracker, tracker.latitude, polar.latitude)
    return int((measured & ~by_tracker & np.isnan(height)).sum())


def flight_names(frame: pd.DataFrame) -> pd.Series[Any]:
    """Name the flight of each record, such as `25/201 3563` or `25/201 3c660c`; missing where neither is known."""
    if not len(frame):
        return pd.Series(dtype="str")
    number, address = frame["track_number"], frame["icao24"]
    if "address" in frame:
        address = address.fillna(frame["address"])
    own = number.map(lambda value: f"{value:.0f}", na_action="ignore").astype("str")
    stem = own.fillna(address.astype("str"))
    sac, sic = (frame[name].astype("int64").astype("str") for name in ("sac", "sic"))
    stem = sac + "/" + sic + " " + stem
    if len(frame["category"].unique()) > 1:
        stem = frame["category"].astype("str") + " " + stem
    codes, names = pd.factorize(stem, use_na_sentinel=False)
    time = frame["time"].astype("int64").to_numpy(dtype=np.int64)
    order = np.lexsort((time, codes))
    planes = address.iloc[order].groupby(codes[order]).ffill().groupby(codes[order]).bfill()
    plane = np.empty(len(frame), dtype=np.int64)
    plane[order] = pd.factorize(planes.fillna(""))[0]
    key, _ = pd.factorize(codes.astype(np.int64) * (plane.max(initial=0) + 1) + plane)
    count = flight_numbers(key.astype(np.int64), time, _PAUSE)
    return _numbered(pd.Series(names[codes], index=frame.index), key, count, time)


def _numbered(stem: pd.Series[Any], key: NDArray[Any], count: NDArray[Any], time: NDArray[Any]) -> pd.Series[Any]:
    """Append #2, #3 … to the later flights of one name, in the order of their beginnings."""
    flight, _ = pd.factorize(key.astype(np.int64) * (int(count.max(initial=0)) + 1) + count)
    table = pd.DataFrame({"flight": flight, "stem": stem.astype("str").to_numpy(), "time": time}).astype(
        {"stem": "str"}
    )
    begins = table.groupby("flight", sort=False).agg(stem=("stem", "first"), time=("time", "min"))
    rank = begins.sort_values("time").groupby("stem", sort=False).cumcount().reindex(begins.index) + 1
    names = begins["stem"].where(rank == 1, begins["stem"] + "#" + rank.astype("str"))
    return pd.Series(names.reindex(flight).to_numpy(), index=stem.index, dtype="str")
