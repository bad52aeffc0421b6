// Tracks as one flat array, laid out for the graphics card and for picking alike.

import type {Container, Numbers} from '../columns'
import {mercatorX, mercatorY, unwrap, WORLD} from '../mercator'
import type {Ahead} from '../live/ahead'
import type {HeightColumn} from '../scene'
import type {Box} from './window'

/** Fixes in one row of the texture that holds them. */
export const ROW = 4096
/** Fixes that share a bounding box. */
export const CHUNK = 64
/** Numbers of one fix in `fixes`: x, y, time, and the bits of its height. */
export const STRIDE = 4
/** Ticks must fit into int32 with room for windows that begin before and end after the data. */
const MAX_TICKS = 2 ** 30
const QUARTER = 900_000

/** How much a container leaves out of its layer; see lagebild/views/track_levels.py. */
export interface Level {
  zoom: number
  /** From this zoom on nothing is left out. */
  finest: number
  /** Up to so far a fix left out may lie beside what is drawn: units of mercator.WORLD, and m in height. */
  tolerance: number
  rise: number
  /** How many fixes the next finer level of the whole layer has, if known. */
  finer?: number
}

export interface TracksMeta {
  time_origin: number
  height?: HeightColumn | null
  max_gap: number
  callsigns: (string | null)[]
  ids: string[]
  platforms?: (string | null)[]
  sources?: (string | null)[]
  /** Only where the data state them. */
  affiliations?: (string | null)[]
  level?: Level
}

export interface TrackData {
  meta: TracksMeta
  height: HeightColumn | null
  count: number
  fixCount: number
  /** Offsets of the tracks into the fixes, count + 1 of them. */
  start: Uint32Array
  /** Per fix x, y (units of mercator.WORLD; a track is never torn at the antimeridian), time in ticks, height bits. */
  fixes: Int32Array
  /** The same memory as floats: heights at 4 i + 3, m, NaN where unknown. */
  floats: Float32Array
  /** ms since 1970 of tick 0, and ms of one tick. */
  timeOrigin: number
  tick: number
  /** 1 where nothing is known of what lies between a fix and the next of its track: no line is drawn. */
  gaps: Uint8Array
  /** Numbers of the fixes which thinning never leaves out, ascending. */
  always: Uint32Array
  /** null: nothing was left out. */
  level: Level | null
  /** Of a finer piece of a large layer: each fix's number in the whole layer, and the containers it was made from with theirs. */
  numbers?: Numbers
  parts?: {name: string; fix: Numbers}[]
  /** Of what is received now: what carries aircraft on beyond their last fixes. */
  ahead?: Ahead
  /** Per chunk of fixes: west, north, east, south, and the tracks' own boxes likewise. */
  chunkBoxes: Int32Array
  trackBoxes: Int32Array
  /** Heights that bound all but the extremes of the data, m; null where none is known. */
  heights: [low: number, high: number] | null
}

export function readTracks(container: Container<TracksMeta>, wanted?: HeightColumn | null): TrackData {
  const {meta} = container
  const start = Uint32Array.from(container.column('start'))
  const count = start.length - 1
  const fixCount = count > 0 ? start[count] : 0
  const height = [wanted, meta.height].find(name => name && container.has(name)) ?? null
  const memory = new ArrayBuffer(Math.max(1, Math.ceil(fixCount / ROW)) * ROW * STRIDE * 4)
  const data: TrackData = {
    meta, height, count, fixCount, start,
    fixes: new Int32Array(memory),
    floats: new Float32Array(memory),
    timeOrigin: 0, tick: 1,
    gaps: new Uint8Array(fixCount),
    always: container.has('always') ? Uint32Array.from(container.column('always')) : new Uint32Array(0),
    level: meta.level && meta.level.tolerance > 0 ? meta.level : null,
    chunkBoxes: new Int32Array(0), trackBoxes: new Int32Array(0), heights: null,
  }
  placeFixes(data, container)
  timeFixes(data, container)
  markGaps(data, container)
  liftFixes(data, height ? (container.column(height) as Float32Array) : null)
  boxFixes(data)
  return data
}

function placeFixes(data: TrackData, container: Container<TracksMeta>): void {
  if (container.has('x')) return placeReady(data, container.column('x'), container.column('y'))
  const {fixes, start, count} = data
  const longitude = container.column('longitude')
  const latitude = container.column('latitude')
  for (let track = 0; track < count; track++) {
    let previous = NaN
    for (let i = start[track]; i < start[track + 1]; i++) {
      let x = Math.round(mercatorX(longitude[i]) * WORLD)
      // beginning in the first world keeps what follows within int32, whatever longitudes arrive
      x = Number.isNaN(previous) ? x - WORLD * Math.floor(x / WORLD) : unwrap(x, previous)
      fixes[STRIDE * i] = previous = x
      fixes[STRIDE * i + 1] = Math.round(mercatorY(latitude[i]) * WORLD)
    }
  }
}

/** Large layers come as they are laid out here. */
function placeReady({fixes, fixCount}: TrackData, x: Numbers, y: Numbers): void {
  for (let i = 0; i < fixCount; i++) {
    fixes[STRIDE * i] = x[i]
    fixes[STRIDE * i + 1] = y[i]
  }
}

function timeFixes(data: TrackData, container: Container<TracksMeta>): void {
  const time = container.column('time')
  let first = Infinity
  let last = -Infinity
  for (let i = 0; i < data.fixCount; i++) {
    if (time[i] < first) first = time[i]
    if (time[i] > last) last = time[i]
  }
  if (data.fixCount === 0) first = last = 0
  data.tick = wholeTick((last - first) / MAX_TICKS)
  data.timeOrigin = data.meta.time_origin + first
  for (let i = 0; i < data.fixCount; i++) data.fixes[STRIDE * i + 2] = Math.round((time[i] - first) / data.tick)
}

/** The next longer part of a quarter of an hour, ms: days and the hours of filters are then whole ticks. */
function wholeTick(least: number): number {
  for (let tick = Math.max(1, Math.ceil(least)); ; tick++) if (QUARTER % tick === 0 || tick > QUARTER) return tick
}

/** Long intervals are gaps; where fixes were left out, only those that are marked. */
function markGaps({gaps, fixes, fixCount, meta, tick}: TrackData, container: Container<TracksMeta>): void {
  if (container.has('gap')) {
    for (const before of container.column('gap')) gaps[before] = 1
    return
  }
  const longest = (meta.max_gap * 1000) / tick
  for (let i = 1; i < fixCount; i++) if (fixes[STRIDE * i + 2] - fixes[STRIDE * (i - 1) + 2] > longest) gaps[i - 1] = 1
}

function liftFixes(data: TrackData, heights: Float32Array | null): void {
  const {floats, fixCount} = data
  for (let i = 0; i < fixCount; i++) floats[STRIDE * i + 3] = heights ? heights[i] : NaN
  if (heights) data.heights = usualRange(heights)
}

/** From the 0.1th to the 99.9th percentile of a sample: one wild value must not spoil the colours. */
export function usualRange(values: ArrayLike<number>): [number, number] | null {
  const step = Math.max(1, Math.floor(values.length / 20_000))
  const sample: number[] = []
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) sample.push(values[i])
  if (sample.length === 0) return null
  const sorted = Float64Array.from(sample).sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]
  return [at(0.001), at(0.999)]
}

export function boxFixes(data: TrackData): void {
  const {start, count, fixCount} = data
  data.chunkBoxes = new Int32Array(4 * Math.ceil(fixCount / CHUNK))
  data.trackBoxes = new Int32Array(4 * count)
  for (let chunk = 0; chunk * CHUNK < fixCount; chunk++) {
    // one fix more: the segment into the next chunk belongs to this one
    boxRange(data, chunk * CHUNK, Math.min((chunk + 1) * CHUNK + 1, fixCount), data.chunkBoxes, 4 * chunk)
  }
  for (let track = 0; track < count; track++) boxRange(data, start[track], start[track + 1], data.trackBoxes, 4 * track)
}

function boxRange({fixes}: TrackData, from: number, to: number, boxes: Int32Array, at: number): void {
  let west = 0x7fffffff, north = 0x7fffffff, east = -0x80000000, south = -0x80000000
  for (let i = from; i < to; i++) {
    const x = fixes[STRIDE * i]
    const y = fixes[STRIDE * i + 1]
    if (x < west) west = x
    if (x > east) east = x
    if (y < north) north = y
    if (y > south) south = y
  }
  boxes[at] = west
  boxes[at + 1] = north
  boxes[at + 2] = east
  boxes[at + 3] = south
}

/** Does a box of `trackBoxes` or `chunkBoxes` share a place with another? */
export function meets(boxes: Int32Array, at: number, box: Box): boolean {
  return boxes[at] <= box.east && boxes[at + 2] >= box.west && boxes[at + 1] <= box.south && boxes[at + 3] >= box.north
}

export function ticksOf(data: TrackData, time: number): number {
  return (time - data.timeOrigin) / data.tick
}

export function timeOf(data: TrackData, ticks: number): number {
  return data.timeOrigin + ticks * data.tick
}

/** What to call a track: its callsign, else its identifier. */
export function trackName(data: TrackData, track: number): string {
  return data.meta.callsigns?.[track] || data.meta.ids?.[track] || ''
}
