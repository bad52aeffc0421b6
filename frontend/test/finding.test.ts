import {describe, expect, it} from 'vitest'
import {boundsOf, find, plain, underOf} from '../src/finding'
import type {Item} from '../src/layers'
import {WORLD} from '../src/mercator'
import {made} from './tracks/support'

const named = (data: ReturnType<typeof made>, ...callsigns: string[]) => ({...data, meta: {...data.meta, callsigns, ids: callsigns}})
const half = WORLD / 2
const flights = named(made([[half, half, 0, 1], [half + WORLD / 36, half, 9, 1]], [[0, 0, 0, 1], [1, 1, 9, 1]], [[0, 0, 0, 1], [1, 1, 9, 1]]), 'DLH400', 'KZR4', 'DLH40')
const items = [
  {tracks: {data: flights}},
  {airspaces: {airspaces: [
    {index: 5, name: 'CTR Almaty', polygons: [[]], west: 76, south: 43, east: 78, north: 44}, {index: 6, name: null, polygons: [[]]}, {index: 7, name: 'KZR leer', polygons: []},
  ]}},
  {places: {named: [{name: 'Almaty', longitude: 76.9, latitude: 43.2}, {name: 'Öskemen', longitude: 82.6, latitude: 49.9}]}},
] as unknown as Item[]
const cities = [{name: 'Almaty', longitude: 76.9, latitude: 43.2}, {name: 'Straße am See', longitude: 1, latitude: 2}]
const names = (text: string) => find(text, items, cities).map(({kind, name}) => `${kind} ${name}`)

describe('finding', () => {
  it('takes whole names before beginnings, and these before parts', () => {
    expect(names('dlh40')).toEqual(['track DLH40', 'track DLH400'])
    expect(names('almaty')).toEqual(['place Almaty', 'airspace CTR Almaty'])
    expect(names('zr')).toEqual(['track KZR4'])
  })

  it('does without accents, case and punctuation', () => {
    expect(names('oskemen')).toEqual(['place Öskemen'])
    expect(names('STRASSE')).toEqual(['city Straße am See'])
    expect(plain(' Almaty–Süd/2 ')).toBe('almaty sud 2')
  })

  it('offers a typed position first, and nothing for nothing', () => {
    expect(find('47.5 10.25', items, cities)[0]).toEqual({kind: 'position', name: '47.5 10.25', position: {longitude: 10.25, latitude: 47.5}})
    expect([names(''), names(' '), names('–'), names('xyz')]).toEqual([[], [], [], []])
  })

  it('keeps room for places among many of a like name', () => {
    const zones = {airspaces: {airspaces: Array.from({length: 12}, (_, index) => ({index, name: `ZURICH ${index} TMA`, polygons: [[]], west: 8, south: 47, east: 9, north: 48}))}} as unknown as Item
    const found = find('zur', [zones], [{name: 'Zürich', longitude: 8.5, latitude: 47.4}]).map(({name}) => name)
    expect(found).toHaveLength(8)
    expect(found.at(-1)).toBe('Zürich')
    expect(find('zur', [zones], []).map(({name}) => name)).toEqual(Array.from({length: 8}, (_, i) => `ZURICH ${i} TMA`))
  })

  it('lists eight at most', () => {
    const many = Array.from({length: 30}, (_, i) => ({name: `Ort ${i}`, longitude: 0, latitude: 0}))
    expect(find('ort', [], many)).toHaveLength(8)
  })

  it('knows what is to be seen of each', () => {
    const [flight] = find('DLH400', items, cities)
    expect(boundsOf(flight)).toEqual([0, 0, 10, 0].map(degrees => expect.closeTo(degrees, 6)))
    expect(boundsOf(find('CTR', items, cities)[0])).toEqual([76, 43, 78, 44])
    expect(boundsOf(find('Öskemen', items, cities)[0])).toEqual([82.6, 49.9, 82.6, 49.9])
  })

  it('tells of a flight at the picture\'s time, or where it is nearest to it', () => {
    const [flight] = find('DLH400', items, cities)
    if (!('item' in flight)) throw new Error('a flight has a layer')
    expect([-5, 4, 50, null].map(time => underOf(flight, time))).toMatchObject([0, 4, 9, 0].map(time => ({kind: 'track', index: 0, time})))
    const [airspace] = find('CTR', items, cities)
    if (!('item' in airspace)) throw new Error('an airspace has a layer')
    expect(underOf(airspace, 4)).toMatchObject({kind: 'airspace', index: 5, airspace: {name: 'CTR Almaty'}})
  })
})
