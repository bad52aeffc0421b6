// The terrain of one layer: height tiles, shaded in the browser, and kept for the height under the pointer.

import type {Map as MapLibre} from 'maplibre-gl'
import type {Container} from './columns'
import {latitudeOf, mercatorX, mercatorY, worldWidth} from './mercator'
import type {Theme} from './ramps'
import {GRID, heightAt, shade, TILE} from './relief'
import {loadMapLibre} from './maplibre'
import type {TerrainSpec} from './scene'

const NO_DATA = 65535
/** Decoded tiles kept, a quarter of a megabyte each. */
const KEPT = 96

let protocols = 0

/** Heights of a tile; null where it has none. */
type Heights = Float32Array | null

export class TerrainLayer {
  readonly id: string
  private readonly protocol = `lagebild-terrain-${++protocols}`
  private readonly tiles = new Map<string, Promise<Heights>>()
  private readonly decoded = new Map<string, Heights>()

  constructor(readonly spec: TerrainSpec, private readonly load: (name: string) => Promise<Container>, private theme: Theme,
              private readonly failed: (error: Error) => void) {
    this.id = spec.id
    loadMapLibre().addProtocol(this.protocol, ({url}) => this.picture(url))
  }

  addTo(map: MapLibre, before: string): void {
    const {bounds, max_zoom} = this.spec
    map.addSource(this.id, {
      type: 'raster', tiles: [this.url], tileSize: TILE, maxzoom: max_zoom,
      bounds: bounds[2] > 180 ? [-180, bounds[1], 180, bounds[3]] : bounds,
    })
    map.addLayer({id: this.id, type: 'raster', source: this.id, paint: {'raster-fade-duration': 0, 'raster-resampling': 'linear'}}, before)
  }

  setTheme(map: MapLibre, theme: Theme): void {
    this.theme = theme
    const source = map.getSource(this.id) as {setTiles?: (tiles: string[]) => void} | undefined
    source?.setTiles?.([this.url])
  }

  removeFrom(map: MapLibre): void {
    if (map.getLayer(this.id)) map.removeLayer(this.id)
    if (map.getSource(this.id)) map.removeSource(this.id)
    this.close()
  }

  close(): void {
    loadMapLibre().removeProtocol(this.protocol)
  }

  /** Height from the finest tile already here; undefined: no tile says, null: no terrain there. */
  heightAt(longitude: number, latitude: number): number | null | undefined {
    for (let zoom = this.spec.max_zoom; zoom >= 0; zoom--) {
      const x = mercatorX(longitude) * 2 ** zoom
      const y = mercatorY(latitude) * 2 ** zoom
      const heights = this.decoded.get(`${zoom}/${Math.floor(x)}/${Math.floor(y)}`)
      if (heights === undefined) continue
      if (heights === null) return null
      const height = heightAt(heights, x % 1, y % 1)
      return Number.isNaN(height) ? null : height
    }
    return undefined
  }

  /** The theme is part of the address so that changing it repaints. */
  private get url(): string {
    return `${this.protocol}://${this.theme}/{z}/{x}/{y}`
  }

  private async picture(url: string): Promise<{data: ImageBitmap}> {
    const [theme, zoom, x, y] = url.slice(this.protocol.length + 3).split('/')
    const heights = await this.heights(Number(zoom), Number(x), Number(y))
    if (!heights) return {data: await createImageBitmap(new ImageData(1, 1))}
    const middle = latitudeOf((Number(y) + 0.5) / 2 ** Number(zoom))
    const pixel = worldWidth(middle) / (TILE * 2 ** Number(zoom))
    return {data: await createImageBitmap(new ImageData(shade(heights, pixel, Number(zoom), theme as Theme), TILE, TILE))}
  }

  /** Heights of a tile, with a margin of one on every side (m AMSL, NaN: no data); null where there are none. */
  heights(zoom: number, x: number, y: number): Promise<Heights> {
    const key = `${zoom}/${x}/${y}`
    let tile = this.tiles.get(key)
    if (!tile) {
      tile = this.fetchTile(key)
      this.tiles.set(key, tile)
      this.forgetOldest()
    }
    return tile
  }

  /** A tile that fails is a hole in the relief, reported, and asked for again when next needed. */
  private async fetchTile(key: string): Promise<Heights> {
    try {
      const heights = decodeTile(await this.load(`${this.spec.tiles}/${key}`))
      this.decoded.set(key, heights)
      return heights
    } catch (error) {
      this.tiles.delete(key)
      this.failed(error instanceof Error ? error : new Error(String(error)))
      return null
    }
  }

  private forgetOldest(): void {
    if (this.tiles.size <= KEPT) return
    const oldest = this.tiles.keys().next().value as string
    this.tiles.delete(oldest)
    this.decoded.delete(oldest)
  }
}

/** Expand a height container; the column's scale must not touch the mark of no data. */
export function decodeTile(container: Container): Heights {
  if (container.meta.empty || !container.has('height')) return null
  const {raw, scale, origin} = container.stored('height')
  if (raw.length !== GRID * GRID) throw new Error(`a height tile has ${raw.length} values instead of ${GRID * GRID}`)
  const heights = new Float32Array(raw.length)
  for (let i = 0; i < raw.length; i++) heights[i] = raw[i] === NO_DATA ? NaN : origin + scale * raw[i]
  return heights
}
