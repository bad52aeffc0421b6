import {describe, expect, test} from 'vitest'
import {TimeAxis} from '../../src/axis'
import {Model} from '../../src/model'
import {Settings} from '../../src/settings'
import {breakTitle, durationText, timeLabels} from '../../src/ui/time-labels'
import {panel} from '../support'

const german = new Settings(new Model(panel({language: 'de', texts: {'Break of {duration}': 'Pause {duration}', '{count} days': '{count} Tage'}})))
const at = (day: string, clock: string) => Date.parse(`${day}T${clock}Z`)
const flight = (day: string, from: string, to: string) => ({start: at(day, from), end: at(day, to)})
const axisOf = (...flights: {start: number; end: number}[]) => new TimeAxis({start: flights[0].start, end: flights[flights.length - 1].end}, flights)
const texts = (axis: TimeAxis, width: number) => timeLabels(axis, width, german).map(({text}) => text)

const benalla = axisOf(flight('2010-01-21', '00:26:05', '05:55:29'), flight('2010-10-28', '01:14:58', '05:39:55'))

describe('two flights of one year', () => {
  test('dates at the ends and on both sides of the break', () => {
    expect(texts(benalla, 700)).toEqual(['21.01.2010 00:26', '28.10.2010 05:39', '21.01. 05:55 | Pause 279 Tage | 28.10. 01:14'])
  })

  test('less where there is less room, and never over each other', () => {
    expect(texts(benalla, 420)[2]).toBe('21.01. 05:55 | 28.10. 01:14')
    expect(texts(benalla, 340)[2]).toBe('21.01. | 28.10.')
    expect(texts(benalla, 230)).toHaveLength(2)
  })

  test('the tooltip says it in full', () => {
    expect(breakTitle(benalla.breaks[0], german)).toBe('Pause 279 Tage · 21.01.2010 05:55 – 28.10.2010 01:14 UTC')
  })
})

test('one day needs no dates', () => {
  const morningAndEvening = axisOf(flight('2010-01-21', '06:00:00', '07:00:00'), flight('2010-01-21', '17:30:00', '18:00:00'))
  expect(texts(morningAndEvening, 800)).toEqual(['06:00:00', '18:00:00', '07:00 | Pause 10 h | 17:30'])
})

test('several years are told apart', () => {
  expect(texts(axisOf(flight('2009-12-30', '06:00:00', '07:00:00'), flight('2010-01-21', '17:30:00', '18:00:00')), 900)[2]).toContain('30.12.2009 07:00')
})

test('labels of many breaks do not overlap', () => {
  const daily = axisOf(...Array.from({length: 28}, (_, i) => flight(`2010-02-${String(i + 1).padStart(2, '0')}`, '06:00:00', `0${7 + (i % 3)}:00:00`)))
  const labels = timeLabels(daily, 900, german).sort((a, b) => a.middle - b.middle)
  expect(labels.length).toBeGreaterThan(4)
  for (let i = 1; i < labels.length; i++) {
    expect(labels[i].middle - labels[i].width / 2).toBeGreaterThan(labels[i - 1].middle + labels[i - 1].width / 2)
  }
})

test('durations', () => {
  const hour = 3_600_000
  expect([0.7, 1.99, 2, 47.9, 48, 279.8 * 24].map(hours => durationText(hours * hour, german))).toEqual(['42 min', '119 min', '2 h', '47 h', '2 Tage', '279 Tage'])
})
