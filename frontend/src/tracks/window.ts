// Which segments are drawn: those within the time window and near the view, as pairs of fixes.

import {meets, STRIDE, type TrackData} from './data'
import {bandsOf, NO_FILTER, type TrackFilter} from './filtering'
import type {Thinned} from './thinning'

/** Ticks, inclusive. */
export interface Window {
  from: number
  to: number
}

/** Units of mercator.WORLD, of the world in which the map's centre lies. */
export interface Box {
  west: number
  north: number
  east: number
  south: number
}

export const holds = (outer: Box, inner: Box) => inner.west >= outer.west && inner.east <= outer.east && inner.north >= outer.north && inner.south <= outer.south

export const ALWAYS: Window = {from: -(2 ** 30), to: 2 ** 31 - 1}

/** Where the second fix of a pair has the number of the day's band that is shown of it (filtering.ts). */
const BAND_SHIFT = 28

/** The second fix of a pair, without the band. */
export const fixOf = (second: number) => second & (2 ** BAND_SHIFT - 1)

/** A growing list of pairs; kept between calls because a step through time makes a new one. */
export class Segments {
  pairs = new Uint32Array(1 << 16)
  count = 0

  add(a: number, b: number): void {
    if (2 * this.count + 2 > this.pairs.length) {
      const larger = new Uint32Array(this.pairs.length * 2)
      larger.set(this.pairs)
      this.pairs = larger
    }
    this.pairs[2 * this.count] = a
    this.pairs[2 * this.count + 1] = b
    this.count++
  }
}

/** Collect the segments of `thinned` that touch the window and one of the boxes. Cutting exactly is the shader's work. */
export function collect(data: TrackData, thinned: Thinned, window: Window, boxes: Box[] | null, into: Segments, filter: TrackFilter = NO_FILTER): Segments {
  into.count = 0
  const {trackBoxes} = data
  for (let track = 0; track < data.count; track++) {
    const from = thinned.start[track]
    const to = thinned.start[track + 1]
    if (to - from < 2 || (filter.tracks && !filter.tracks[track])) continue
    const near = boxes ? boxes.filter(box => meets(trackBoxes, 4 * track, box)) : null
    if (near && near.length === 0) continue
    const inside = near !== null && near.some(box => holdsTrack(box, trackBoxes, 4 * track))
    collectTrack(data, thinned.kept, from, to, window, inside ? null : near, into, filter)
  }
  return into
}

function collectTrack(data: TrackData, kept: Uint32Array, from: number, to: number, window: Window, boxes: Box[] | null, into: Segments, {passes, hours}: TrackFilter): void {
  const {fixes, gaps} = data
  const timeAt = (k: number) => fixes[STRIDE * kept[k] + 2]
  if (timeAt(from) > window.to || timeAt(to - 1) < window.from) return
  const first = Math.max(from, lastAtOrBefore(timeAt, from, to, window.from))
  for (let k = first; k < to - 1; k++) {
    const a = kept[k]
    const b = kept[k + 1]
    if (fixes[STRIDE * a + 2] > window.to) break
    if (gaps[a]) continue // the ends of gaps are always kept, so that b is its other end
    if (boxes && !boxes.some(box => crosses(fixes, a, b, box))) continue
    if (passes && !passes[a]) continue
    if (!hours) into.add(a, b)
    else {
      const [firstBand, lastBand] = bandsOf(hours, fixes[STRIDE * a + 2], fixes[STRIDE * b + 2] - fixes[STRIDE * a + 2])
      for (let band = firstBand; band <= lastBand; band++) into.add(a, (b | (band << BAND_SHIFT)) >>> 0)
    }
  }
}

/** The last position in [from, to) whose time is not after `time`; from - 1 if all are later. Times ascend. */
export function lastAtOrBefore(timeAt: (position: number) => number, from: number, to: number, time: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timeAt(middle) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}

function holdsTrack(box: Box, boxes: Int32Array, at: number): boolean {
  return boxes[at] >= box.west && boxes[at + 2] <= box.east && boxes[at + 1] >= box.north && boxes[at + 3] <= box.south
}

function crosses(fixes: Int32Array, a: number, b: number, box: Box): boolean {
  const ax = fixes[STRIDE * a], ay = fixes[STRIDE * a + 1], bx = fixes[STRIDE * b], by = fixes[STRIDE * b + 1]
  return (ax >= box.west || bx >= box.west) && (ax <= box.east || bx <= box.east)
    && (ay >= box.north || by >= box.north) && (ay <= box.south || by <= box.south)
}

/** What a trail of so many seconds shows at a moment; 0 shows everything, whatever the time. */
export function trailWindow(ticks: number, trailTicks: number): Window {
  if (trailTicks <= 0) return ALWAYS
  return {from: clampTicks(Math.floor(ticks - trailTicks)), to: clampTicks(Math.floor(ticks))}
}

const clampTicks = (ticks: number) => Math.max(ALWAYS.from, Math.min(ALWAYS.to, ticks))
