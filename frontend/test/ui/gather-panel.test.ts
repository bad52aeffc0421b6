// @vitest-environment happy-dom

import {expect, test, vi} from 'vitest'
import type {Gathering} from '../../src/gathering'
import type {Pick} from '../../src/scene'
import {GatherPanel} from '../../src/ui/gather-panel'
import {HOSTILE, settings} from '../support'

const pick = (kind: Pick['kind'], index: number): Pick => ({kind, layer: 'a', index})

function shown(picked: Pick[], names: (pick: Pick) => string = ({index}) => `N${index}`) {
  const gathering = {active: true, shape: null, area: null, draw: vi.fn(), stop: vi.fn(), gatherView: vi.fn()}
  const host = {picked: () => picked, focused: ({index}: Pick) => index === 1, nameOf: names, take: vi.fn(), clear: vi.fn()}
  const panel = new GatherPanel(gathering as unknown as Gathering, settings({'Clear selection': 'Auswahl aufheben'}), host)
  return {panel, host, gathering, items: () => [...panel.element.querySelectorAll('li')]}
}

test('counts by kind, lists names, and tells about one of them', () => {
  const {panel, host, items} = shown([pick('track', 0), pick('track', 1), pick('airspace', 2), pick('place', 3)])
  expect(panel.element.querySelector('[role=status]')!.textContent).toBe('2 tracks · 1 airspace · 1 place')
  expect(items().map(item => item.textContent)).toEqual(['N0Flight', 'N1Flight', 'N2Airspace', 'N3Place'])
  expect(items().map(item => item.getAttribute('aria-current'))).toEqual([null, 'true', null, null])
  items()[2].querySelector('button')!.click()
  expect(host.take).toHaveBeenCalledExactlyOnceWith(pick('airspace', 2))
})

test('names are text, and a long list says how many it leaves out', () => {
  const {items} = shown(Array.from({length: 1500}, (_, i) => pick('track', i)), () => HOSTILE)
  expect(items()).toHaveLength(501)
  expect(items()[0].querySelector('img')).toBeNull()
  expect(items()[500].textContent).toBe('1.000 more')
})

test('the view can be selected and the selection cleared without a pointer', () => {
  const {panel, host, gathering} = shown([pick('track', 0)])
  const [view, clear] = [...panel.element.querySelectorAll<HTMLButtonElement>('.tool-buttons button')]
  view.click()
  expect(gathering.gatherView).toHaveBeenCalledOnce()
  clear.click()
  expect(host.clear).toHaveBeenCalledOnce()
  expect(shown([]).panel.element.querySelector<HTMLButtonElement>('.tool-buttons button:last-child')!.disabled).toBe(true)
})
