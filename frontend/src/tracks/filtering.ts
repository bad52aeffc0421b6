// Which flights, and which parts of them, are shown: all filters must hold. The laws are here; the shader repeats
// what must be cut anew without touching the segments (heights, hours, time window).

import {cut, type HeightRange} from './cut'
import {STRIDE, timeOf, type TrackData} from './data'
import {globs, matchesAny} from './glob'
import {speedsOf} from './motion'
import type {Position} from './position'
import type {Window} from './window'

/** As the parameter `filters` has them; what is missing filters nothing. */
export interface Filters {
  /** m/s over ground; null: no limit. */
  speed?: [low: number | null, high: number | null]
  types?: string[]
  callsign?: string
  sources?: string[]
  /** Hours of the UTC day, quarters; from > to: over midnight. */
  hours?: [from: number, to: number]
  /** What becomes of flights and parts a filter cannot judge. */
  unknown?: 'show' | 'hide'
}

/** A band of the UTC day in ticks: from the first one that begins at or after tick 0. */
export interface Hours {
  from: number
  length: number
  day: number
}

/** The filters as one layer needs them. */
export interface TrackFilter {
  range: HeightRange
  hours: Hours | null
  /** Unknown values pass. */
  unknown: boolean
  /** Per track 1: may be shown; null: all. */
  tracks: Uint8Array | null
  /** Per fix 1: the segment that begins there is as fast as wanted; null: all. */
  passes: Uint8Array | null
  /** What decides which segments are collected: equal keys, equal segments. */
  key: string
}

export const NO_FILTER: TrackFilter = {range: null, hours: null, unknown: true, tracks: null, passes: null, key: ''}

/** Ticks of more than a day's band in one segment: bits are kept free for so many. */
export const MOST_BANDS = 16

const DAY = 86_400_000
const HOUR = 3_600_000

/** The filters of a layer; `former` lends what it has already worked out. */
export function resolve(data: TrackData, filters: Filters, range: HeightRange, former: TrackFilter = NO_FILTER): TrackFilter {
  const {speed, types, callsign, sources, hours} = filters
  const unknown = filters.unknown !== 'hide'
  const key = JSON.stringify([speed, types, callsign, sources, hours, unknown])
  if (key === former.key) return {...former, range}
  if (key === JSON.stringify([null, null, null, null, null, true])) return {...NO_FILTER, range}
  const limits = speed ? ([speed[0] ?? 0, speed[1] ?? Infinity] as [number, number]) : null
  return {
    range, unknown, key, hours: hours ? hoursOf(data, hours) : null,
    tracks: types || callsign || sources ? judgeTracks(data, filters, unknown) : null,
    passes: limits ? judgeSpeeds(data, limits, unknown) : null,
  }
}

/** Whether parts of a flight may be filtered away, not only whole ones. */
export function cutsFlights({range, hours, passes}: TrackFilter): boolean {
  return range !== null || hours !== null || passes !== null
}

function hoursOf({timeOrigin, tick}: TrackData, [from, to]: [number, number]): Hours {
  const length = ((((to - from) % 24) + 24) % 24) * HOUR
  const since = ((((from * HOUR - timeOrigin) % DAY) + DAY) % DAY)
  return {from: Math.round(since / tick), length: Math.round(length / tick), day: Math.round(DAY / tick)}
}

function judgeTracks({meta, count}: TrackData, {types, callsign, sources}: Filters, unknown: boolean): Uint8Array {
  const patterns = callsign ? globs(callsign) : null
  const among = (names: string[] | undefined, name: string | null | undefined) => !names || (name ? names.includes(name) : unknown)
  return Uint8Array.from({length: count}, (_, track) => {
    const called = meta.callsigns?.[track]
    return Number((!patterns || (called ? matchesAny(called, patterns) : unknown))
      && among(types, meta.platforms?.[track]) && among(sources, meta.sources?.[track]))
  })
}

function judgeSpeeds(data: TrackData, [low, high]: [number, number], unknown: boolean): Uint8Array {
  const passes = new Uint8Array(data.fixCount)
  const speeds = speedsOf(data)
  for (let i = 0; i < data.fixCount; i++) {
    const speed = speeds[i]
    passes[i] = Number(speed === speed ? speed >= low && speed <= high : unknown)
  }
  return passes
}

/** The bands of the day that a segment touches, as numbers the shader understands: 0 is the last that began before it. */
export function bandsOf({from, length, day}: Hours, begin: number, duration: number): [first: number, last: number] {
  const phase = phaseOf(begin, from, day)
  return [phase <= length ? 0 : 1, Math.min(MOST_BANDS - 1, Math.floor((phase + duration) / day))]
}

/** Ticks since the band last began. */
export function phaseOf(ticks: number, from: number, day: number): number {
  return (((ticks - from) % day) + day) % day
}

/** The parts of segment a-b that are shown, as shares along it; `i` is the fix whose speed decides. */
export function pieces(data: TrackData, a: number, b: number, window: Window, filter: TrackFilter): [from: number, to: number][] {
  if (filter.passes && !filter.passes[a]) return []
  if (filter.range && !filter.unknown && !heightsKnown(data, a, b)) return []
  const seen = cut(data, a, b, window, filter.range)
  if (!seen) return []
  if (!filter.hours) return [seen]
  const begin = data.fixes[STRIDE * a + 2]
  const duration = data.fixes[STRIDE * b + 2] - begin
  const [first, last] = bandsOf(filter.hours, begin, duration)
  const found: [number, number][] = []
  for (let band = first; band <= last; band++) {
    const [from, to] = duration > 0 ? bandShares(filter.hours, band, begin, duration) : [0, 1]
    if (Math.max(from, seen[0]) <= Math.min(to, seen[1])) found.push([Math.max(from, seen[0]), Math.min(to, seen[1])])
  }
  return found
}

function bandShares({from, length, day}: Hours, band: number, begin: number, duration: number): [number, number] {
  const entry = band * day - phaseOf(begin, from, day)
  return [entry / duration, (entry + length) / duration]
}

const heightsKnown = ({floats}: TrackData, a: number, b: number) => !Number.isNaN(floats[STRIDE * a + 3]) && !Number.isNaN(floats[STRIDE * b + 3])

/** Whether a flight that is at `at` (null: within a gap) is shown there and then. */
export function passesAt(track: number, at: Position | null, ticks: number, filter: TrackFilter): boolean {
  const {range, hours, passes, tracks, unknown} = filter
  if (tracks && !tracks[track]) return false
  if (hours && phaseOf(ticks, hours.from, hours.day) > hours.length) return false
  if (passes && !(at && at.b > at.a ? passes[at.a] : unknown)) return false
  const height = at?.height ?? NaN
  return !range || (Number.isNaN(height) ? unknown : height >= range[0] && height <= range[1])
}

/** When each flight is shown, ms since 1970, in order; flights of which nothing is shown have no spans. */
export function shownSpans(data: TrackData, filter: TrackFilter): {start: number; end: number}[][] {
  const {start, count} = data
  const cuts = cutsFlights(filter)
  return Array.from({length: count}, (_, track) => {
    const [first, end] = [start[track], start[track + 1]]
    if (end === first || (filter.tracks && !filter.tracks[track])) return []
    const spans: {start: number; end: number}[] = []
    const add = (from: number, to: number) => {
      const last = spans[spans.length - 1]
      if (last && from <= last.end) last.end = Math.max(last.end, to)
      else spans.push({start: from, end: to})
    }
    if (!cuts) add(data.fixes[STRIDE * first + 2], data.fixes[STRIDE * (end - 1) + 2])
    else cutFlight(data, first, end, filter, add)
    return spans.map(span => ({start: timeOf(data, span.start), end: timeOf(data, span.end)}))
  })
}

const EVER: Window = {from: -(2 ** 30), to: 2 ** 31 - 1}

function cutFlight(data: TrackData, first: number, end: number, filter: TrackFilter, add: (from: number, to: number) => void): void {
  const {fixes, gaps} = data
  // within a gap neither height nor speed are known
  const gapFilter: TrackFilter = {...filter, range: null, passes: null}
  if (end - first === 1) {
    const at = {x: 0, y: 0, height: data.floats[STRIDE * first + 3], heading: 0, a: first, b: first, share: 0}
    if (passesAt(0, at, fixes[STRIDE * first + 2], {...filter, tracks: null})) add(fixes[STRIDE * first + 2], fixes[STRIDE * first + 2])
  }
  for (let i = first; i < end - 1; i++) {
    const begin = fixes[STRIDE * i + 2]
    const duration = fixes[STRIDE * (i + 1) + 2] - begin
    const gap = gaps[i] === 1
    if (gap && !filter.unknown && (filter.range || filter.passes)) continue
    for (const [from, to] of pieces(data, i, i + 1, EVER, gap ? gapFilter : filter)) add(begin + from * duration, begin + to * duration)
  }
}
