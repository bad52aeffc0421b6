import {describe, expect, it} from 'vitest'
import {along, area, leg} from '../src/geodesy'

const at = ([longitude, latitude]: number[]) => ({longitude, latitude})

// by PROJ (pyproj.Geod, ellps=WGS84)
describe('geodesics agree with PROJ', () => {
  it.each([
    [[10.5, 47.1], [11.5, 47.9], 39.899738, 116564.45],
    [[71.4, 51.2], [76.9, 43.3], 152.577724, 971300.077],
    [[179.5, 10], [-179.5, 11], 44.612249, 155620.202], // over the antimeridian
    [[0, 0], [179.5, 0.3], 31.639421, 19955728.94], // nearly antipodal
    [[10, 89.5], [-170, 89.5], 0, 111693.951], // over the pole
  ])('%j to %j', (from, to, bearing, distance) => {
    const found = leg(at(from), at(to))
    expect(found.distance).toBeCloseTo(distance, 2)
    expect(((found.bearing - bearing + 540) % 360) - 180).toBeCloseTo(0, 5)
  })

  it.each([
    [[[10, 47], [11, 47], [11, 48], [10, 48]], 8376498721.2],
    [[[179, 0], [-179, 0], [-179, 2], [179, 2]], 49231584297.4],
    [[[0, 80], [90, 80], [180, 80], [-90, 80]], 2507270031169.9], // around the pole
  ])('the area of %j, either way round', (ring, expected) => {
    const places = ring.map(at)
    expect(area(places) / expected).toBeCloseTo(1, 9)
    expect(area([...places].reverse()) / expected).toBeCloseTo(1, 9)
  })

  it('has both ends and no longer steps than asked for', () => {
    const points = along(at([71.4, 51.2]), at([76.9, 43.3]), 500_000)
    expect(points).toHaveLength(3)
    expect([points[1].longitude, points[1].latitude]).toEqual([expect.closeTo(74.3549473, 6), expect.closeTo(47.2841914, 6)])
    const over = along(at([179.5, 10]), at([-179.5, 11]), 1000)
    expect(over.at(-1)!.longitude).toBeCloseTo(180.5, 9)
    for (let i = 1; i < over.length; i++) expect(leg(over[i - 1], over[i]).distance).toBeLessThan(1000.001)
  })

  it('measures nothing between a place and itself', () => {
    expect(leg(at([10, 47]), at([10, 47])).distance).toBe(0)
    expect(area([at([10, 47]), at([11, 47])])).toBe(0)
    expect(along(at([10, 47]), at([10, 47]), 1000)).toHaveLength(2)
  })
})
