import {expect, test} from 'vitest'
import {mercatorX, mercatorY, WORLD} from '../../src/mercator'
import {encodeHeights, Ground, mergeHeights, tilesOf} from '../../src/space/ground'
import type {TerrainLayer} from '../../src/terrain'

const GRID = 258
const filled = (value: number) => new Float32Array(GRID * GRID).fill(value)

test('heights survive MapLibre\'s encoding to a tenth of a metre', () => {
  const heights = Float32Array.from([-430, -0.1, 0, 0.1, 123.4, 8848.9])
  const rgba = encodeHeights(heights)
  // https://docs.mapbox.com/data/tilesets/guides/access-elevation-data/: -10000 + (R * 256² + G * 256 + B) * 0.1
  heights.forEach((height, i) => expect(-10_000 + (rgba[4 * i] * 65536 + rgba[4 * i + 1] * 256 + rgba[4 * i + 2]) * 0.1).toBeCloseTo(height, 1))
  expect([...rgba].filter((_, i) => i % 4 === 3)).toEqual(heights.length === 6 ? [255, 255, 255, 255, 255, 255] : [])
})

test('the uppermost terrain that says a height is the ground, the margin is left out, the sea is no hole', () => {
  const upper = filled(NaN)
  upper[GRID + 1] = 700 // the first pixel within the margin
  const merged = mergeHeights([upper, filled(-4000), null])
  expect(merged.length).toBe(256 * 256)
  expect(merged[0]).toBe(700)
  expect(merged[1]).toBe(-70)
  expect(mergeHeights([null])[5]).toBe(0)
})

test('a box is covered by a few tiles, over the antimeridian as well', () => {
  const box = (west: number, east: number) => ({west: mercatorX(west) * WORLD, east: mercatorX(east) * WORLD, north: mercatorY(48) * WORLD, south: mercatorY(47) * WORLD})
  const tiles = tilesOf(box(10, 11), 14)
  expect(tiles.length).toBeLessThanOrEqual(16)
  const [zoom] = tiles[0]
  const columns = tiles.map(([, x]) => x)
  expect(Math.min(...columns)).toBe(Math.floor(mercatorX(10) * 2 ** zoom))
  expect(Math.max(...columns)).toBe(Math.floor(mercatorX(11) * 2 ** zoom))
  const over = tilesOf(box(179.5, 180.5), 14)
  expect(new Set(over.map(([, x]) => x < 2 ** (over[0][0] - 1)))).toEqual(new Set([true, false]))
  expect(tilesOf(box(10, 11), 3).every(([z]) => z === 3)).toBe(true)
})

test('reads the height of a place from the tiles it asked for', async () => {
  const asked: string[] = []
  const terrain = {spec: {max_zoom: 5, minimum: 0, maximum: 900}, heights: async (zoom: number, x: number, y: number) => {
    asked.push(`${zoom}/${x}/${y}`)
    return filled(10 * x)
  }} as unknown as TerrainLayer
  const [x, y] = [mercatorX(10.5) * WORLD, mercatorY(47.5) * WORLD]
  const ground = await new Ground(() => [terrain]).read({west: x, east: x + 1, north: y, south: y + 1})
  const column = Math.floor(mercatorX(10.5) * 32)
  expect(asked).toEqual([`5/${column}/${Math.floor(mercatorY(47.5) * 32)}`])
  expect(ground(x, y)).toBe(10 * column)
  expect(ground(0, 0)).toBe(0)
})
