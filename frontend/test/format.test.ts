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

  test('what was measured is not rounded as a scale is', () => {
    const metric = new Formatter('en', 'metric')
    expect([116564.45, 971300].map(metres => plain(german.measured(metres)))).toEqual(['62,94 NM', '524,5 NM'])
    expect([9999.4, 116564.45].map(metres => plain(metric.measured(metres)))).toEqual(['9,999 m', '116.56 km'])
    expect([2.5e5, 8376498721.2, 8.376e7].map(square => plain(metric.area(square)))).toEqual(['250,000 m²', '8,376 km²', '83.76 km²'])
    expect(plain(german.area(8376498721.2))).toBe('2.442 NM²')
    expect([7.46, 359.97, 0, 123.45].map(degrees => german.bearing(degrees))).toEqual(['007,5°', '000,0°', '000,0°', '123,5°'])
  })

  test('scale numbers', () => expect([0.7, 1, 3, 9.9, 4321].map(niceBelow)).toEqual([0.5, 1, 2, 5, 2000]))
})
