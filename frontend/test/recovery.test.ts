// @vitest-environment happy-dom

import {expect, test, vi} from 'vitest'
import {failure, Losses} from '../src/recovery'
import {translator} from '../src/texts'

test('two losses are repaired at once, the third within a minute is the user\'s to decide', () => {
  const losses = new Losses()
  expect([0, 20_000, 40_000].map(now => losses.count(now))).toEqual([true, true, false])
  losses.forget()
  expect(losses.count(41_000)).toBe(true)
})

test('losses long ago do not count', () => {
  const losses = new Losses()
  expect([0, 100_000, 200_000, 300_000].every(now => losses.count(now))).toBe(true)
})

test('instead of the map: a sentence, as text, and a way to try again', () => {
  const again = vi.fn()
  const element = failure('<b>kein WebGL</b>', translator({'Reload the map': 'Karte neu laden'}), true, again)
  expect([element.dataset.state, element.querySelector('[role=alert] span')!.textContent]).toEqual(['error', '<b>kein WebGL</b>'])
  const button = element.querySelector('button')!
  expect(button.textContent).toBe('Karte neu laden')
  button.click()
  expect(again).toHaveBeenCalledOnce()
})
