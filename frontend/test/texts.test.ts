import {expect, test} from 'vitest'
import {TEXTS, translator} from '../src/texts'

test('texts: a missing translation shows the English, values are filled in as text', () => {
  const t = translator({Layers: 'Ebenen', '{count} tracks': '{count} Flugwege'})
  expect(t('Layers')).toBe('Ebenen')
  expect(t('Opacity')).toBe('Opacity')
  expect(t('{count} tracks', {count: '<b>3</b>'})).toBe('<b>3</b> Flugwege')
  expect(new Set(TEXTS).size).toBe(TEXTS.length)
})
