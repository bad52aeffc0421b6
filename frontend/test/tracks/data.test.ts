import {describe, expect, test} from 'vitest'
import {WORLD} from '../../src/mercator'
import {STRIDE, trackName, usualRange} from '../../src/tracks/data'
import {sample} from './support'

describe('data', () => {
  test('a track over the antimeridian is not torn', () => {
    const {fixes} = sample()
    const step = fixes[STRIDE * 5] - fixes[STRIDE * 4]
    expect(step).toBeCloseTo((0.2 / 360) * WORLD, -2)
  })

  test('positions are exact to a few centimetres', () => {
    const {fixes} = sample()
    const longitude = (fixes[STRIDE] / WORLD - 0.5) * 360
    expect(Math.abs(longitude - 10.1) * 111_320).toBeLessThan(0.04)
  })

  test('times count from the first fix, heights keep what is unknown', () => {
    const data = sample()
    expect(data.timeOrigin).toBe(1264082602000)
    expect(data.fixes[STRIDE * 3 + 2]).toBe(900_000)
    expect(data.floats[STRIDE * 2 + 3]).toBeNaN()
    expect(data.heights).toEqual([500, 4000])
  })

  test('a track without a callsign goes by its identifier', () => {
    expect(trackName(sample(), 0)).toBe('DLH4AB')
    expect(trackName(sample(), 1)).toBe('<img src=x onerror=alert(1)>')
  })

  test('one wild height does not stretch the colours', () => {
    const heights = Array.from({length: 5000}, (_, i) => 1000 + (i % 100))
    heights[17] = 90_000
    expect(usualRange(heights)).toEqual([1000, 1099])
    expect(usualRange([NaN])).toBeNull()
  })
})
