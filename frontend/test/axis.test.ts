import {describe, expect, test} from 'vitest'
import {TimeAxis, type Span} from '../src/axis'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const span = (start: number, end: number): Span => ({start, end})
const overall = (spans: Span[]) => span(Math.min(...spans.map(({start}) => start)), Math.max(...spans.map(({end}) => end)))
const axisOf = (...flights: Span[]) => new TimeAxis(overall(flights), flights)

/** Two gliders of one year. */
const gliders = axisOf(span(0, 5 * HOUR), span(279 * DAY, 279 * DAY + 3 * HOUR))
const daily = axisOf(...Array.from({length: 200}, (_, day) => span(day * DAY, day * DAY + 3 * HOUR + day * MINUTE / 10)))
const moments = axisOf(span(0, 0), span(DAY, DAY), span(9 * DAY, 9 * DAY))
const mixed = axisOf(span(0, 2 * HOUR), span(DAY, DAY), span(5 * DAY, 5 * DAY + HOUR))
const all = {gliders, daily, moments, mixed, one: axisOf(span(100, HOUR)), instant: axisOf(span(7, 7)), empty: new TimeAxis(span(0, DAY))}

describe.each(Object.entries(all))('%s', (_, axis) => {
  const times = axis.spans.flatMap(({start, end}) => [start, (start + end) / 2, end])

  test('time to position and back', () => {
    for (const time of times) expect(axis.timeAt(axis.positionOf(time))).toBeCloseTo(time, -1)
    for (const {start, end} of axis.breaks) expect(axis.timeAt(axis.positionOf((start + end) / 2))).toBeCloseTo((start + end) / 2, -1)
  })

  test('monotone, from 0 to 1', () => {
    let before = -1
    for (let i = 0; i <= 2000; i++) {
      const position = axis.positionOf(axis.start + (i / 2000) * (axis.end - axis.start))
      expect(position).toBeGreaterThanOrEqual(before)
      expect(position).toBeGreaterThanOrEqual(0)
      expect(position).toBeLessThanOrEqual(1 + 1e-12)
      before = position
    }
    for (let i = 0, last = -Infinity; i <= 2000; i++) {
      const time = axis.timeAt(i / 2000)
      expect(time).toBeGreaterThanOrEqual(last)
      last = time
    }
    expect([axis.timeAt(-1), axis.timeAt(2)]).toEqual([axis.start, axis.end])
  })

  test('stepping visits every edge and arrives at both ends', () => {
    const edges = new Set(axis.spans.flatMap(({start, end}) => [start, end]))
    for (const direction of [1, -1]) {
      let time = direction > 0 ? axis.start : axis.end
      const visited = new Set([time])
      for (let i = 0; i < 5000; i++) visited.add((time = axis.advance(time, direction * 20 * MINUTE)))
      expect(time).toBe(direction > 0 ? axis.end : axis.start)
      for (const edge of edges) expect(visited.has(edge)).toBe(true)
      for (const one of visited) expect(axis.pauseAt(one)).toBeNull()
    }
  })
})

test('nine months without flights are a narrow break', () => {
  const [pause] = gliders.breaks
  expect(gliders.breaks).toHaveLength(1)
  expect(pause.to - pause.from).toBeCloseTo(0.025)
  // both flights have room according to how long they take
  expect(pause.from / (1 - pause.to)).toBeCloseTo(5 / 3, 5)
  expect(gliders.severalDays).toBe(true)
  expect(gliders.active).toBe(8 * HOUR)
})

test('playback jumps from landing to take-off, back as well, and out of a pause', () => {
  const {start, end} = gliders.breaks[0]
  expect(gliders.advance(start - 1000, 60_000)).toBe(start)
  expect(gliders.advance(start, 1)).toBe(end)
  expect(gliders.advance(end, -1)).toBe(start)
  expect(gliders.advance((start + end) / 2, 1000)).toBe(end)
  expect(gliders.advance((start + end) / 2, -1000)).toBe(start)
  expect(gliders.advance(HOUR, 1500)).toBe(HOUR + 1500)
})

test('a moment within a pause lies within its break; dragging there takes the nearer edge', () => {
  const {start, end, from, to} = gliders.breaks[0]
  const middle = gliders.positionOf((start + end) / 2)
  expect(middle).toBeGreaterThan(from)
  expect(middle).toBeLessThan(to)
  expect(gliders.snappedAt(from + 0.2 * (to - from))).toBe(start)
  expect(gliders.snappedAt(from + 0.8 * (to - from))).toBe(end)
  expect(gliders.pauseAt(start)).toBeNull()
})

test('short pauses stay on the axis', () => {
  expect(axisOf(span(0, HOUR), span(HOUR + 29 * MINUTE, 3 * HOUR)).breaks).toEqual([])
  // two hours between days of flying are no reason for a break, two hours between half hours are
  expect(axisOf(span(0, 20 * HOUR), span(22 * HOUR, 40 * HOUR)).breaks).toEqual([])
  expect(axisOf(span(0, HOUR / 2), span(2.5 * HOUR, 3 * HOUR)).breaks).toHaveLength(1)
})

test('flying every day: every night is a break, and breaks do not eat the axis', () => {
  expect(daily.breaks).toHaveLength(199)
  expect(daily.breaks.reduce((sum, {from, to}) => sum + to - from, 0)).toBeLessThanOrEqual(0.25 + 1e-9)
})

test('what is left idle never exceeds a small share of the flying', () => {
  const flights = Array.from({length: 40}, (_, i) => span(i * 4 * HOUR, i * 4 * HOUR + ((i * 37) % 200) * MINUTE))
  const axis = axisOf(...flights)
  const flown = flights.reduce((sum, {start, end}) => sum + end - start, 0)
  const short = flights.length * 30 * MINUTE
  expect(axis.active).toBeLessThanOrEqual(1.15 * flown + short)
})

test('overlapping and unordered flights are one span; what lies outside is cut off', () => {
  const axis = new TimeAxis(span(0, 10 * HOUR), [span(4 * HOUR, 20 * HOUR), span(-HOUR, 5 * HOUR), span(30 * HOUR, 31 * HOUR)])
  expect(axis.spans).toEqual([span(0, 10 * HOUR)])
})

test('the ends of the picture are on the axis, though nobody flies', () => {
  const axis = new TimeAxis(span(0, 10 * DAY), [span(4 * DAY, 4 * DAY + HOUR)])
  expect([axis.start, axis.end, axis.breaks.length]).toEqual([0, 10 * DAY, 2])
})

test('without flights all of the time counts', () => {
  expect(all.empty.breaks).toEqual([])
  expect(all.empty.positionOf(DAY / 4)).toBe(0.25)
})
