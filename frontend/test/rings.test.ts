import {describe, expect, it} from 'vitest'
import {leg} from '../src/geodesy'
import {latitudeOf, longitudeOf, WORLD} from '../src/mercator'
import {parseRadii, Rings, ringAround} from '../src/rings'

const place = (longitude: number, latitude: number) => ({longitude, latitude})
const back = ([x, y]: [number, number]) => place(longitudeOf(x / WORLD), latitudeOf(y / WORLD))

describe('a range ring', () => {
  it('is everywhere as far from its centre as it says', () => {
    for (const [centre, radius] of [[place(75, 47), 50_000], [place(179.9, 60), 900_000], [place(-30, -70), 18_520]] as const) {
      const {lines, label} = ringAround(centre, radius)
      expect(lines).toHaveLength(1)
      for (const point of [...lines[0], label!]) expect(Math.abs(leg(centre, back(point)).distance - radius)).toBeLessThan(0.01)
    }
  })

  it('runs on over the antimeridian without a jump, and closes', () => {
    const [line] = ringAround(place(179.9, 60), 900_000).lines
    expect(Math.max(...line.slice(1).map(([x], i) => Math.abs(x - line[i][0])))).toBeLessThan(WORLD / 50)
    expect(line.at(-1)![0]).toBeCloseTo(line[0][0], -2)
  })

  it('around a pole is one line around the world', () => {
    const {lines, label} = ringAround(place(20, 80), 2_000_000)
    expect(lines).toHaveLength(1)
    expect(Math.abs(lines[0].at(-1)![0] - lines[0][0][0]) / WORLD).toBeCloseTo(1, 5)
    expect(label).not.toBeNull()
  })

  it('is left out where Web Mercator ends, and then labelled in the south', () => {
    const {lines, label} = ringAround(place(20, 84), 300_000)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.flat().every(point => Math.abs(back(point).latitude) < 85.06)).toBe(true)
    expect(back(label!).latitude).toBeLessThan(84)
    expect(ringAround(place(0, 90), 100_000)).toMatchObject({lines: [], label: null})
  })
})

describe('radii', () => {
  it('are read in the unit shown, with decimal commas', () => {
    expect(parseRadii('5; 10;25', 1852)).toEqual([9260, 18520, 46300])
    expect(parseRadii('10 5', 1000)).toEqual([5000, 10_000])
    expect(parseRadii('2,5, 2.5, 10', 1000)).toEqual([2500, 10_000])
  })

  it('are refused where they are none, too long or too many', () => {
    for (const text of ['', 'x', '5; -1', '0', '5; 1e3', '20001', Array(21).fill('1').join(';')]) expect(parseRadii(text, 1000)).toBeNull()
  })
})

it('rings are added and removed, and every change is told', () => {
  let told = 0
  const rings = new Rings(() => told++, [1000])
  rings.start()
  rings.add(place(1, 1))
  rings.add(place(2, 2))
  rings.remove(0)
  expect(rings.centres).toEqual([place(2, 2)])
  rings.stop()
  expect(rings.centres).toHaveLength(1) // they stay on the map
  rings.clear()
  expect([rings.centres.length, told]).toEqual([0, 6])
})
