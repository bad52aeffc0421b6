"""Overlays to files of a picture folder: GeoParquet, and tiled GeoTIFF with overviews."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import rasterio
import rasterio.shutil
from rasterio.enums import Resampling

from lagebild.errors import PictureError
from lagebild.model.overlay import RasterOverlay, VectorOverlay
from lagebild.model.provenance import SYNTHETIC, Provenance
from lagebild.writers.geotiff import overview_factors

__all__ = ["write_raster_overlay", "write_vector_overlay"]


def write_vector_overlay(overlay: VectorOverlay, path: Path, provenance: Provenance) -> None:
    """Write the features as GeoParquet."""
    frame = overlay.frame
    if provenance.synthetic and "marking" not in frame:
        frame["marking"] = SYNTHETIC
    try:
        frame.to_parquet(path, index=False, compression="zstd")
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise PictureError(f"the table for {path.name} has a column that Parquet cannot hold: {error}") from error


def write_raster_overlay(overlay: RasterOverlay, path: Path, provenance: Provenance) -> None:
    """Copy the raster's cells as they are, block by block; overviews and a missing CRS are added."""
    with rasterio.Env():
        with rasterio.open(overlay.place, driver=overlay.driver) as source:
            rasterio.shutil.copy(source, path, driver="GTiff", tiled=True, compress="deflate", bigtiff="if_safer")
        with rasterio.open(path, "r+") as target:
            target.crs = overlay.crs.to_wkt()
            if provenance.synthetic:
                target.update_tags(LAGEBILD_MARKING=SYNTHETIC)
            factors = overview_factors(target.height, target.width)
            if factors and not target.overviews(1):
                target.build_overviews(factors, Resampling.average if overlay.smooth else Resampling.nearest)
