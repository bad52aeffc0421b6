// @vitest-environment happy-dom

import {expect, test} from 'vitest'
import {Rings} from '../../src/rings'
import {RingsPanel} from '../../src/ui/rings-panel'
import {HOSTILE, settings} from '../support'

function opened(chosen: {longitude: number; latitude: number} | null = null) {
  let panel: RingsPanel | null = null
  const rings = new Rings(() => panel?.update())
  panel = new RingsPanel(rings, settings(), {middle: () => ({longitude: 7, latitude: 50}), chosen: () => chosen})
  rings.start()
  const [radii, position] = [...panel.element.querySelectorAll('input')]
  const type = (input: HTMLInputElement, text: string) => {
    input.value = text
    input.dispatchEvent(new Event('input'))
  }
  const enter = () => position.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))
  const buttons = [...panel.element.querySelectorAll<HTMLButtonElement>('.tool-buttons button')]
  return {rings, panel, radii, position, type, enter, buttons, wrong: () => panel!.element.querySelector('[role=alert]')!}
}

test('centres come from the middle, a typed position, and what is selected; each can be removed', () => {
  const {rings, panel, position, type, enter, buttons} = opened({longitude: 8, latitude: 48})
  buttons[0].click()
  type(position, '47.5 10.25')
  enter()
  buttons[1].click()
  expect(rings.centres).toEqual([{longitude: 7, latitude: 50}, {longitude: 10.25, latitude: 47.5}, {longitude: 8, latitude: 48}])
  panel.element.querySelector<HTMLButtonElement>('li button')!.click()
  expect(rings.centres).toHaveLength(2)
  document.body.append(panel.element)
  for (let i = 0; i < 2; i++) {
    const remove = panel.element.querySelector<HTMLButtonElement>('li button')!
    remove.focus()
    remove.click()
    expect(panel.element.contains(document.activeElement)).toBe(true) // whoever uses the keyboard goes on there
  }
  expect(opened().buttons[1].disabled).toBe(true)
})

test('radii are shown and read in the unit; what is wrong is said', () => {
  const {rings, radii, type, wrong} = opened()
  expect(radii.value).toBe('5; 10; 25')
  type(radii, '12,5; 2')
  expect(rings.radii).toEqual([3704, 23150])
  type(radii, '12; x')
  expect(rings.radii).toEqual([3704, 23150])
  expect(wrong().textContent).toContain('numbers above 0')
  expect(radii.getAttribute('aria-invalid')).toBe('true')
})

test('what is no position is said, as text', () => {
  const {rings, position, type, enter, wrong} = opened()
  type(position, HOSTILE)
  enter()
  expect(rings.centres).toEqual([])
  expect(wrong().textContent).toContain(HOSTILE)
  expect(wrong().querySelector('img')).toBeNull()
})
