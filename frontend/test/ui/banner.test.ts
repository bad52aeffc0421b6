// @vitest-environment happy-dom

import {expect, test} from 'vitest'
import {BannerStrip} from '../../src/ui/banner'
import {settings} from '../support'

test('the banner is translated, one it does not know is shown as it came', () => {
  const banner = new BannerStrip(settings({EXERCISE: 'ÜBUNG'}))
  banner.show('ÜBUNG', 'Lage')
  expect(banner.element.textContent).toBe('ÜBUNGLage')
  banner.show('GEHEIM' as never, '')
  expect(banner.element.textContent).toBe('GEHEIM')
  banner.show('', '')
  expect(banner.element.hidden).toBe(true)
})
