// @vitest-environment happy-dom

import {describe, expect, test, vi} from 'vitest'
import type {HeightRange} from '../../src/tracks/cut'
import type {Filters} from '../../src/tracks/filtering'
import {TrackFiltersPanel} from '../../src/ui/track-filters'
import {HOSTILE, settings} from '../support'

function open(filters: Filters = {}, range: HeightRange = null) {
  const state = {filters, range}
  const host = {
    filters: () => state.filters, range: () => state.range,
    set: vi.fn((next: Filters) => { state.filters = next; panel.update() }), setRange: vi.fn((next: HeightRange) => { state.range = next; panel.update() }),
    types: () => new Map([['A320', 3], [HOSTILE, 1]]), sources: () => new Map([['adsb', 4]]),
  }
  const panel: TrackFiltersPanel = new TrackFiltersPanel(settings(), host, document.createElement('section'))
  const field = <E extends HTMLElement = HTMLInputElement>(name: string) => panel.element.querySelector<E>(`[aria-label="${name}"]`)!
  const type = (name: string, value: string) => {
    field(name).value = value
    field(name).dispatchEvent(new Event('change'))
  }
  const chips = () => [...panel.element.querySelectorAll('.chip-text')].map(chip => chip.textContent!.replace(/\s/g, ' '))
  return {panel, host, state, field, type, chips}
}

describe('filters', () => {
  test('are typed in the unit shown and stand as chips that can be taken away', () => {
    const {type, state, chips, panel} = open()
    type('Lowest speed', '100')
    type('Callsign', 'DLH*')
    type('From, UTC', '22')
    expect(state.filters.hours).toBeUndefined()
    type('Until, UTC', '0530')
    expect(state.filters).toEqual({speed: [expect.closeTo(51.4444, 3), null], callsign: 'DLH*', hours: [22, 5.5]})
    expect(chips()).toEqual(['100 – ∞ kt', 'Callsign DLH*', '22:00 – 05:30 UTC'])
    panel.element.querySelector<HTMLElement>('.chip button')!.click()
    expect(state.filters.speed).toBeUndefined()
  })

  test('of types are ticked; names are text', () => {
    const {panel, state, chips} = open()
    const boxes = [...panel.element.querySelectorAll<HTMLInputElement>('.filter-names input')]
    expect(boxes.length).toBe(2) // of one source alone there is nothing to choose
    boxes[1].checked = true
    boxes[1].dispatchEvent(new Event('change'))
    expect(state.filters.types).toEqual([HOSTILE])
    expect(chips()[0]).toContain(HOSTILE)
    expect(panel.element.querySelector('img')).toBeNull()
    boxes[1].checked = false
    boxes[1].dispatchEvent(new Event('change'))
    expect(state.filters.types).toBeUndefined()
  })

  test('say what becomes of unknown values, and are all taken away at once, heights too', () => {
    const {panel, state, chips, field} = open({unknown: 'hide'}, [500, 3000])
    expect(chips().length).toBe(2)
    field('Remove all filters').click()
    expect([state.filters, state.range]).toEqual([{}, null])
    expect(chips()).toEqual([])
    expect(panel.element.querySelector<HTMLInputElement>('.filter-unknown input')!.checked).toBe(true)
  })

  test('from elsewhere fill the fields, and the count says how many are left', () => {
    const {panel, state, field} = open()
    state.filters = {callsign: 'SWR?2'}
    panel.update()
    expect(field('Callsign').value).toBe('SWR?2')
    panel.showCount(12, 1234)
    expect(panel.element.querySelector('.filter-count')!.textContent).toBe('12 of 1.234 flights')
  })

  test('every control has a name', () => {
    for (const control of open({hours: [1, 2]}).panel.element.querySelectorAll('button, input')) {
      expect(control.getAttribute('aria-label') || control.textContent || control.closest('label')?.textContent).toBeTruthy()
    }
  })
})
