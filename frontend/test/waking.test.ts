// @vitest-environment happy-dom

import {expect, test, vi} from 'vitest'
import {Model} from '../src/model'
import type {Transport} from '../src/transport'
import {wake} from '../src/waking'
import {panel} from './support'

function page() {
  document.body.innerHTML = '<section><div class="lagebild-still">still</div><div class="lagebild-live" style="height: 0"><div id="host"></div></div></section>'
  const root = document.createElement('div')
  document.querySelector('#host')!.attachShadow({mode: 'open'}).append(root)
  return {root, live: document.querySelector('.lagebild-live')!, still: () => document.querySelector('.lagebild-still')}
}

test('the map takes the still picture\'s place once Python has answered, with the state of now', async () => {
  const {root, live, still} = page()
  const values = panel({resource_base: '', time_ms: 1, trail: 60, layer_state: {a: {visible: true}}})
  const told: string[] = []
  for (const name of ['time_ms', 'trail', 'layer_state']) values.on(name, () => told.push(name))
  await wake(root, new Model(values), {state: async () => ({time_ms: 2, trail: 60, layer_state: {a: {visible: true}}})} as unknown as Transport)
  expect(told).toEqual(['time_ms'])
  expect(values.time_ms).toBe(2)
  expect(still()).toBeNull()
  expect(live.getAttribute('style')).toBeNull()
})

test('without an answer the still picture stays', async () => {
  const {root, live, still} = page()
  await expect(wake(root, new Model(panel({resource_base: ''})), {state: () => Promise.reject(new Error('closed'))} as unknown as Transport)).rejects.toThrow('closed')
  expect(still()).not.toBeNull()
  expect(live.getAttribute('style')).toBe('height: 0')
})

test('a served page asks nobody', async () => {
  const state = vi.fn()
  await wake(document.createElement('div'), new Model(panel({resource_base: '/resources'})), {state} as unknown as Transport)
  expect(state).not.toHaveBeenCalled()
})
