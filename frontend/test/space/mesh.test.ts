import {expect, test} from 'vitest'
import type {Airspace, LimitLevels} from '../../src/airspaces/data'
import {mercatorX, mercatorY, WORLD} from '../../src/mercator'
import {buildMesh, followsGround, type GroundAt, type Mesh} from '../../src/space/mesh'
import {airspace as anAirspace} from '../airspaces/support'

const SQUARE: [number, number][][] = [[[10, 47], [11, 47], [11, 48], [10, 48], [10, 47]]]
const HOLE: [number, number][] = [[10.4, 47.4], [10.6, 47.4], [10.6, 47.6], [10.4, 47.6], [10.4, 47.4]]
const at = (value: number | null, reference: 'amsl' | 'agl' | 'pressure' = 'amsl'): LimitLevels => ({levels: [[value, reference]], join: 'max'})
const UNKNOWN: LimitLevels = {levels: [], join: 'max'}
const SPAN = {cap: 20_000, bottom: -30}

function airspace(floor: LimitLevels, ceiling: LimitLevels, index = 0, polygons = [SQUARE]): Airspace {
  return {...anAirspace(index), polygons, limits: {floor, ceiling}}
}

/** Of the triangles: area on the map by height, in square degrees of mercator. */
function faces({places, heights, triangles}: Mesh): Map<number, number> {
  const areas = new Map<number, number>()
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i], triangles[i + 1], triangles[i + 2]]
    if (heights[a] !== heights[b] || heights[b] !== heights[c]) continue
    const area = Math.abs((places[2 * b] - places[2 * a]) * (places[2 * c + 1] - places[2 * a + 1]) - (places[2 * c] - places[2 * a]) * (places[2 * b + 1] - places[2 * a + 1])) / 2
    areas.set(heights[a], (areas.get(heights[a]) ?? 0) + area / WORLD ** 2)
  }
  return areas
}

const AREA = (mercatorX(11) - mercatorX(10)) * (mercatorY(47) - mercatorY(48))
const HOLE_AREA = (mercatorX(10.6) - mercatorX(10.4)) * (mercatorY(47.4) - mercatorY(47.6))

test('a body has walls, a floor and a ceiling, a hole is left out of both', () => {
  const mesh = buildMesh([airspace(at(1000), at(3000), 0, [[...SQUARE, HOLE]])], new Map(), SPAN)
  const areas = faces(mesh)
  expect([...areas.keys()].sort((a, b) => a - b)).toEqual([1000, 3000])
  for (const area of areas.values()) expect(area).toBeCloseTo(AREA - HOLE_AREA, 9)
  // two triangles a side of the square and of the hole, and the faces around the hole
  expect(mesh.triangles.length / 3).toBe(2 * 8 + 2 * 8)
  expect(new Set(mesh.shares)).toEqual(new Set([1]))
})

test('what stands on the ground reaches below it and has no floor', () => {
  const areas = faces(buildMesh([airspace(at(0, 'agl'), at(3000))], new Map(), SPAN))
  expect([...areas.keys()]).toEqual([3000])
})

test('unlimited and unknown limits fade out and are not closed', () => {
  for (const ceiling of [at(null), UNKNOWN]) {
    const mesh = buildMesh([airspace(at(1000), ceiling)], new Map(), SPAN)
    expect([...faces(mesh).keys()]).toEqual([1000])
    const tops = [...mesh.heights].flatMap((height, i) => (height === 20_000 ? [mesh.shares[i]] : []))
    expect(tops.length).toBeGreaterThan(0)
    expect(new Set(tops)).toEqual(new Set([0]))
  }
  const below = buildMesh([airspace(UNKNOWN, at(3000))], new Map(), SPAN)
  expect(Math.min(...below.heights)).toBe(-30)
  expect([...below.shares].filter((_, i) => below.heights[i] === -30).every(share => share === 0)).toBe(true)
})

test('limits above ground follow the ground at every vertex', () => {
  const slope: GroundAt = (x, y) => 500 + 1e-4 * (x - mercatorX(10) * WORLD) + 2e-5 * (y - mercatorY(48) * WORLD)
  const body = airspace(at(300, 'agl'), at(762, 'agl'))
  expect(followsGround(body)).toBe(true)
  const {places, heights, triangles} = buildMesh([body], new Map([[0, slope]]), SPAN)
  expect(triangles.length / 3).toBeGreaterThan(500)
  for (let i = 0; i < heights.length; i++) {
    const above = heights[i] - slope(places[2 * i], places[2 * i + 1])
    expect(Math.min(Math.abs(above - 300), Math.abs(above - 762))).toBeLessThan(0.5)
  }
})

test('a ceiling below its floor leaves no body upside down', () => {
  const {heights} = buildMesh([airspace(at(3000), at(1000))], new Map(), SPAN)
  expect(new Set(heights)).toEqual(new Set([3000]))
})

test('owners tell the airspaces apart', () => {
  const {owners} = buildMesh([airspace(at(0), at(1), 0), airspace(at(0), at(1), 7)], new Map(), SPAN)
  expect(new Set(owners)).toEqual(new Set([0, 7]))
})
