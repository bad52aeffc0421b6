// One overlay of a raster on the map: pictures cut by Python.

import type {Map as MapLibre, RasterTileSource} from 'maplibre-gl'
import type {RasterOverlaySpec} from '../scene'
import {Tiles, type TilesHost} from '../tiles'

export const TILE_PIXELS = 256

export class RasterOverlayLayer {
  private readonly tiles: Tiles

  constructor(readonly id: string, readonly spec: RasterOverlaySpec, host: TilesHost) {
    this.tiles = new Tiles(spec.tiles, 'raster', host)
  }

  /** The one that others go below. */
  get lowest(): string {
    return this.id
  }

  addTo(map: MapLibre, before: string): void {
    const {bounds, min_zoom, max_zoom} = this.spec
    map.addSource(this.id, {type: 'raster', tiles: [this.tiles.url], tileSize: TILE_PIXELS, minzoom: min_zoom, maxzoom: max_zoom, bounds: sourceBounds(bounds)})
    map.addLayer({id: this.id, type: 'raster', source: this.id, paint: {'raster-fade-duration': 0}}, before)
  }

  /** Python has drawn the same raster anew. */
  redraw(map: MapLibre, tiles: string): void {
    this.tiles.rename(tiles)
    map.getSource<RasterTileSource>(this.id)?.setTiles([this.tiles.url])
  }

  removeFrom(map: MapLibre): void {
    if (map.getLayer(this.id)) map.removeLayer(this.id)
    if (map.getSource(this.id)) map.removeSource(this.id)
    this.close()
  }

  close(): void {
    this.tiles.close()
  }

  setVisible(map: MapLibre, visible: boolean): void {
    map.setLayoutProperty(this.id, 'visibility', visible ? 'visible' : 'none')
  }

  setOpacity(map: MapLibre, opacity: number): void {
    map.setPaintProperty(this.id, 'raster-opacity', opacity)
  }
}

/** MapLibre's sources know no bounds across the antimeridian. */
export function sourceBounds([west, south, east, north]: [number, number, number, number]): [number, number, number, number] {
  return west < -180 || east > 180 ? [-180, south, 180, north] : [west, south, east, north]
}
