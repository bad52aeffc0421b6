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

  const {coordinates: disputed} = feature(topology, topology.objects.disputed).geometry
  const {coordinates: settled} = feature(topology, topology.objects.borders).geometry
  const within = ([x, y], [west, south, east, north]) => x >= west && x <= east && y >= south && y <= north
  const reaches = (lines, box) => lines.some(line => line.filter(point => within(point, box)).length > 1)

  test.each([
    ['Crimea and the mainland', [33, 45.7, 35.5, 46.4]], ['Kosovo', [20, 42, 21.8, 43.3]], ['Somaliland', [47.9, 8, 49.1, 11.4]], ['Northern Cyprus', [32.6, 35, 34.1, 35.3]],
    ['Western Sahara', [-12, 23, -8, 27.8]], ['the West Bank', [34.8, 31.3, 35.6, 32.6]], ['the Golan', [35.7, 32.7, 36, 33.4]], ['Kashmir', [73.7, 33, 76.9, 35.2]],
    ['Aksai Chin', [77.9, 32, 80.5, 35.5]], ['Arunachal Pradesh', [91.7, 27.6, 97, 29.5]], ['Halaib', [34, 21.8, 36.9, 22.2]],
  ])('the border of %s is drawn as disputed', (_, box) => expect(reaches(disputed, box)).toBe(true))

  test.each([['France and Germany', [7.5, 48, 8.3, 49]], ['India and Pakistan in the desert', [69, 24, 74, 31]], ['Egypt and Sudan in the west', [25, 21.9, 33, 22.1]], ['Kazakhstan and Russia', [50, 48, 87, 56]]])(
    'that of %s is not', (_, box) => {
      expect(reaches(disputed, box)).toBe(false)
      expect(reaches(settled, box)).toBe(true)
    })

  test('no line is drawn both ways', () => {
    const key = (a, b) => [a, b].map(String).sort().join(' ')
    const steps = lines => lines.flatMap(line => line.slice(1).map((point, i) => key(line[i], point)))
    const dashed = new Set(steps(disputed))
    expect(steps(settled).filter(step => dashed.has(step))).toEqual([])
  })

  test('splitting a border changes no country', () => {
    const before = require('world-atlas/countries-50m.json')
    const area = map => feature(map, map.objects.countries).features.filter(({id}) => ['356', '586', '729', '818'].includes(id)).map(({geometry}) => geometry.coordinates.flat(3).length)
    // the cut's vertex is counted once, as before
    expect(area(topology)).toEqual(area(before))
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

test('cities have German and English names', () => {
  const columns = placesColumns([
    {name_de: 'Warschau', name_en: 'Warsaw', longitude: 21, latitude: 52.2, population: 1.7e6, capital: true},
    {name_de: 'Almaty', name_en: 'Almaty', longitude: 76.9, latitude: 43.2, population: 2e6, capital: false},
  ])
  expect(columns.name_de).toEqual(['Warschau', 'Almaty'])
  expect(columns.name_en).toEqual(['Warsaw', '']) // empty: as in German
})

test('cities by size, capitals counting for more', () => {
  const rows = [
    {name_de: 'Klein', name_en: 'Klein', longitude: 1, latitude: 2, population: 5, capital: false},
    {name_de: 'Groß', name_en: 'Big', longitude: 3, latitude: 4, population: 9, capital: false},
    {name_de: 'Haupt', name_en: 'Haupt', longitude: 5, latitude: 6, population: 2, capital: true},
  ]
  expect(placesColumns(rows)).toMatchObject({name_de: ['Haupt', 'Groß', 'Klein'], name_en: ['', 'Big', ''], capital: [1, 0, 0]})
})
