// How much of a segment is seen: the share within the time window and the altitude filter. The shader does the same.

import {STRIDE, type TrackData} from './data'
import type {Window} from './window'

export type HeightRange = [low: number, high: number] | null

/** Shares along the segment a-b, or null if nothing of it is seen. Segments of unknown height pass the filter. */
export function cut(data: TrackData, a: number, b: number, window: Window, range: HeightRange): [from: number, to: number] | null {
  const ta = data.fixes[STRIDE * a + 2]
  const duration = data.fixes[STRIDE * b + 2] - ta
  let from = duration > 0 ? share(window.from - ta, duration) : 0
  let to = duration > 0 ? share(window.to - ta, duration) : 1
  if (ta > window.to || ta + duration < window.from) return null
  const ha = data.floats[STRIDE * a + 3]
  const rise = data.floats[STRIDE * b + 3] - ha
  if (range && rise === rise) {
    if (Math.abs(rise) < 1e-3) return ha < range[0] || ha > range[1] ? null : [from, to]
    const low = (range[0] - ha) / rise
    const high = (range[1] - ha) / rise
    from = Math.max(from, Math.min(low, high))
    to = Math.min(to, Math.max(low, high))
  }
  return from <= to ? [from, to] : null
}

const share = (part: number, whole: number) => Math.max(0, Math.min(1, part / whole))
