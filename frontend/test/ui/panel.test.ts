// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import type {Item, Layers} from '../../src/layers'
import {Model} from '../../src/model'
import {Settings} from '../../src/settings'
import {BY_HEIGHT} from '../../src/tracks/paint'
import type {TracksLayer} from '../../src/tracks/layer'
import {AltitudeFilter} from '../../src/ui/altitude-filter'
import {LayersPanel} from '../../src/ui/panel'
import {made} from '../tracks/support'
import {panel} from '../support'

const TEXTS = {'1 track': '1 Flugweg', '1 fix': '1 Ortung', '{count} tracks': '{count} Flugwege', '{count} fixes': '{count} Ortungen', '1 airspace': '1 Luftraum', '1 place': '1 Ort'}
const base = {name: 'Ebene', synthetic: false, note: '', visible: true, opacity: 1}
const layersPanel = (items: Partial<Item>[]) => {
  const settings = new Settings(new Model(panel({language: 'de', texts: TEXTS})))
  const layers = {items: items.map(item => ({state: 'ready', visible: true, opacity: 1, ...item}))} as unknown as Layers
  return new LayersPanel(layers, settings, new AltitudeFilter(settings, () => {}), () => null, () => {})
}

const tracks = (id: string, heights: [number, number] | null): Partial<Item> => ({
  spec: {...base, id, kind: 'tracks', resource: '', count: 1, fixes: 2, height: 'altitude_amsl'},
  tracks: {data: {...made([[0, 0, 0, 100], [1, 0, 10, 200]]), height: 'altitude_amsl', heights}, look: {ramp: [0, 1000], paint: BY_HEIGHT}} as unknown as TracksLayer,
})

describe('counts', () => {
  test('one of a kind is singular', () => {
    const facts = (item: Partial<Item>) => layersPanel([item]).element.querySelector('.layer-facts')!.textContent
    expect(facts({spec: {...base, id: 'a', kind: 'tracks', resource: '', count: 1, fixes: 1, height: null}})).toBe('1 Flugweg · 1 Ortung')
    expect(facts({spec: {...base, id: 'a', kind: 'tracks', resource: '', count: 2, fixes: 1234, height: null}})).toBe('2 Flugwege · 1.234 Ortungen')
    expect(facts({spec: {...base, id: 'a', kind: 'airspaces', resource: '', count: 1}})).toBe('1 Luftraum')
    expect(facts({spec: {...base, id: 'a', kind: 'places', resource: '', count: 1}})).toBe('1 Ort')
  })
})

describe('the shared colour scale', () => {
  const said = (items: Partial<Item>[]) => [...layersPanel(items).element.querySelectorAll('.legend')].map(legend => legend.textContent!.includes('Equal colours'))

  test('is mentioned once, in the topmost legend', () => expect(said([tracks('a', [0, 1]), tracks('b', [0, 1])])).toEqual([true, false]))
  test('is not mentioned of one layer alone', () => expect(said([tracks('a', [0, 1])])).toEqual([false]))
  test('a layer of unknown heights has no part in it', () => expect(said([tracks('a', [0, 1]), tracks('b', null)])).toEqual([false, false]))
})

test('every control has a name', () => {
  for (const control of layersPanel([tracks('a', [0, 1])]).element.querySelectorAll('button, input')) {
    const name = control.getAttribute('aria-label') || (control as HTMLInputElement).labels?.[0]?.textContent || control.closest('label')?.textContent
    expect(name).toBeTruthy()
  }
})
