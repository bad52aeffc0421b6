import {expect, test} from 'vitest'
import {applyView, decodeView, encodeView, linkTo, viewIn, viewOf, type View} from '../../src/handout/link'
import {Model} from '../../src/model'
import {panel} from '../support'

const VIEW: View = {
  view_state: {longitude: 76.9, latitude: 43.3, zoom: 8.25, bearing: -20, pitch: 55}, time_ms: 1778585535000, trail: 900, altitude_range: [0, 3000],
  layer_state: {'tracks-0': {visible: false, opacity: 0.5}, 'Lufträume': {visible: true, opacity: 1}}, filters: {speed: [null, 120], types: ['anka-s'], callsign: 'DLH*', sources: ['a'], hours: [22, 6], unknown: 'hide'}, colour_by: 'speed', symbols: 'app6',
  basemap: 'karte', view_3d: true, exaggeration: null, units: 'metric',
}

test('a view travels in an address and arrives as it was', () => {
  const link = linkTo('http://127.0.0.1:5006/kasachstan#old', VIEW)
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:5006\/kasachstan#lage=[\w-]+$/)
  expect(viewIn(link)).toEqual(VIEW)
  const model = new Model(panel({}))
  applyView(model, viewIn(link)!)
  expect(viewOf(model)).toEqual(VIEW)
})

test('filters that are none are left out as a whole', () => {
  for (const filters of [{other: 1}, {hours: [1]}, {callsign: 'x'.repeat(300)}, {speed: ['1', 2]}, {toString: 1}, []]) expect(decodeView(encodeView({filters} as never))).toEqual({})
  expect(decodeView(encodeView({filters: {}}))).toEqual({filters: {}})
})

test('other addresses are no views', () => {
  for (const address of ['http://host/', 'http://host/#lage=', 'http://host/#lage=%%%', 'http://host/#lage=bm9uZQ', 'http://host/#section']) expect(viewIn(address)).toBeNull()
  expect(decodeView('A'.repeat(30_000))).toBeNull()
})

test('what is not what it should be is left out', () => {
  const hostile = {
    view_state: {longitude: '1', latitude: 2, zoom: 3, bearing: 0, pitch: 0}, time_ms: 'now', trail: Infinity, altitude_range: [1], units: 'furlongs', exaggeration: 3, filters: {types: 5}, colour_by: 7, symbols: 'hostile',
    layer_state: {a: {visible: 'yes', opacity: 1}}, scene: {title: 'other'}, __proto__: {polluted: true}, view_3d: 1,
  }
  expect(decodeView(encodeView(hostile as never))).toEqual({exaggeration: 3})
  expect(decodeView(encodeView([] as never))).toBeNull()
})
