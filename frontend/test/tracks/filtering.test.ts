import {describe, expect, test} from 'vitest'
import {STRIDE, timeOf, type TrackData} from '../../src/tracks/data'
import {cutsFlights, NO_FILTER, passesAt, pieces, resolve, shownSpans, type Filters} from '../../src/tracks/filtering'
import {inFlight} from '../../src/tracks/heads'
import {speedBetween} from '../../src/tracks/motion'
import {positionAt} from '../../src/tracks/position'
import {keepChanges, thin} from '../../src/tracks/thinning'
import {ALWAYS, collect, Segments} from '../../src/tracks/window'
import {flightSpans} from '../../src/tracks/histogram'
import {generator, randomTracks} from './random'
import {made} from './support'

const HOUR = 3600

/** Of the segment at `a` and up to three on either side, within 45 s and up to the next gap. */
function medianSpeed(data: TrackData, track: number, a: number): number {
  const time = (i: number) => (data.fixes[STRIDE * i + 2] * data.tick) / 1000
  const own = Array.from({length: data.start[track + 1] - data.start[track] - 1}, (_, i) => data.start[track] + i)
  const gaps = own.filter(i => data.gaps[i] === 1)
  const near = own.filter(i => Math.abs(i - a) <= 3 && Math.abs(time(i) - time(a)) <= 45 && !gaps.some(gap => gap >= Math.min(i, a) && gap <= Math.max(i, a)))
  const speeds = near.map(i => speedBetween(data, i, i + 1)).sort((x, y) => x - y)
  return Math.fround(speeds[(speeds.length - 1) >> 1])
}

/** Said again as plainly as possible, for one moment of one flight. */
function shownThen(data: TrackData, track: number, ticks: number, given: Filters, range: [number, number] | null): boolean {
  const {meta} = data
  const unknown = given.unknown !== 'hide'
  const among = (names: string[] | undefined, name: string) => !names || (name === '' ? unknown : names.includes(name))
  if (!among(given.types, meta.platforms![track]!) || !among(given.sources, meta.sources![track]!)) return false
  const called = meta.callsigns[track]!
  if (given.callsign && !(called === '' ? unknown : called.startsWith(given.callsign.replace('*', '')))) return false
  const hour = ((timeOf(data, ticks) / 3_600_000) % 24 + 24) % 24
  if (given.hours) {
    const [from, to] = given.hours
    if (from < to ? hour < from || hour > to : hour < from && hour > to) return false
  }
  const at = positionAt(data, track, ticks)
  const height = at?.height ?? NaN
  if (range && (Number.isNaN(height) ? !unknown : height < range[0] || height > range[1])) return false
  const speed = at && at.a < at.b ? medianSpeed(data, track, at.a) : NaN
  const [low, high] = given.speed ?? [null, null]
  return !given.speed || (Number.isNaN(speed) ? unknown : speed >= (low ?? 0) && speed <= (high ?? Infinity))
}

const CASES: [string, Filters, [number, number] | null][] = [
  ['heights', {}, [2000, 6000]],
  ['heights, known ones only', {unknown: 'hide'}, [2000, 6000]],
  ['speeds', {speed: [20, 60]}, null],
  ['speeds without an upper limit', {speed: [30, null], unknown: 'hide'}, null],
  ['types', {types: ['A320']}, null],
  ['callsigns and sources', {callsign: 'DLH*', sources: ['adsb'], unknown: 'hide'}, null],
  ['hours', {hours: [6, 18]}, null],
  ['hours over midnight', {hours: [22.25, 5.5]}, null],
  ['all together', {speed: [10, 70], types: ['A320', 'C172'], callsign: 'DLH*', sources: ['adsb', 'mlat'], hours: [20, 12]}, [1000, 8000]],
]

describe.each(CASES)('%s', (_, given, range) => {
  test.each([1, 2, 3, 4])('agrees with brute force at any moment, counts and spans alike (%i)', seed => {
    const data = randomTracks(seed)
    const filter = resolve(data, given, range)
    const spans = shownSpans(data, filter)
    const random = generator(seed + 99)
    for (let i = 0; i < 400; i++) {
      const track = random(data.count)
      const [first, last] = [data.start[track], data.start[track + 1] - 1].map(fix => data.fixes[STRIDE * fix + 2])
      // between ticks, so that the moment lies on no boundary
      const ticks = last > first ? first + random(last - first) + 0.37 : first
      const expected = shownThen(data, track, ticks, given, range)
      expect(passesAt(track, positionAt(data, track, ticks), ticks, filter)).toBe(expected)
      expect(spans[track].some(({start, end}) => start <= timeOf(data, ticks) && timeOf(data, ticks) <= end)).toBe(expected)
    }
    const flying = Array.from({length: data.count}, (_, track) => spans[track].some(({start, end}) => start <= timeOf(data, 50_000.37) && timeOf(data, 50_000.37) <= end))
    expect(inFlight(data, 50_000.37, filter)).toBe(flying.filter(Boolean).length)
  })

  test('what is drawn at any level of detail is what passes, never more and never less', () => {
    const data = randomTracks(11)
    const filter = resolve(data, given, range)
    const level = thin(data, 40_000, 300)
    const drawn = collect(data, filter.passes ? keepChanges(data, level, filter.passes) : level, ALWAYS, null, new Segments(), filter)
    const seen = new Set<number>()
    for (let k = 0; k < drawn.count; k++) {
      const [a, b] = [drawn.pairs[2 * k], drawn.pairs[2 * k + 1] & 0x0fffffff]
      for (let i = a; i < b; i++) seen.add(i)
    }
    for (let track = 0; track < data.count; track++) {
      for (let i = data.start[track]; i < data.start[track + 1] - 1; i++) {
        const gap = data.gaps[i] === 1
        const shown = !gap && (!filter.tracks || filter.tracks[track] === 1) && (!filter.passes || filter.passes[i] === 1)
        if (!shown) expect(seen.has(i)).toBe(false)
        else if (!filter.hours) expect(seen.has(i)).toBe(true)
        else if (pieces(data, i, i + 1, ALWAYS, filter).length > 0) expect(seen.has(i)).toBe(true)
      }
    }
  })
})

describe('laws', () => {
  test('no filter shows everything', () => {
    const data = randomTracks(5)
    const filter = resolve(data, {}, null)
    expect(filter).toEqual(NO_FILTER)
    expect(shownSpans(data, filter).flat()).toEqual(flightSpans([data]))
  })

  test('a filter that everything passes takes nothing away', () => {
    const data = randomTracks(6)
    const all = resolve(data, {speed: [0, null], types: ['A320', 'C172'], callsign: '*', sources: ['adsb', 'mlat'], unknown: 'show'}, [-1e9, 1e9])
    expect(cutsFlights(all)).toBe(true)
    expect(shownSpans(data, all).map(spans => spans.length)).toEqual(Array(data.count).fill(1))
    expect(shownSpans(data, all).flat()).toEqual(flightSpans([data]))
  })

  test('one band of the day and the rest of it together show everything', () => {
    const data = randomTracks(7)
    const length = (given: Filters) => shownSpans(data, resolve(data, given, null)).flat().reduce((sum, {start, end}) => sum + end - start, 0)
    expect(length({hours: [7, 19.5]}) + length({hours: [19.5, 7]})).toBeCloseTo(length({}), 3)
  })

  test('another filter never shows more', () => {
    const data = randomTracks(8)
    const count = (given: Filters) => shownSpans(data, resolve(data, given, null)).filter(spans => spans.length > 0).length
    expect(count({types: ['A320'], callsign: 'DLH*'})).toBeLessThanOrEqual(Math.min(count({types: ['A320']}), count({callsign: 'DLH*'})))
  })

  test('equal filters are worked out once', () => {
    const data = randomTracks(9)
    const first = resolve(data, {speed: [1, 2]}, null)
    expect(resolve(data, {speed: [1, 2]}, [0, 1], first).passes).toBe(first.passes)
    expect(resolve(data, {speed: [1, 3]}, null, first).passes).not.toBe(first.passes)
    expect(resolve(data, {}, null, first)).toEqual(NO_FILTER)
  })
})

test('a flight of days, drawn as one segment, is shown once in every band', () => {
  const data = {...made([[0, 0, 0, 0], [1000, 0, 60 * HOUR, 0]]), tick: 1000, gaps: new Uint8Array(2)}
  const filter = resolve(data, {hours: [6, 12]}, null)
  const shown = pieces(data, 0, 1, ALWAYS, filter).map(piece => piece.map(share => Math.round(share * 60)))
  expect(shown).toEqual([[6, 12], [30, 36], [54, 60]])
  expect(collect(data, thin(data, 1, 1), ALWAYS, null, new Segments(), filter).count).toBe(3)
})

test('a time window cuts the bands as well', () => {
  const data = {...made([[0, 0, 0, 0], [1000, 0, 60 * HOUR, 0]]), tick: 1000, gaps: new Uint8Array(2)}
  const filter = resolve(data, {hours: [6, 12]}, null)
  expect(pieces(data, 0, 1, {from: 10 * HOUR, to: 31 * HOUR}, filter).map(piece => piece.map(share => Math.round(share * 60)))).toEqual([[10, 12], [30, 31]])
})
