import {describe, expect, test} from 'vitest'
import {contrast} from '../../src/contrast'
import {FAMILIES, familyOf, labelColour, labelGrounds, type Family} from '../../src/airspaces/families'

describe('airspaces', () => {
  test.each([
    ['CTR', 'D', 'control-zone'], ['TMA', 'C', 'control-area'], ['R', null, 'restricted'], ['P', '', 'prohibited'], ['Q', null, 'danger'],
    ['D', 'D', 'class-d'], ['C', null, 'class-c'], ['E', 'E', 'class-efg'], ['RMZ', '', 'mandatory'], ['W', null, 'sector'], ['GP', null, 'restricted'],
    ['', '', 'unknown'], [null, null, 'unknown'], ['', 'G', 'class-efg'], ['danger', null, 'danger'], ['ZZZ', 'C', 'class-c'], ['PJE', null, 'sector'],
  ] as const)('type %s, class %s is %s', (type, icao, family) => expect(familyOf(type, icao)).toBe(family))

  test('families can be told apart without red and green', () => {
    // blue light, which every dichromat but the rare tritanope sees, or a hatch or weight differ
    const {restricted, 'control-zone': zone} = FAMILIES
    expect(zone.light[2] - restricted.light[2]).toBeGreaterThan(80)
    expect(restricted.hatched).not.toBe(zone.hatched)
  })
})

describe('names', () => {
  test.each(['light', 'dark'] as const)('can be read on all usual grounds, %s', theme => {
    for (const family of Object.keys(FAMILIES) as Family[]) {
      for (const ground of labelGrounds(family, theme)) expect(contrast(labelColour(family, theme), ground)).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('keep something of their family\'s colour', () => {
    const [red, , blue] = labelColour('control-zone', 'dark')
    expect(blue - red).toBeGreaterThan(10)
  })
})
