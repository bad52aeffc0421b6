"""Real, but coarse relief of Kazakhstan and its neighbours, out of the global grid inside the pvlib wheel."""

from __future__ import annotations

from functools import cache

import rioxarray  # noqa: F401  (registers the .rio accessor)
import xarray as xr

from lagebild.demo.assets import asset_hash, relief_cut
from lagebild.model.layers import Layer
from lagebild.model.provenance import Provenance
from lagebild.model.report import ReadReport
from lagebild.model.terrain import Terrain

__all__ = ["RELIEF_ACCURACY", "relief", "relief_layer"]

RELIEF_ACCURACY = 260.0
"""95 % bound of the error, metres.

Measured against the elevations that airportsdata states for 348 airports of the region: half lie within 19 m, 90 %
within 115 m, 95 % within 260 m, the worst beyond 1,000 m (valleys of the Pamir). In Kazakhstan alone 95 % lie within
55 m. A cell of 1/12° spans 9 km by 6 km: a peak or a narrow valley in it is lost, so high mountains are worse than
this figure says. The cells are placed where they were found to belong, up to one cell off the source's own statement.
"""

_ATTRIBUTION = (
    "Relief: pvlib (BSD-3), zusammengestellt von Mapzen aus ETOPO1 (U.S. National Oceanic and Atmospheric "
    "Administration), SRTM und GMTED2010 (courtesy of the U.S. Geological Survey), EU-DEM (produced using Copernicus "
    "data and information funded by the European Union) und anderen; alle Nennungen in DATA_LICENCES.txt"
)


@cache
def relief() -> Terrain:
    """Return the relief: 1/12°, steps of 28 m, NaN on the seas (the Caspian among them)."""
    cut = relief_cut()
    elevation = xr.DataArray(
        cut.elevation, dims=("y", "x"), coords={"y": cut.latitude, "x": cut.longitude}, name="elevation"
    ).rio.write_crs("EPSG:4326")
    cells = int(cut.elevation.size)
    return Terrain(
        elevation=elevation,
        vertical_datum="unknown",
        vertical_accuracy=RELIEF_ACCURACY,
        report=ReadReport(source=cut.source, format="HDF5 (1/12°)", records=cells, kept=cells),
    )


def relief_layer() -> Layer:
    """Return the relief as a layer with its source, licence and a warning of its coarseness."""
    return Layer(
        id="relief",
        data=relief(),
        name="Relief Kasachstan und Nachbarn",
        note=(
            "grob, nur Übersicht: Zellen von 1/12° (etwa 9 km × 6 km), Stufen von 28 m; Fehler von 100 m und mehr, "
            f"95 % unter {RELIEF_ACCURACY:.0f} m, im Hochgebirge mehr; Höhenbezug gemischt, etwa über NN; "
            "keine Werte auf Meeren"
        ),
        provenance=Provenance(
            source=relief_cut().source,
            licence="BSD-3-Clause (pvlib); Quelldaten frei mit Nennung",
            attribution=_ATTRIBUTION,
            sha256=asset_hash("relief.npz"),
        ),
    )
