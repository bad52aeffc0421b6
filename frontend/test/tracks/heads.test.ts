import {describe, expect, test} from 'vitest'
import {NO_FILTER} from '../../src/tracks/filtering'
import {inFlight} from '../../src/tracks/heads'
import {made} from './support'

describe('in flight', () => {
  const data = made([[0, 0, 0, 100], [100, 0, 10, 200], [100, 200, 400, 300], [100, 300, 410, NaN]])

  test('from the first fix to the last, gaps included', () => {
    expect([-1, 0, 200, 410, 411].map(ticks => inFlight(data, ticks, NO_FILTER))).toEqual([0, 1, 1, 1, 0])
  })

  test('follows the altitude filter; where the height is unknown it counts, unless that is unwanted', () => {
    expect([5, 8, 200, 405].map(ticks => inFlight(data, ticks, {...NO_FILTER, range: [0, 160]}))).toEqual([1, 0, 1, 1])
    expect([5, 8, 200, 405].map(ticks => inFlight(data, ticks, {...NO_FILTER, range: [0, 160], unknown: false}))).toEqual([1, 0, 0, 0])
  })
})
