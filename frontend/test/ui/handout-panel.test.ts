// @vitest-environment happy-dom

import {expect, test, vi} from 'vitest'
import type {Handout} from '../../src/handout/handout'
import {fileName, HandoutPanel} from '../../src/ui/handout-panel'
import {settings} from '../support'

const START = Date.UTC(2026, 4, 12, 8)

function open(handout: Partial<Handout>) {
  const panel = new HandoutPanel({span: {start: START, end: START + 3_600_000}, ...handout} as Handout, settings(), () => 'name')
  document.body.append(panel.element)
  panel.start()
  const press = (text: string) => [...panel.element.querySelectorAll('button')].find(({textContent}) => textContent === text)!.click()
  return {panel, press, status: () => panel.element.querySelector('[role=status]')!.textContent}
}

test('a film is laid out over the picture\'s time', () => {
  const {panel} = open({})
  expect([...panel.element.querySelectorAll<HTMLInputElement>('[type=datetime-local]')].map(({value}) => value)).toEqual(['2026-05-12T08:00:00', '2026-05-12T09:00:00'])
  expect(panel.element.textContent).toContain('61 frames, 6,1 s')
})

test('without times there is no film', () => {
  expect(open({span: null}).panel.element.querySelector('[type=datetime-local]')).toBeNull()
})

test('a failure is a sentence, and the next work can begin', async () => {
  const sheet = vi.fn(async () => { throw new Error('too large') })
  const {press, status} = open({sheet})
  press('Save as PNG')
  await vi.waitFor(() => expect(status()).toBe('That did not work: too large'))
  press('Save as PNG')
  expect(sheet).toHaveBeenCalledTimes(2)
})

test('a film can be stopped', async () => {
  const encode: Handout['encode'] = (_, __, ___, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const {press, status} = open({encode, film: () => ({canvas: document.createElement('canvas'), count: 5, rate: 1, draw: async () => undefined})})
  const stop = [...document.querySelectorAll('button')].filter(({textContent}) => textContent === 'Stop').at(-1)!
  expect(stop.hidden).toBe(true)
  press('Save as film')
  expect(stop.hidden).toBe(false)
  press('Stop')
  await vi.waitFor(() => expect(status()).toBe('Stopped.'))
  expect(stop.hidden).toBe(true)
})

test('files are named after picture and moment, with nothing a file system minds', () => {
  expect(fileName('Kasachstan: Luftlage (Demo) ../../x', START)).toBe('Kasachstan-Luftlage-Demo-x-20260512T080000Z')
  expect(fileName('///', null)).toBe('lagebild')
})
