// @vitest-environment happy-dom

import {expect, test} from 'vitest'
import {Measuring} from '../../src/measuring'
import {MeasurePanel} from '../../src/ui/measure-panel'
import {settings} from '../support'

test('legs with bearing and distance, their sum and the area', () => {
  let panel: MeasurePanel | null = null
  const measuring = new Measuring(() => panel?.update())
  panel = new MeasurePanel(measuring, settings({Sum: 'Summe', Area: 'Fläche'}), () => measuring.add({longitude: 12, latitude: 48}))
  expect(panel.element.hidden).toBe(true)
  measuring.start()
  expect(panel.element.hidden).toBe(false)
  // pyproj.Geod: 39.900° 116,564.45 m = 62.94 NM
  measuring.add({longitude: 10.5, latitude: 47.1})
  measuring.add({longitude: 11.5, latitude: 47.9})
  const rows = () => [...panel!.element.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.textContent!.replace(/\u202f/g, ' ')))
  expect(rows()).toEqual([['1', '039,9°', '62,94 NM']])
  measuring.add({longitude: 11.5, latitude: 47.9})
  expect(rows()[1]).toEqual(['2', '–', '0,00 NM'])
  expect(rows().map(row => row[0])).toEqual(['1', '2', 'Summe', 'Fläche'])
  panel.element.querySelector<HTMLButtonElement>('.tool-buttons button')!.click()
  expect(rows()).toHaveLength(5)
  measuring.stop()
  expect(panel.element.hidden).toBe(true)
})
