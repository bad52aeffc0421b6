import {describe, expect, test} from 'vitest'
import {leg} from '../../src/geodesy'
import {latitudeOf, longitudeOf, mercatorX, mercatorY, WORLD} from '../../src/mercator'
import {climbBetween, speedBetween, speedsOf} from '../../src/tracks/motion'
import {made} from './support'

const at = (longitude: number, latitude: number): [number, number] => [Math.round(mercatorX(longitude) * WORLD), Math.round(mercatorY(latitude) * WORLD)]

describe('speed over ground', () => {
  test.each([0, 23, 47, 70, -82])('is that over the ellipsoid to a thousandth, at %i°', latitude => {
    for (const [dx, dy] of [[0.05, 0], [0, 0.05], [0.03, -0.04]]) {
      const [from, to] = [at(10, latitude), at(10 + dx, latitude + dy)]
      const data = {...made([[...from, 0, 0], [...to, 50_000, 100]]), tick: 1}
      const [start, end] = [from, to].map(([x, y]) => ({longitude: longitudeOf(x / WORLD), latitude: latitudeOf(y / WORLD)}))
      const metres = leg(start, end).distance
      expect(Math.abs(speedBetween(data, 0, 1) / (metres / 50) - 1)).toBeLessThan(1e-3)
    }
  })

  test('is unknown where no time passes', () => expect(speedBetween(made([[0, 0, 5, 0], [9, 9, 5, 0]]), 0, 1)).toBeNaN())
})

test('vertical rate in m/s, unknown beside an unknown height', () => {
  const data = {...made([[0, 0, 0, 1000], [9, 9, 20, 1060], [9, 9, 40, NaN]]), tick: 500}
  expect(climbBetween(data, 0, 1)).toBeCloseTo(6)
  expect(climbBetween(data, 1, 2)).toBeNaN()
})

describe('the speeds of a flight', () => {
  const unit = speedBetween({...made([[0, 5e8, 0, 0], [1000, 5e8, 10_000, 0]]), tick: 1}, 0, 1) / 1000 // m/s for each unit in ten seconds
  const flight = (steps: number[], seconds = 10) => {
    let x = 0
    const data = made([0, ...steps].map((step, i) => [(x += step), 5e8, i * seconds * 1000, 0]))
    return {...data, tick: 1, gaps: new Uint8Array(data.fixCount)}
  }

  test('are not disturbed by a position that was repeated and made up for', () => {
    const speeds = speedsOf(flight([1000, 1000, 1000, 0, 2000, 1000, 1000, 1000]))
    for (const speed of speeds) expect(speed / unit).toBeCloseTo(1000, 0)
  })

  test('follow what lasts, and are each segment\'s own where fixes are far apart', () => {
    expect([...speedsOf(flight([1000, 1000, 1000, 1000, 200, 200, 200, 200]))].map(speed => Math.round(speed / unit))).toEqual([1000, 1000, 1000, 1000, 200, 200, 200, 200, 200])
    expect([...speedsOf(flight([6000, 0, 12_000], 60))].map(speed => Math.round(speed / unit))).toEqual([1000, 0, 2000, 2000])
  })

  test('of a single fix are unknown', () => expect([...speedsOf(made([[0, 0, 0, 0]]))]).toEqual([NaN]))
})
