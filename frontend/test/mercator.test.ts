import {describe, expect, test} from 'vitest'
import {latitudeOf, longitudeOf, mercatorX, mercatorY, unwrap, WORLD} from '../src/mercator'

describe('mercator', () => {
  test('there and back', () => {
    expect(longitudeOf(mercatorX(10.5))).toBeCloseTo(10.5, 9)
    expect(latitudeOf(mercatorY(-47.1))).toBeCloseTo(-47.1, 9)
    expect(mercatorY(90)).toBeCloseTo(0, 6)
  })

  test('the nearest copy', () => {
    expect(unwrap(0.01 * WORLD, 0.99 * WORLD)).toBeCloseTo(1.01 * WORLD, 0)
    expect(unwrap(0.99 * WORLD, 0.01 * WORLD)).toBeCloseTo(-0.01 * WORLD, 0)
  })
})
