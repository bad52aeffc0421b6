import {describe, expect, test} from 'vitest'
import {Formatter} from '../src/format'
import {fromSi, toSi, unitName, writeQuantity, type Quantity} from '../src/quantities'

const write = (value: number, quantity: Quantity, units: 'aviation' | 'metric') => writeQuantity(value, quantity, new Formatter('de', units)).replace(/\s/g, ' ')

describe('units', () => {
  test.each<[Quantity, string, string]>([['height', 'ft', 'm'], ['speed', 'kt', 'km/h'], ['vertical_rate', 'ft/min', 'm/s'], ['length', 'NM', 'm'], ['angle', '°', '°'], ['', '', '']])(
    '%s in %s or %s', (quantity, aviation, metric) => expect([unitName(quantity, 'aviation'), unitName(quantity, 'metric')]).toEqual([aviation, metric]))

  test('are converted exactly and back', () => {
    expect(fromSi(1852 / 3600, 'speed', 'aviation')).toBe(1)
    expect(fromSi(10, 'speed', 'metric')).toBeCloseTo(36, 12)
    expect(fromSi(0.3048, 'vertical_rate', 'aviation')).toBeCloseTo(60, 12)
    for (const quantity of ['height', 'speed', 'vertical_rate', 'length'] as const) expect(fromSi(toSi(123.4, quantity, 'aviation'), quantity, 'aviation')).toBeCloseTo(123.4, 10)
  })
})

test('written with three figures', () => {
  expect(write(118.32, 'speed', 'aviation')).toBe('230 kt')
  expect(write(-7.62, 'vertical_rate', 'aviation')).toBe('-1.500 ft/min')
  expect(write(-7.62, 'vertical_rate', 'metric')).toBe('-7,62 m/s')
  expect(write(270, 'angle', 'metric')).toBe('270°')
  expect(write(0.0123, '', 'metric')).toBe('0,012')
})
