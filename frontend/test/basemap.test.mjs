import {feature} from 'topojson-client'
import {createRequire} from 'node:module'
import {describe, expect, test} from 'vitest'
import {buildBasemap, countriesGeoJson} from '../basemap/build.mjs'
import {contains, poleOfInaccessibility} from '../basemap/geometry.mjs'
import {mend} from '../basemap/mend.mjs'
import {placesColumns} from '../basemap/places.mjs'

const require = createRequire(import.meta.url)
const {topology, labels} = buildBasemap()

function countriesAt(map, longitude, latitude) {
  return feature(map, map.objects.countries).features
    .filter(({geometry}) => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).some(rings => contains(rings, longitude, latitude)))
    .map(({id}) => id)
}

describe('borders', () => {
  test('Crimea is part of Ukraine, and of nothing else', () => {
    expect(countriesAt(topology, 34.1, 44.95)).toEqual(['804']) // Simferopol
    expect(countriesAt(topology, 33.55, 44.6)).toEqual(['804']) // Sevastopol
    expect(countriesAt(topology, 36.3, 45.3)).toEqual(['804']) // Kerch
  })

  test('Russia and the mainland of Ukraine keep their own', () => {
    expect(countriesAt(topology, 37.6, 55.75)).toEqual(['643'])
    expect(countriesAt(topology, 38.97, 45.04)).toEqual(['643']) // Krasnodar
    expect(countriesAt(topology, 30.5, 50.45)).toEqual(['804'])
  })

  test('Baikonur lies in Kazakhstan', () => expect(countriesAt(topology, 63.3, 45.96)).toEqual(['398']))

  test('at 1:10 million Baikonur is merged as well', () => {
    const {topology: fine} = mend(require('world-atlas/countries-10m.json'))
    expect(countriesAt(fine, 63.3, 45.96)).toEqual(['398'])
    expect(countriesAt(fine, 34.1, 44.95)).toEqual(['804'])
    expect(fine.objects.countries.geometries.some(({properties}) => /Ba[iy]konur/.test(properties.name))).toBe(false)
  })

  test('the line between Crimea and the mainland is drawn as disputed', () => {
    const {coordinates} = feature(topology, topology.objects.disputed).geometry
    const points = coordinates.flat()
    expect(points.length).toBeGreaterThan(1)
    for (const [longitude, latitude] of points) expect(longitude > 33 && longitude < 35.5 && latitude > 45.7 && latitude < 46.4).toBe(true)
  })
})

describe('countries of the static map', () => {
  const {features} = countriesGeoJson()
  const partsOf = id => features.find(feature => feature.id === id).geometry.coordinates
  const longitudes = ([outer]) => outer.map(([longitude]) => longitude)
  const box = part => [Math.min(...longitudes(part)), Math.max(...longitudes(part))]

  test('no line goes across the world, and none beyond its edges', () => {
    for (const {geometry} of features) {
      for (const ring of geometry.coordinates.flat()) {
        for (let i = 1; i < ring.length; i++) {
          // along the pole the Antarctic's edge may
          if (ring[i][1] > -89) expect(Math.abs(ring[i][0] - ring[i - 1][0])).toBeLessThan(90)
          expect(Math.abs(ring[i][0])).toBeLessThanOrEqual(180)
        }
      }
    }
  })

  test.each([['Fiji', '242'], ['Russia', '643']])('%s lies on both sides, each part narrow', (_, id) => {
    const boxes = partsOf(id).map(box)
    expect(boxes.some(([west]) => west < -179)).toBe(true)
    expect(boxes.some(([, east]) => east > 179)).toBe(true)
    for (const [west, east] of boxes) expect(east - west).toBeLessThan(170)
  })

  test('Chukotka reaches its eastern cape', () => {
    const east = Math.max(...partsOf('643').flatMap(longitudes).filter(longitude => longitude < 0))
    expect(east).toBeGreaterThan(-170.5)
  })

  test('places are where they were', () => {
    const at = (longitude, latitude) => features.filter(({geometry}) => geometry.coordinates.some(rings => contains(rings, longitude, latitude))).map(({id}) => id)
    expect([at(63.3, 45.96), at(34.1, 44.95), at(100, 65), at(-175, 67), at(178, -18), at(0, -80)]).toEqual([['398'], ['804'], ['643'], ['643'], ['242'], ['010']])
  })
})

describe('names', () => {
  const named = name => labels.find(({name_de}) => name_de === name)

  test('in both languages, inside their countries', () => {
    for (const [german, english, id] of [['Deutschland', 'Germany', '276'], ['Kasachstan', 'Kazakhstan', '398'], ['Frankreich', 'France', '250'], ['Schweiz', 'Switzerland', '756']]) {
      const {name_en, longitude, latitude} = named(german)
      expect(name_en).toBe(english)
      expect(countriesAt(topology, longitude, latitude)).toEqual([id])
    }
  })

  test('every country has a name and a place', () => {
    expect(labels.length).toBeGreaterThan(200)
    for (const label of labels) expect(label.name_de && label.name_en && Number.isFinite(label.longitude + label.latitude)).toBeTruthy()
  })
})

test('the pole of inaccessibility is the deepest point', () => {
  const {longitude, latitude, depth} = poleOfInaccessibility([[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]], 0.01)
  expect(depth).toBeCloseTo(1, 1)
  expect(latitude).toBeCloseTo(1, 1)
  expect(longitude).toBeGreaterThan(0.9)
})

test('cities by size, capitals counting for more', () => {
  const rows = [
    {name_de: 'Klein', name_en: 'Klein', longitude: 1, latitude: 2, population: 5, capital: false},
    {name_de: 'Groß', name_en: 'Big', longitude: 3, latitude: 4, population: 9, capital: false},
    {name_de: 'Haupt', name_en: 'Haupt', longitude: 5, latitude: 6, population: 2, capital: true},
  ]
  expect(placesColumns(rows)).toMatchObject({name_de: ['Haupt', 'Groß', 'Klein'], name_en: ['', 'Big', ''], capital: [1, 0, 0]})
})
