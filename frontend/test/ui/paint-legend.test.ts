// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import {Model} from '../../src/model'
import {Settings} from '../../src/settings'
import {namedPerTrack, paintsFor} from '../../src/tracks/colouring'
import type {TracksLayer} from '../../src/tracks/layer'
import {ColourChoice} from '../../src/ui/colour-choice'
import {paintLegend, writeValue} from '../../src/ui/paint-legend'
import {randomTracks} from '../tracks/random'
import {HOSTILE, panel} from '../support'

const within = (units: string) => new Settings(new Model(panel({language: 'de', units, texts: {}})))
const data = randomTracks(4)

function legend(by: string, units: 'aviation' | 'metric', column?: Parameters<typeof paintsFor>[1][0]['column']): HTMLElement {
  const [paint] = paintsFor(by, [{data, column}], '', units)
  return paintLegend({data, look: {paint}} as unknown as TracksLayer, within(units))
}

describe('legends', () => {
  test.each([['speed', 'kt', 'km/h'], ['vertical_rate', 'ft/min', 'm/s']])('of %s say the unit of the switch', (by, aviation, metric) => {
    expect(legend(by, 'aviation').textContent).toContain(aviation)
    expect(legend(by, 'metric').textContent).toContain(metric)
  })

  test('of vertical rates say which end sinks', () => expect(legend('vertical_rate', 'metric').textContent).toMatch(/sinks.*climbs/))

  test('of time are in UTC', () => expect(legend('time', 'metric').querySelector('.legend-title')!.textContent).toBe('Time · UTC'))

  test('of categories name each colour, as text', () => {
    const names = Array.from({length: data.count}, (_, i) => (i === 0 ? HOSTILE : i === 1 ? '' : `type ${i}`))
    const shown = legend('column:kind', 'metric', namedPerTrack(names, data.count))
    expect(shown.textContent).toContain(HOSTILE)
    expect(shown.textContent).toContain('unknown')
    expect(shown.querySelector('img')).toBeNull()
    expect(shown.querySelectorAll('.legend-row').length).toBe(8)
  })
})

test('the choice offers what there is, once', () => {
  let chosen = ''
  const choice = new ColourChoice(within('metric'), {columns: () => ['platform', 'squawk', 'fuel'], current: () => 'time', choose: by => { chosen = by }})
  const select = choice.element.querySelector('select')!
  expect([...select.options].map(option => option.textContent)).toEqual(['Height', 'Ground speed', 'Vertical rate', 'Aircraft type', 'Time', 'Squawk', 'fuel'])
  expect(select.value).toBe('time')
  select.value = 'column:fuel'
  select.dispatchEvent(new Event('change'))
  expect(chosen).toBe('column:fuel')
})

test('single values for labels and the tooltip', () => {
  const [paint] = paintsFor('column:x', [{data, column: {kind: 'category', per: 'track', categories: ['True'], codes: new Uint8Array(data.count)}}], 'boolean', 'metric')
  expect(writeValue(paint, 0, within('metric'))).toBe('yes')
  expect(writeValue(paint, NaN, within('metric'))).toBe('unknown')
})
