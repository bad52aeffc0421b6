import {expect, test} from 'vitest'
import {fromMetres, toMetres} from '../src/units'

test('feet typed are the stored metres', () => {
  expect(toMetres(35_500, 'aviation')).toBe(10820.4)
  expect(Math.round(fromMetres(10820.4, 'aviation'))).toBe(35_500)
})
