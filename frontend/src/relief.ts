// Heights to colours: hill shading over a height-dependent tint, quiet enough for labels and tracks to stand out.

import {reliefColour, type Theme} from './ramps'

/** Pixels of a tile's picture; its heights have one more row and column on every side. */
export const TILE = 256
export const GRID = TILE + 2

const LOWEST = -200
const STEP = 20
const ENTRIES = 450
/** The light comes from the north-west, as on every relief map, 45° high. */
const LIGHT = {x: -0.5, y: -0.5, z: Math.SQRT1_2}
const STRENGTH: Record<Theme, number> = {light: 0.62, dark: 0.85}

const tables = new Map<Theme, Uint8Array>()

function tintTable(theme: Theme): Uint8Array {
  let table = tables.get(theme)
  if (!table) {
    table = new Uint8Array(3 * ENTRIES)
    for (let i = 0; i < ENTRIES; i++) table.set(reliefColour(LOWEST + STEP * i, theme), 3 * i)
    tables.set(theme, table)
  }
  return table
}

/** Slopes seem steeper where a pixel covers much ground, else mountains would vanish at small scales. */
export function exaggeration(zoom: number): number {
  return Math.max(1, 2 ** ((11.5 - zoom) * 0.42))
}

/**
 * RGBA of a tile (TILE² pixels) from its heights (GRID² values row by row from the north-west, NaN: no data).
 *
 * `pixel`: metres a pixel covers. Neighbouring tiles share their margins, so that shading meets at the seams.
 */
export function shade(heights: Float32Array, pixel: number, zoom: number, theme: Theme): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(4 * TILE * TILE)
  const table = tintTable(theme)
  const steepness = exaggeration(zoom) / (2 * pixel)
  for (let row = 0; row < TILE; row++) {
    for (let column = 0; column < TILE; column++) {
      const at = (row + 1) * GRID + column + 1
      const height = heights[at]
      if (height !== height) continue
      const east = (known(heights[at + 1], height) - known(heights[at - 1], height)) * steepness
      const south = (known(heights[at + GRID], height) - known(heights[at - GRID], height)) * steepness
      if (height === 0 && east === 0 && south === 0) continue // sea in height models that know no sea
      const light = (LIGHT.z - LIGHT.x * east - LIGHT.y * south) / Math.sqrt(1 + east * east + south * south)
      paint(rgba, 4 * (row * TILE + column), table, height, 1 + STRENGTH[theme] * (light - LIGHT.z))
    }
  }
  return rgba
}

function paint(rgba: Uint8ClampedArray, at: number, table: Uint8Array, height: number, brightness: number): void {
  const entry = 3 * Math.max(0, Math.min(ENTRIES - 1, Math.round((height - LOWEST) / STEP)))
  rgba[at] = table[entry] * brightness
  rgba[at + 1] = table[entry + 1] * brightness
  rgba[at + 2] = table[entry + 2] * brightness
  // the sea's floor is not shown; land a little below the sea still is
  rgba[at + 3] = height >= -30 ? 255 : Math.max(0, 255 * (1 + (height + 30) / 40))
}

const known = (height: number, otherwise: number) => (height === height ? height : otherwise)

/** Bilinear height within a tile; `u`, `v` from 0 to 1 from its north-west corner. NaN where any neighbour is unknown. */
export function heightAt(heights: Float32Array, u: number, v: number): number {
  // the values stand for the middles of the pixels, and the margin shifts them by one
  const x = u * TILE + 0.5
  const y = v * TILE + 0.5
  const column = Math.max(0, Math.min(GRID - 2, Math.floor(x)))
  const row = Math.max(0, Math.min(GRID - 2, Math.floor(y)))
  const at = row * GRID + column
  const fx = x - column
  const fy = y - row
  return (heights[at] * (1 - fx) + heights[at + 1] * fx) * (1 - fy) + (heights[at + GRID] * (1 - fx) + heights[at + GRID + 1] * fx) * fy
}
