// @vitest-environment happy-dom

import {expect, test, vi} from 'vitest'
import {BINDINGS, type Keys} from '../../src/keys'
import {onKey} from '../../src/keyboard'
import {KeysPanel} from '../../src/ui/keys-panel'
import {settings} from '../support'

test('every key that acts is listed, and every key listed acts', () => {
  const panel = new KeysPanel(settings())
  const listed = [...panel.element.querySelectorAll('kbd')].map(key => key.textContent)
  expect(listed.filter(name => name !== 'Shift')).toHaveLength(BINDINGS.flatMap(({keys}) => keys).length)
  const texts = [...panel.element.querySelectorAll('dd')].map(row => row.textContent)
  expect(texts).toEqual([...new Set(BINDINGS.map(({says}) => says))])
  for (const {keys: names, shift} of BINDINGS) {
    for (const key of names) {
      const acted = vi.fn()
      const keys = new Proxy({}, {get: () => acted}) as Keys
      const root = document.createElement('div')
      document.body.append(root)
      root.addEventListener('keydown', event => onKey(event, keys))
      root.dispatchEvent(new KeyboardEvent('keydown', {key, shiftKey: shift === true, bubbles: true, composed: true}))
      expect(acted, key).toHaveBeenCalledOnce()
    }
  }
})
