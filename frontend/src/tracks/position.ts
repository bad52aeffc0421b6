// Where a track was at a moment: interpolated between its fixes, nothing beyond them or within a gap.

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
}

export function positionAt(data: TrackData, track: number, ticks: number): Position | null {
  const {fixes, floats, start, gaps} = data
  const first = start[track]
  const end = start[track + 1]
  if (end === first || ticks < fixes[STRIDE * first + 2] || ticks > fixes[STRIDE * (end - 1) + 2]) return null
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
