// Where a track was at a moment: interpolated between its fixes, nothing beyond them or within a gap.

import {carriedOn} from '../live/ahead'
import {STRIDE, type TrackData} from './data'
import {lastAtOrBefore} from './window'

export interface Position {
  /** Units of mercator.WORLD. */
  x: number
  y: number
  /** m of the data's height column, NaN where unknown. */
  height: number
  /** Clockwise from north, radians; as Web Mercator is conformal, true on the ground as well. */
  heading: number
  /** The fixes between which it is (the same twice for a single fix), and how far between them. */
  a: number
  b: number
  share: number
  /** Of what is received now: carried on from the last fix, which is so many ms old and lies there; `silent`: one is missing. */
  carried?: {since: number; x: number; y: number; silent: boolean}
}

/** ms without a fix after which one is missing, of aircraft that tell more often. */
const SILENT = 5_000

export function positionAt(data: TrackData, track: number, ticks: number): Position | null {
  const {fixes, floats, start, gaps} = data
  const first = start[track]
  const end = start[track + 1]
  if (end === first || ticks < fixes[STRIDE * first + 2]) return null
  if (ticks > fixes[STRIDE * (end - 1) + 2]) return beyond(data, track, ticks)
  const found = lastAtOrBefore(i => fixes[STRIDE * i + 2], first, end, ticks)
  const a = Math.max(first, Math.min(found, end - 2))
  const b = Math.min(a + 1, end - 1)
  const duration = fixes[STRIDE * b + 2] - fixes[STRIDE * a + 2]
  if (gaps[a] && ticks > fixes[STRIDE * a + 2] && ticks < fixes[STRIDE * b + 2]) return null
  const share = duration > 0 ? (ticks - fixes[STRIDE * a + 2]) / duration : 0
  const between = (offset: number) => fixes[STRIDE * a + offset] + share * (fixes[STRIDE * b + offset] - fixes[STRIDE * a + offset])
  const ha = floats[STRIDE * a + 3]
  return {
    x: between(0),
    y: between(1),
    height: share === 0 ? ha : ha + share * (floats[STRIDE * b + 3] - ha),
    heading: headingAt(data, first, end, a),
    a, b, share,
  }
}

/** After the last fix, where it may be by now; null for flights that are over, and once nobody can say. */
function beyond(data: TrackData, track: number, ticks: number): Position | null {
  const {fixes, floats, start, ahead, tick} = data
  const last = start[track + 1] - 1
  const late = ticks - fixes[STRIDE * last + 2]
  if (!ahead || late > ahead.reach) return null
  const [x, y] = [fixes[STRIDE * last], fixes[STRIDE * last + 1]]
  const fix = {x, y, height: floats[STRIDE * last + 3], heading: headingAt(data, start[track], last + 1, last)}
  const since = late * tick
  return {...carriedOn(fix, ahead.speed[track], ahead.course[track], ahead.climb[track], since), a: last, b: last, share: 0, carried: {since, x, y, silent: since > Math.max(SILENT, 1.5 * (ahead.usual[track] || 0))}}
}

/** Where it is drawn in space, m: `drawn` says so of fixes of unknown height, see lifting.ts. */
export function drawnHeight({height, a, b, share}: Position, drawn: Float32Array | null): number {
  if (!drawn) return height
  return share === 0 ? drawn[a] : drawn[a] + share * (drawn[b] - drawn[a])
}

/** Standing aircraft keep the direction in which they last moved. */
function headingAt({fixes}: TrackData, first: number, end: number, a: number): number {
  for (let i = Math.min(a, end - 2); i >= first; i--) {
    const dx = fixes[STRIDE * (i + 1)] - fixes[STRIDE * i]
    const dy = fixes[STRIDE * (i + 1) + 1] - fixes[STRIDE * i + 1]
    if (dx !== 0 || dy !== 0) return Math.atan2(dx, -dy)
  }
  return 0
}
