import {describe, expect, test} from 'vitest'
import {decimalDegrees, Formatter, niceBelow, sexagesimal, utc, wrapLongitude} from '../src/format'

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')

describe('format', () => {
  const german = new Formatter('de', 'aviation')

  test('heights in the unit shown; flight levels only of pressure altitudes', () => {
    expect(plain(german.height(376.2))).toBe('1.234 ft')
    expect(german.height(10820.4, 'altitude_pressure')).toBe('FL355')
    expect(plain(german.height(10820.4, 'altitude_amsl'))).toBe('35.500 ft')
    expect(plain(german.height(914.4, 'altitude_pressure'))).toBe('3.000 ft')
    expect(plain(new Formatter('en', 'metric').height(1234.4, 'altitude_pressure'))).toBe('1,234 m')
    expect(plain(german.height(-0.01))).toBe('0 ft')
  })

  test('times are UTC', () => expect(utc(Date.UTC(2010, 0, 21, 14, 3, 22, 900))).toBe('21.01.2010 14:03:22 UTC'))

  test('coordinates', () => {
    expect(decimalDegrees(10.54321, 47.12345, german)).toBe('47,12345° N  10,54321° E')
    expect(sexagesimal(-70.5, -33.999999)).toBe('34°00′00″ S  070°30′00″ W')
    expect(decimalDegrees(190, 0, german)).toContain('170,00000° W')
    expect(wrapLongitude(-180)).toBe(-180)
  })

  test('scale numbers', () => expect([0.7, 1, 3, 9.9, 4321].map(niceBelow)).toEqual([0.5, 1, 2, 5, 2000]))
})
