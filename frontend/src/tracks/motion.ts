// How an aircraft moved between two fixes: speed over ground and vertical rate, from positions and heights alone.
// The shader does the same (shaders.ts).

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
