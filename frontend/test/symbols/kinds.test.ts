import {describe, expect, test} from 'vitest'
import {KINDS, KIND_TITLES, kindOf, kindsOf, turns, type Kind} from '../../src/symbols/kinds'
import {SHAPES} from '../../src/symbols/shapes'
import {TEXTS} from '../../src/texts'
import {randomTracks} from '../tracks/random'

describe('kinds', () => {
  test.each<[Kind, string[]]>([
    ['airliner', ['A320', 'A20N', 'B738', 'B77W', 'B789', 'AT72', 'E190', 'A359', 'A333', 'B748', 'CRJ9', 'DH8D', ' a321 ']],
    ['light', ['C172', 'PC12', 'P28A', 'DA40', 'SR22', 'TB20', 'Ultralight']],
    ['helicopter', ['H145', 'EC35', 'R44', 'MI8', 'AS50', 'A139', 'H60', 'Hubschrauber']],
    ['glider', ['GLID', 'ASK21', 'ASW 20', 'LS4', 'DG-1000', 'Discus 2b', 'Segelflugzeug']],
    ['paraglider', ['Paraglider', 'Gleitschirm']],
    ['balloon', ['BALL', 'Hot air balloon', 'Ballon']],
    ['airship', ['SHIP', 'Zeppelin NT']],
    ['uav-fixed', ['bayraktar-tb2', 'bayraktar-akinci', 'anka-s', 'wing-loong-1', 'orlan-10', 'MQ-9', 'RQ-4', 'UAV', 'Drohne']],
    ['uav-rotor', ['Quadcopter', 'DJI M300', 'Multikopter', 'Hexacopter']],
    ['unknown', ['', 'ZZZZ', 'X', 'A7', 'B2', 'toString', 'constructor', 'LS', 'BALLISTIC', '<img>']],
  ])('%s', (kind, types) => expect(types.map(type => [type, kindOf(type)])).toEqual(types.map(type => [type, kind])))

  test('nothing known is an unknown kind', () => expect([kindOf(null), kindOf(undefined)]).toEqual(['unknown', 'unknown']))

  test('of tracks come from their types', () => {
    const data = randomTracks(3)
    expect(kindsOf(data)).toEqual(data.meta.platforms!.map(kindOf))
    expect(kindsOf({...data, meta: {...data.meta, platforms: undefined}})).toEqual(Array(data.count).fill('unknown'))
  })

  test('each has a shape on the grid and a name; only balloons do not turn', () => {
    for (const kind of KINDS) {
      const numbers = `${SHAPES[kind].fill} ${SHAPES[kind].lines ?? ''}`.match(/\d*\.?\d+/g)!.map(Number)
      expect(Math.max(...numbers)).toBeLessThanOrEqual(24)
      expect(TEXTS).toContain(KIND_TITLES[kind])
    }
    expect(KINDS.filter(kind => !turns(kind))).toEqual(['balloon'])
  })
})
