import {expect, test} from 'vitest'
import {limitOf, type Surface} from '../../src/space/limits'

test('limits without a height of their own', () => {
  expect(limitOf({levels: [], join: 'max'})).toBe('unknown')
  expect(limitOf({levels: [[null, 'amsl']], join: 'max'})).toBe('unlimited')
  expect(limitOf({levels: [[0, 'agl']], join: 'max'})).toBe('ground')
  expect(limitOf({levels: [[3000, 'amsl'], [null, 'amsl']], join: 'max'})).toBe('unlimited')
})

test('the lower of a height and no limit is the height', () => {
  expect((limitOf({levels: [[3000, 'amsl'], [null, 'amsl']], join: 'min'}) as Surface).at(100)).toBe(3000)
})

test('joined levels: FL130, but at least 1000 ft above ground', () => {
  const limit = limitOf({levels: [[3962.4, 'pressure'], [304.8, 'agl']], join: 'max'}) as Surface
  expect(limit.follows).toBe(true)
  expect(limit.at(500)).toBe(3962.4)
  expect(limit.at(4000)).toBeCloseTo(4304.8)
  expect((limitOf({levels: [[3962.4, 'pressure'], [304.8, 'agl']], join: 'min'}) as Surface).at(500)).toBeCloseTo(804.8)
})
