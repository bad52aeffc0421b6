// The ground under things: heights out of the picture's own terrain, uppermost layer first.

import {covering} from '../covering'
import {latitudeOf, longitudeOf, WORLD} from '../mercator'
import {heightAt, TILE} from '../relief'
import type {TerrainLayer} from '../terrain'
import type {Box} from '../tracks/window'

/** At most so many tiles across and down are read for what stands on the ground. */
const ACROSS = 4

export class Ground {
  constructor(private readonly terrains: () => TerrainLayer[]) {}

  /** m AMSL at x, y (units of WORLD) from what is already here; 0 where no terrain says. */
  at = (x: number, y: number): number => {
    const longitude = longitudeOf(x / WORLD - Math.floor(x / WORLD))
    const latitude = latitudeOf(y / WORLD)
    for (const terrain of this.terrains()) {
      const height = terrain.heightAt(longitude, latitude)
      if (typeof height === 'number') return height
    }
    return 0
  }

  /** Heights within a box, as fine as a few tiles can say them; 0 where no terrain does. */
  async read(box: Box): Promise<(x: number, y: number) => number> {
    const parts = await Promise.all(this.terrains().map(terrain => readPart(terrain, box)))
    return (x, y) => {
      for (const part of parts) {
        const height = part(x / WORLD, y / WORLD)
        if (height === height) return height
      }
      return 0
    }
  }

  /** Lowest and highest ground of all terrains, and the sea. */
  get range(): [lowest: number, highest: number] {
    const specs = this.terrains().map(({spec}) => spec)
    return [Math.min(0, ...specs.map(({minimum}) => minimum ?? 0)), Math.max(0, ...specs.map(({maximum}) => maximum ?? 0))]
  }
}

/** One terrain's heights around a box; NaN where it has none. */
async function readPart(terrain: TerrainLayer, box: Box): Promise<(x: number, y: number) => number> {
  const tiles = tilesOf(box, terrain.spec.max_zoom)
  const count = 2 ** (tiles[0]?.[0] ?? 0)
  const heights = new Map<number, Float32Array | null>()
  await Promise.all(tiles.map(async ([zoom, x, y]) => heights.set(y * count + x, await terrain.heights(zoom, x, y))))
  return (x, y) => {
    const column = (x - Math.floor(x)) * count
    const row = y * count
    const tile = heights.get(Math.floor(row) * count + Math.floor(column))
    return tile ? heightAt(tile, column % 1, row % 1) : NaN
  }
}

/** The tiles that cover a box at the finest zoom at which they are few. */
export function tilesOf(box: Box, maxZoom: number): [zoom: number, x: number, y: number][] {
  const span = Math.max(box.east - box.west, box.south - box.north, 1) / WORLD
  const zoom = Math.max(0, Math.min(maxZoom, Math.floor(Math.log2((ACROSS - 1) / span))))
  return covering(box, zoom).map(([x, y]) => [zoom, x, y])
}

/** What the shading leaves out as sea is no hole in the ground: m AMSL. */
const LOWEST_LAND = -70

/** Heights of a tile (TILE², row by row, m), of several terrains' with margins, uppermost first; where none says, 0. */
export function mergeHeights(parts: (Float32Array | null)[]): Float32Array {
  const merged = new Float32Array(TILE * TILE)
  const grid = TILE + 2
  for (let row = 0; row < TILE; row++) {
    for (let column = 0; column < TILE; column++) {
      const at = (row + 1) * grid + column + 1
      for (const part of parts) {
        const height = part ? part[at] : NaN
        if (height !== height) continue
        merged[row * TILE + column] = Math.max(LOWEST_LAND, height)
        break
      }
    }
  }
  return merged
}

/** Heights as MapLibre's `mapbox` encoding has them: 0.1 m steps from -10 km, in the three colours of a pixel. */
export function encodeHeights(heights: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * heights.length)
  for (let i = 0; i < heights.length; i++) {
    const steps = Math.round((heights[i] + 10_000) * 10)
    rgba[4 * i] = steps >> 16
    rgba[4 * i + 1] = (steps >> 8) & 255
    rgba[4 * i + 2] = steps & 255
    rgba[4 * i + 3] = 255
  }
  return rgba
}
