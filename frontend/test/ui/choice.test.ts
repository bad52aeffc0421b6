// @vitest-environment happy-dom

import {expect, test, vi} from 'vitest'
import {Choice} from '../../src/ui/choice'

test('a value that is not on the list is added and shown', () => {
  const chosen = vi.fn()
  const choice = new Choice([0, 60, 300], chosen)
  const select = choice.render('Spur', 900, value => `${value} s`).querySelector('select')!
  expect([...select.options].map(option => option.textContent)).toEqual(['0 s', '60 s', '300 s', '900 s'])
  expect(select.value).toBe('900')
  choice.show(60)
  expect(select.value).toBe('60')
  select.value = '300'
  select.dispatchEvent(new Event('change'))
  expect(chosen).toHaveBeenCalledWith(300)
})
