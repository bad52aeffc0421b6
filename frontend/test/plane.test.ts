import {expect, test} from 'vitest'
import {contains, labelPoint, type Point} from '../src/plane'

test('labels lie inside, also of a crescent', () => {
  const crescent: Point[] = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 9], [8, 9], [8, 1], [0, 1], [0, 0]]
  expect(contains([crescent], ...labelPoint([crescent]))).toBe(true)
})
