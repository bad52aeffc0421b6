import {describe, expect, test} from 'vitest'
import {inFlight, passes} from '../../src/tracks/heads'
import {made} from './support'

describe('position', () => {
  const data = made([[0, 0, 0, 100], [100, 0, 10, 200], [100, 200, 400, 300], [100, 300, 410, NaN]])

  test('unknown heights pass the altitude filter', () => {
    expect(passes(NaN, [0, 100])).toBe(true)
    expect(passes(200, [0, 100])).toBe(false)
    expect(inFlight(data, 200)).toBe(1)
  })
})
