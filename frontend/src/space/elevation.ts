// The terrain as MapLibre's third dimension: one source of heights, merged from the picture's terrain layers as it is asked for.

import type {Map as MapLibre} from 'maplibre-gl'
import {loadMapLibre} from '../maplibre'
import {TILE} from '../relief'
import type {TerrainLayer} from '../terrain'
import {encodeHeights, mergeHeights} from './ground'

const SOURCE = 'lagebild-elevation'
let protocols = 0

export class Elevation {
  private readonly protocol = `${SOURCE}-${++protocols}`

  constructor(private readonly map: MapLibre, private readonly terrains: () => TerrainLayer[]) {
    loadMapLibre().addProtocol(this.protocol, ({url}) => this.tile(url))
  }

  show(exaggeration: number): void {
    const terrains = this.terrains()
    if (terrains.length === 0) return
    if (!this.map.getSource(SOURCE)) {
      this.map.addSource(SOURCE, {
        type: 'raster-dem', tiles: [`${this.protocol}://{z}/{x}/{y}`], tileSize: TILE, encoding: 'mapbox',
        maxzoom: Math.max(...terrains.map(({spec}) => spec.max_zoom)), bounds: boundsOf(terrains),
      })
    }
    this.map.setTerrain({source: SOURCE, exaggeration})
  }

  hide(): void {
    this.map.setTerrain(null)
    if (this.map.getSource(SOURCE)) this.map.removeSource(SOURCE)
  }

  close(): void {
    loadMapLibre().removeProtocol(this.protocol)
  }

  private async tile(url: string): Promise<{data: ImageBitmap}> {
    const [zoom, x, y] = url.slice(this.protocol.length + 3).split('/').map(Number)
    const heights = mergeHeights(await Promise.all(this.terrains().map(terrain => terrain.heights(zoom, x, y))))
    return {data: await createImageBitmap(new ImageData(encodeHeights(heights), TILE, TILE), {premultiplyAlpha: 'none', colorSpaceConversion: 'none'})}
  }
}

/** What crosses the antimeridian is asked for around the world. */
function boundsOf(terrains: TerrainLayer[]): [number, number, number, number] {
  const all = terrains.map(({spec}) => spec.bounds)
  const [west, south, east, north] = [0, 1, 2, 3].map(side => (side < 2 ? Math.min : Math.max)(...all.map(bounds => bounds[side])))
  return east > 180 ? [-180, south, 180, north] : [west, south, east, north]
}
