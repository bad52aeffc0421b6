import {expect, test} from 'vitest'
import {WORLD} from '../src/mercator'
import {mat4} from 'gl-matrix'
import {localMatrix, Screen, type Depth} from '../src/screen'

test('a matrix around the view keeps centimetres in float32', () => {
  const scale = 2 ** 20
  const matrix = [scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, 1, 0, -0.53 * scale, -0.35 * scale, 0, 1]
  const local = localMatrix(matrix, 0.53, 0.35)
  const one = Math.fround(Math.fround(local[0] * 1) + local[12])
  expect(Math.abs(one - scale / WORLD)).toBeLessThan(1e-7)
})

/** A camera over (0.5, 0.5), tilted by `pitch` degrees, as MapLibre builds it: y runs south, z up. */
function camera(pitch: number, depth?: Depth): Screen {
  const matrix = mat4.create()
  mat4.perspective(matrix, 0.6435, 1280 / 720, 0.0001, 0.2)
  mat4.scale(matrix, matrix, [1, -1, 1])
  mat4.translate(matrix, matrix, [0, 0, -0.01])
  mat4.rotateX(matrix, matrix, (pitch * Math.PI) / 180)
  mat4.translate(matrix, matrix, [-0.5, -0.5, 0])
  return new Screen(Float64Array.from(matrix), 1280, 720, depth)
}

const SPACE: Depth = {lift: 1e-7, lowest: 0, highest: 10_000, ground: () => 500}

test('the view of a flat map ends where its corners are', () => {
  const screen = camera(0)
  const {west, east, north, south} = screen.view(0)
  expect(screen.project(west, north)).toEqual([expect.closeTo(0, 3), expect.closeTo(0, 3)])
  expect(screen.project(east, south)).toEqual([expect.closeTo(1280, 3), expect.closeTo(720, 3)])
})

test('heights move a place on the screen, unknown ones lie on the ground', () => {
  const screen = camera(60, SPACE)
  const [low, high, unknown] = [0, 8000, NaN].map(height => screen.project(WORLD / 2, WORLD / 2, height))
  expect(high[1]).toBeLessThan(low[1] - 10)
  expect(unknown).toEqual(screen.project(WORLD / 2, WORLD / 2, 500))
  expect(camera(60).project(WORLD / 2, WORLD / 2, 8000)).toEqual(camera(60).project(WORLD / 2, WORLD / 2))
})

test('whatever is seen at any height lies within the box of the view, up to the horizon', () => {
  for (const pitch of [0, 20, 55, 75, 80]) {
    const screen = camera(pitch, SPACE)
    const {west, east, north, south} = screen.view(0)
    let seen = 0
    for (let i = 0; i < 4000; i++) {
      const [x, y, height] = [((i * 7919) % 4001) / 4001, ((i * 104729) % 3989) / 3989, (i % 11) * 1000]
      const place = [WORLD * (0.47 + 0.06 * x), WORLD * (0.45 + 0.06 * y)] as const
      const [px, py] = screen.project(...place, height)
      if (!(px >= 0 && px <= 1280 && py >= 0 && py <= 720)) continue
      seen++
      expect(place[0]).toBeGreaterThanOrEqual(west)
      expect(place[0]).toBeLessThanOrEqual(east)
      expect(place[1]).toBeGreaterThanOrEqual(north)
      expect(place[1]).toBeLessThanOrEqual(south)
    }
    expect(seen).toBeGreaterThan(20)
  }
})
