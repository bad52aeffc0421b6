import {describe, expect, test} from 'vitest'
import type {Airspace} from '../../src/airspaces/data'
import {pickAirspaces} from '../../src/airspaces/picking'
import type {Point} from '../../src/plane'

describe('airspaces', () => {
  const square = (west: number, size: number): Point[] => [[west, 0], [west + size, 0], [west + size, size], [west, size], [west, 0]]

  const airspace = (index: number, polygons: Point[][][], west: number, size: number, floor = 0, ceiling = 3000) =>
    ({index, polygons, west, south: 0, east: west + size, north: size, area: size * size, floor, ceiling}) as unknown as Airspace

  test('several at one place come smallest first; holes do not count', () => {
    const large = airspace(0, [[square(0, 10), [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]]], 0, 10)
    const small = airspace(1, [[square(0, 3)]], 0, 3)
    expect(pickAirspaces([large, small], 1, 1, null).map(({index}) => index)).toEqual([1, 0])
    expect(pickAirspaces([large, small], 5, 5, null)).toEqual([])
    expect(pickAirspaces([large, small], 361, 1, null)).toHaveLength(2)
    expect(pickAirspaces([large, small], 1, 1, [4000, 5000])).toEqual([])
  })
})
