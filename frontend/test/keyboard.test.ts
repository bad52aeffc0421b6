// @vitest-environment happy-dom

import {expect, test, vi} from 'vitest'
import {onKey} from '../src/keyboard'

const spies = () => ({
  toggle: vi.fn(), step: vi.fn(), pan: vi.fn(), zoom: vi.fn(), search: vi.fn(), measure: vi.fn(), rings: vi.fn(), shape: vi.fn(), setPoint: vi.fn(), takeBack: vi.fn(),
  handOut: vi.fn(), space: vi.fn(), turn: vi.fn(), help: vi.fn(), leave: vi.fn(),
})

test('keys act, but not while typing', () => {
  const keys = spies()
  const root = document.createElement('div')
  const input = Object.assign(document.createElement('input'), {type: 'number'})
  root.append(input)
  document.body.append(root)
  root.addEventListener('keydown', event => onKey(event, keys))
  const press = (target: HTMLElement, key: string, more = {}) => target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true, ...more}))
  press(root, ' ')
  press(root, 'ArrowRight')
  press(root, 'ArrowLeft', {shiftKey: true})
  for (const key of ['3', '2', 'q', 'PageDown']) press(root, key)
  for (const key of ['3', 'q']) press(input, key)
  press(input, ' ')
  press(input, 'ArrowRight')
  press(input, 'Escape')
  expect([keys.toggle, keys.step, keys.pan, keys.leave].map(key => key.mock.calls.length)).toEqual([1, 1, 1, 1])
  expect(keys.step).toHaveBeenCalledWith(1)
  expect(keys.space.mock.calls).toEqual([[true], [false]])
  expect(keys.turn.mock.calls).toEqual([[0, -10], [10, 0]])
})

test('space on a control is the control\'s, also on a slider; the time\'s slider steps by arrows', () => {
  const keys = spies()
  const root = document.createElement('div')
  document.body.append(root)
  root.addEventListener('keydown', event => onKey(event, keys))
  const input = (type: string, className = '') => Object.assign(document.createElement('input'), {type, className})
  const controls = [input('range'), input('range', 'time-slider'), input('checkbox'), input('number'), document.createElement('button'), document.createElement('select')]
  root.append(...controls)
  const press = (target: HTMLElement, key: string) => target.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true}))
  for (const control of controls) press(control, ' ')
  expect(keys.toggle).not.toHaveBeenCalled()
  press(controls[0], 'ArrowRight')
  press(controls[3], 'ArrowLeft')
  press(controls[5], 'ArrowLeft')
  expect(keys.step).not.toHaveBeenCalled()
  press(controls[1], 'ArrowRight')
  expect(keys.step).toHaveBeenCalledExactlyOnceWith(1)
})

test('tools have keys, and Enter on a button is the button\'s', () => {
  const keys = spies()
  const root = document.createElement('div')
  const button = document.createElement('button')
  root.append(button)
  document.body.append(root)
  root.addEventListener('keydown', event => onKey(event, keys))
  for (const key of ['m', 'r', 'b', 'l', 'Enter']) root.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, composed: true}))
  button.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, composed: true}))
  expect([keys.measure, keys.rings, keys.setPoint].map(key => key.mock.calls.length)).toEqual([1, 1, 1])
  expect(keys.shape.mock.calls).toEqual([['box'], ['lasso']])
})
