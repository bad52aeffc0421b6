// @vitest-environment happy-dom

import {expect, test} from 'vitest'
import {buildSheet, mapOn, SHEETS} from '../../src/handout/sheet'
import {h} from '../../src/ui/dom'
import {HOSTILE, settings} from '../support'

test('A4 at 96 dpi, and the map within the paper', () => {
  expect(SHEETS['A4-landscape']).toEqual({width: 1123, height: 794})
  for (const size of Object.values(SHEETS)) {
    for (const banner of [true, false]) {
      const {x, y, width, height} = mapOn(size, banner)
      expect(Math.min(x, y, width, height)).toBeGreaterThan(20)
      expect(x + width).toBeLessThan(size.width - 200)
      expect(y + height).toBeLessThan(size.height - 40)
    }
  }
})

test('says what it shows, and text of the data stays text', () => {
  const banner = h('div', {class: 'banner'}, h('strong', {}, 'ÜBUNG'))
  const content = {banner, title: HOSTILE, moment: '12.05.2026 08:00:00 UTC', legend: [h('section', {}, 'Flüge')], scale: {text: '200 NM', pixels: 60}, sources: 'Natural Earth', made: 'heute'}
  const sheet = buildSheet(content, SHEETS['A4-portrait'], settings())
  for (const text of ['ÜBUNG', HOSTILE, '12.05.2026 08:00:00 UTC', 'Flüge', '200 NM', 'Natural Earth', 'heute']) expect(sheet.textContent).toContain(text)
  expect(sheet.querySelector('img')).toBeNull()
  expect(banner.isConnected).toBe(false)
})
