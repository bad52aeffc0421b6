import {expect, test} from 'vitest'
import {hatchImage} from '../../src/airspaces/hatch'

test('hatching repeats without a seam', () => {
  const {width, height, data} = hatchImage([200, 60, 30])
  const alpha = (x: number, y: number) => data[4 * ((y % height) * width + (x % width)) + 3]
  for (let k = 0; k < 40; k++) expect(alpha(k, 40 - k)).toBe(alpha(k + 1, 39 - k))
  expect(Math.max(...data.filter((_, i) => i % 4 === 3))).toBeGreaterThan(60)
})
