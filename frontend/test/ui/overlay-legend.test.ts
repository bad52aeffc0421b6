// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import type {OverlayLegend, VectorOverlaySpec} from '../../src/scene'
import {digitsFor, overlayLegend} from '../../src/ui/overlay-legend'
import {settings} from '../support'

const spec = (legend: OverlayLegend): VectorOverlaySpec => ({
  id: 'overlay-0', kind: 'overlay', name: 'Zonen', synthetic: false, note: '', visible: true, opacity: 1, form: 'vector', resource: '', count: 1234, bounds: null,
  colours: ['#c2571a'], width: 1, fill_opacity: 0.2, labelled: false, shapes: ['area'], legend,
})

describe('legends', () => {
  test('one colour is a swatch for each kind of shape', () => {
    const legend = overlayLegend({...spec({kind: 'single'}), shapes: ['area', 'point']}, settings({Area: 'Fläche', Point: 'Punkt'}))!
    expect([...legend.querySelectorAll('.legend-row')].map(row => row.textContent)).toEqual(['Fläche', 'Punkt'])
    expect(legend.querySelectorAll('.swatch')).toHaveLength(2)
  })

  test('categories are texts, whatever they hold', () => {
    const hostile = '<img src=x onerror=alert(1)>'
    const legend = overlayLegend(spec({kind: 'categories', title: 'art', entries: [{text: hostile, colour: '#1f77b4'}], others: true, other_colour: '#80868c'}), settings({others: 'andere'}))!
    expect(legend.querySelector('img')).toBeNull()
    expect([...legend.querySelectorAll('.legend-row')].map(row => row.textContent)).toEqual([hostile, 'andere'])
  })

  test('a ramp has its ends and unit', () => {
    const legend = overlayLegend(spec({kind: 'ramp', title: 'wert', unit: 'mm', low: 0.25, high: 1.5, colours: ['#000000', '#ffffff'], missing: true}), settings({'no value': 'kein Wert'}))!
    expect([...legend.querySelectorAll('.ramp-scale span')].map(span => span.textContent)).toEqual(['0,3 mm', '1,5 mm'])
    expect(legend.textContent).toContain('kein Wert')
  })

  test('an image has none', () => expect(overlayLegend(spec({kind: 'none'}), settings())).toBeNull())
})

test('the ends of a ramp differ in their decimals', () => {
  expect([digitsFor(0, 4000), digitsFor(0, 1), digitsFor(0.001, 0.002), digitsFor(5, 5), digitsFor(null, null)]).toEqual([0, 1, 4, 0, 1])
})
