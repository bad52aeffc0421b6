// @vitest-environment happy-dom

import {describe, expect, test} from 'vitest'
import {Clock} from '../../src/clock'
import {Model} from '../../src/model'
import {Settings} from '../../src/settings'
import {Timebar} from '../../src/ui/timebar'
import {panel} from '../support'

const HOUR = 3_600_000
const DAY = 24 * HOUR

function bar() {
  const model = new Model(panel({time: 0, speed: 60, trail: 0, language: 'de', texts: {}}))
  const clock = new Clock(model, {start: 0, end: 100 * DAY})
  clock.setFlights([{start: 0, end: 2 * HOUR}, {start: 100 * DAY - 2 * HOUR, end: 100 * DAY}])
  const timebar = new Timebar(clock, new Settings(model), {trail: () => 0, setTrail: () => {}, histogram: (_, bins) => new Float64Array(bins), inFlight: () => 0})
  clock.onChange(() => timebar.update())
  return {clock, timebar, slider: timebar.element.querySelector<HTMLInputElement>('.time-slider')!}
}

describe('the slider runs over the time in which somebody flies', () => {
  test('halfway to the break is halfway through the first flight', () => {
    const {clock, slider} = bar()
    slider.value = String(clock.axis!.breaks[0].from / 2)
    slider.dispatchEvent(new Event('input'))
    expect(clock.time).toBe(HOUR)
  })

  test('dropped onto the break it takes the nearer edge', () => {
    const {clock, slider} = bar()
    const {from, to, end} = clock.axis!.breaks[0]
    slider.value = String(from + 0.9 * (to - from))
    slider.dispatchEvent(new Event('input'))
    expect(clock.time).toBe(end)
  })

  test('a moment within a pause, set elsewhere, is shown within the break and said to be one', () => {
    const {clock, slider} = bar()
    const {from, to} = clock.axis!.breaks[0]
    clock.seek(50 * DAY)
    expect(Number(slider.value)).toBeGreaterThan(from)
    expect(Number(slider.value)).toBeLessThan(to)
    expect(slider.getAttribute('aria-valuetext')).toBe('20.02.1970 00:00:00 UTC · Break of 99 days')
  })

  test('its break is marked', () => {
    const marks = bar().timebar.element.querySelectorAll<HTMLElement>('.break')
    expect(marks).toHaveLength(1)
    expect(marks[0].title).toContain('Break of 99 days')
    expect(parseFloat(marks[0].style.width)).toBeCloseTo(2.5)
  })
})

test('steps and the slider\'s keys leave the pause out', () => {
  const {clock, timebar, slider} = bar()
  clock.seek(2 * HOUR)
  timebar.step(1)
  expect(clock.time).toBe(100 * DAY - 2 * HOUR)
  timebar.step(-1)
  expect(clock.time).toBe(2 * HOUR)
  slider.dispatchEvent(new KeyboardEvent('keydown', {key: 'PageDown', cancelable: true}))
  expect(clock.time).toBe(2 * HOUR - 10 * 5 * 60_000)
})
