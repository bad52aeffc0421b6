import {expect, test} from 'vitest'
import {cutPolygon, unwrapLine, unwrapPolygon, unwrapRing} from '../src/antimeridian.mjs'

test('a line over the antimeridian goes on beyond 180 degrees', () => {
  expect(unwrapLine([[179, 0], [-179, 1], [-178, 2], [179, 3]])).toEqual([[179, 0], [181, 1], [182, 2], [179, 3]])
  expect(unwrapLine([[-179, 0], [179, 1]])).toEqual([[-179, 0], [-181, 1]])
})

test('an island on the antimeridian is drawn on both sides of the world', () => {
  const island: [number, number][] = [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]
  const [east, west] = unwrapPolygon([island])
  expect(east[0].map(([longitude]) => longitude)).toEqual([179, 181, 181, 179, 179])
  expect(west[0].map(([longitude]) => longitude)).toEqual([-181, -179, -179, -181, -181])
})

test('what does not cross stays as it is', () => {
  const square: [number, number][] = [[0, 0], [1, 0], [1, 1], [0, 0]]
  expect(unwrapPolygon([square])).toEqual([[square]])
})

test('a ring around the pole is closed along it', () => {
  const ring = unwrapRing([[-170, -70], [-60, -72], [60, -71], [170, -70], [-170, -70]])
  expect(ring.slice(-3)).toEqual([[190, -90], [-170, -90], [-170, -70]])
})

test('cut, an island on the antimeridian has a part on each side of the world and none beyond', () => {
  const island: [number, number][] = [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]
  const parts = cutPolygon([island])
  const extents = parts.map(([outer]) => [Math.min(...outer.map(([x]) => x)), Math.max(...outer.map(([x]) => x))])
  expect(extents).toEqual([[-180, -179], [179, 180]])
  for (const [outer] of parts) expect(outer[0]).toEqual(outer[outer.length - 1])
})

test('cut, what does not cross is one part, with its holes', () => {
  const square: [number, number][] = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
  const hole: [number, number][] = [[4, 4], [4, 5], [5, 5], [5, 4], [4, 4]]
  const [[outer, inner], ...more] = cutPolygon([square, hole])
  expect([outer.length, inner.length, more.length]).toEqual([5, 5, 0])
})

test('cut, a ring around the pole covers all longitudes once', () => {
  const parts = cutPolygon([[[-170, -70], [-60, -72], [60, -71], [170, -70], [-170, -70]]])
  const widths = parts.map(([outer]) => Math.max(...outer.map(([x]) => x)) - Math.min(...outer.map(([x]) => x)))
  expect(widths.reduce((a, b) => a + b, 0)).toBeCloseTo(360)
})

test('a ring around the pole itself is left out', () => {
  const pole: [number, number][] = [[-180, -89.999], [90, -89.999], [0, -89.999], [-90, -89.999], [-180, -89.999]]
  const coast: [number, number][] = [[-170, -70], [-60, -72], [60, -71], [170, -70], [-170, -70]]
  expect(unwrapPolygon([pole, coast])).toEqual(unwrapPolygon([coast]))
})
