// How an aircraft moved between two fixes: speed over ground and vertical rate, from positions and heights alone.

import {WORLD} from '../mercator'
import {STRIDE, type TrackData} from './data'

/** WGS 84: equatorial radius (m) and the square of the eccentricity. */
const RADIUS = 6_378_137
const ECCENTRICITY2 = 0.00669437999014

/** Mean speed over ground, m/s; NaN where no time passes. */
export function speedBetween({fixes, tick}: TrackData, a: number, b: number): number {
  const seconds = ((fixes[STRIDE * b + 2] - fixes[STRIDE * a + 2]) * tick) / 1000
  if (!(seconds > 0)) return NaN
  const angle = (2 * Math.PI) / WORLD
  const dx = (fixes[STRIDE * b] - fixes[STRIDE * a]) * angle
  const dy = (fixes[STRIDE * b + 1] - fixes[STRIDE * a + 1]) * angle
  const psi = Math.PI - 0.5 * angle * (fixes[STRIDE * a + 1] + fixes[STRIDE * b + 1])
  const cosine = 1 / Math.cosh(psi)
  const w = 1 - ECCENTRICITY2 * (1 - cosine * cosine)
  // along the parallel and along the meridian the ellipsoid has radii of its own
  return (RADIUS * cosine * Math.hypot(dx, (dy * (1 - ECCENTRICITY2)) / w)) / Math.sqrt(w) / seconds
}

/** Mean vertical rate, m/s of the data's height column; NaN where a height is unknown or no time passes. */
export function climbBetween({fixes, floats, tick}: TrackData, a: number, b: number): number {
  const seconds = ((fixes[STRIDE * b + 2] - fixes[STRIDE * a + 2]) * tick) / 1000
  return seconds > 0 ? (floats[STRIDE * b + 3] - floats[STRIDE * a + 3]) / seconds : NaN
}

/** So many segments on either side, within so many ms, have a say in a segment's speed. */
const NEIGHBOURS = 3
const NEAR = 45_000

const known = new WeakMap<Int32Array, Float32Array>()

/**
 * Speed over ground of the segment that begins at each fix, m/s; NaN where unknown. Where a flight, or what comes before a
 * gap, ends: that of the segment before.
 *
 * The median over neighbouring segments: receivers repeat positions and make up for it, which alone would be standing
 * still and twice the speed.
 */
export function speedsOf(data: TrackData): Float32Array {
  let speeds = known.get(data.fixes)
  if (speeds) return speeds
  const single = new Float64Array(data.fixCount)
  for (let i = 0; i < data.fixCount - 1; i++) single[i] = speedBetween(data, i, i + 1)
  speeds = medians(data, single)
  known.set(data.fixes, speeds)
  return speeds
}

function medians(data: TrackData, single: Float64Array): Float32Array {
  const {fixes, start, count, fixCount, gaps, tick} = data
  const speeds = new Float32Array(fixCount).fill(NaN)
  const near = NEAR / tick
  const sorted = new Float64Array(2 * NEIGHBOURS + 1)
  const timeOf = (i: number) => fixes[STRIDE * i + 2]
  const flown = (i: number) => !gaps[i]
  for (let track = 0; track < count; track++) {
    const [first, last] = [start[track], start[track + 1] - 2]
    for (let i = first; i <= last; i++) {
      if (!flown(i)) {
        speeds[i] = i > first ? speeds[i - 1] : NaN
        continue
      }
      let found = insert(sorted, 0, single[i])
      for (const step of [-1, 1]) {
        for (let j = i + step; Math.abs(j - i) <= NEIGHBOURS && j >= first && j <= last && flown(j) && Math.abs(timeOf(j) - timeOf(i)) <= near; j += step) found = insert(sorted, found, single[j])
      }
      // of an even number the slower middle one
      speeds[i] = found > 0 ? sorted[(found - 1) >> 1] : NaN
    }
    if (last >= first) speeds[last + 1] = speeds[last]
  }
  return speeds
}

/** Into the first `count`, which ascend; gives their new number. */
function insert(sorted: Float64Array, count: number, value: number): number {
  if (value !== value) return count
  let at = count
  for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1]
  sorted[at] = value
  return count + 1
}
