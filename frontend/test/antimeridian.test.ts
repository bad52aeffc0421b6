import {expect, test} from 'vitest'
import {unwrapLine, unwrapPolygon, unwrapRing} from '../src/antimeridian'

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
