import {expect, test} from 'vitest'
import {suitableExaggeration} from '../../src/space/exaggeration'

test('true heights from near, many times too high from far', () => {
  expect(suitableExaggeration(14)).toBe(1)
  expect(suitableExaggeration(12)).toBe(1)
  const steps = [12, 10, 8, 6, 4, 2].map(suitableExaggeration)
  expect([...steps].sort((a, b) => a - b)).toEqual(steps)
  expect(suitableExaggeration(4)).toBeGreaterThanOrEqual(20)
})
