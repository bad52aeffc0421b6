import {expect, test} from 'vitest'
import {WORLD} from '../src/mercator'
import {localMatrix} from '../src/screen'

test('a matrix around the view keeps centimetres in float32', () => {
  const scale = 2 ** 20
  const matrix = [scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, 1, 0, -0.53 * scale, -0.35 * scale, 0, 1]
  const local = localMatrix(matrix, 0.53, 0.35)
  const one = Math.fround(Math.fround(local[0] * 1) + local[12])
  expect(Math.abs(one - scale / WORLD)).toBeLessThan(1e-7)
})
