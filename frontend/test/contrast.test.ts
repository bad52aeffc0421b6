import {expect, test} from 'vitest'
import {contrast, mix, readable, rgbOf} from '../src/contrast'

test('contrast as WCAG defines it', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5)
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
  expect(contrast([1, 2, 3], [1, 2, 3])).toBe(1)
})

test('a colour changes only as far as it must', () => {
  expect(readable([0, 0, 90], [[255, 255, 255]], [0, 0, 0])).toEqual([0, 0, 90])
  const lifted = readable([20, 60, 150], [[10, 15, 20]], [255, 255, 255])
  expect(contrast(lifted, [10, 15, 20])).toBeGreaterThanOrEqual(4.5)
  expect(lifted).not.toEqual([255, 255, 255])
  expect(lifted[2]).toBeGreaterThan(lifted[0])
})

test('reading and mixing', () => {
  expect(rgbOf('#0e151c')).toEqual([14, 21, 28])
  expect(mix([0, 100, 200], [100, 100, 0], 0.25)).toEqual([25, 100, 150])
})
