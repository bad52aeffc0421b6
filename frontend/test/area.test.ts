import {describe, expect, test} from 'vitest'
import {NO_FILTER} from '../src/tracks/filtering'
import {airspacesIn, areaOf, placesIn, tracksIn} from '../src/area'
import type {Airspace} from '../src/airspaces/data'
import {mercatorX, mercatorY, WORLD} from '../src/mercator'
import type {Point} from '../src/plane'
import {ALWAYS} from '../src/tracks/window'
import {made} from './tracks/support'

const box = (west: number, north: number, east: number, south: number) => areaOf([[west, north], [east, north], [east, south], [west, south]])!
/** A box of degrees. */
const degrees = (west: number, south: number, east: number, north: number) => {
  const [x, y] = [(longitude: number) => mercatorX(longitude) * WORLD, (latitude: number) => mercatorY(latitude) * WORLD]
  return box(x(west), y(north), x(east), y(south))
}

describe('flights in an area', () => {
  // across from west to east in 90 ticks; one that turns back before the area; one with a gap over it
  const data = made(
    [[0, 100, 0, 1000], [1000, 100, 90, 1900]],
    [[0, 120, 0, 500], [300, 120, 50, 500], [0, 120, 90, 500]],
    [[0, 110, 0, 500], [1000, 110, 500, 500]],
  )
  const area = box(400, 50, 600, 150)

  test('counts who crosses it between two fixes outside', () => {
    expect(tracksIn(data, area, ALWAYS, NO_FILTER)).toEqual([0])
    expect(tracksIn(data, box(200, 50, 600, 150), ALWAYS, NO_FILTER)).toEqual([0, 1])
    expect(tracksIn(data, box(400, 101, 600, 150), ALWAYS, NO_FILTER)).toEqual([])
  })

  test('counts only what is shown: the time window and the altitude filter', () => {
    expect(tracksIn(data, area, {from: 0, to: 35}, NO_FILTER)).toEqual([])
    expect(tracksIn(data, area, {from: 40, to: 50}, NO_FILTER)).toEqual([0])
    expect(tracksIn(data, area, ALWAYS, {...NO_FILTER, range: [1000, 1300]})).toEqual([])
    expect(tracksIn(data, area, ALWAYS, {...NO_FILTER, range: [1000, 1400]})).toEqual([0])
  })

  test('knows the shape, not only its box', () => {
    const triangle = areaOf([[400, 0], [600, 0], [400, 90]] as Point[])!
    expect(tracksIn(data, triangle, ALWAYS, NO_FILTER)).toEqual([])
    expect(tracksIn(data, areaOf([[400, 0], [600, 0], [400, 101]] as Point[])!, ALWAYS, NO_FILTER)).toEqual([0])
  })

  test('finds them in whatever copy of the world the area was drawn', () => {
    for (const world of [-1, 1, 2]) expect(tracksIn(data, box(400 + world * WORLD, 50, 600 + world * WORLD, 150), ALWAYS, NO_FILTER)).toEqual([0])
  })

  test('an area of nothing is none', () => {
    expect(areaOf([[0, 0], [1, 1]])).toBeNull()
    expect(areaOf([[0, 0], [1, 0], [2, 0]])).toBeNull()
    expect(areaOf([[0, 0], [NaN, 0], [2, 2]])).toBeNull()
  })
})

describe('airspaces and places in an area', () => {
  const square = (west: number, south: number, east: number, north: number): [number, number][] => [[west, south], [east, south], [east, north], [west, north], [west, south]]
  const airspace = (index: number, rings: [number, number][][], floor = 0, ceiling = 1000) => {
    const [longitudes, latitudes] = [rings[0].map(([x]) => x), rings[0].map(([, y]) => y)]
    return {index, polygons: [rings], west: Math.min(...longitudes), east: Math.max(...longitudes), south: Math.min(...latitudes), north: Math.max(...latitudes), floor, ceiling} as Airspace
  }
  const all = [airspace(0, [square(10, 46, 12, 48)]), airspace(1, [square(0, 40, 30, 60), square(5, 43, 20, 52)]), airspace(2, [square(0, 40, 30, 60)], 5000, 9000)]

  test('by what they share, holes left out', () => {
    expect(airspacesIn(all, degrees(10.5, 46.5, 11.5, 47.5), null)).toEqual([0, 2])
    expect(airspacesIn(all, degrees(4, 46.5, 11.5, 47.5), null)).toEqual([0, 1, 2])
    expect(airspacesIn(all, degrees(13, 47, 14, 48), null)).toEqual([2])
    expect(airspacesIn(all, degrees(9, 45, 13, 49), [0, 2000])).toEqual([0])
    expect(airspacesIn(all, degrees(370.5, 46.5, 371.5, 47.5), null)).toEqual([0, 2])
  })

  test('over the antimeridian', () => {
    const over = airspace(0, [square(178, -10, 184, 10)])
    expect(airspacesIn([over], degrees(-178, -1, -177, 1), null)).toEqual([0])
    expect(placesIn([{name: 'A', longitude: -179, latitude: 0}, {name: 'B', longitude: 179, latitude: 50}], degrees(178, -1, 182, 1))).toEqual([0])
  })
})
