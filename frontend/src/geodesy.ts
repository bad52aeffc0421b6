// Distances, bearings and areas on the WGS 84 ellipsoid, by Karney's algorithms (GeographicLib).

import {Geodesic} from 'geographiclib-geodesic'
import type {Position} from './coordinates'

const EARTH = Geodesic.WGS84

export interface Leg {
  /** Metres along the geodesic, at the ellipsoid's surface. */
  distance: number
  /** True bearing at the start, degrees in [0, 360); of no meaning where the distance is 0. */
  bearing: number
}

/** The shortest way from one place to another. */
export function leg(from: Position, to: Position): Leg {
  const {s12 = NaN, azi1 = NaN} = EARTH.Inverse(from.latitude, from.longitude, to.latitude, to.longitude)
  return {distance: s12, bearing: (azi1 + 360) % 360}
}

/** Places along a geodesic, both ends included, `step` metres apart at most; longitudes run on over the antimeridian. */
export function along(from: Position, to: Position, step: number): Position[] {
  const line = EARTH.InverseLine(from.latitude, from.longitude, to.latitude, to.longitude)
  const parts = Math.max(1, Math.min(512, Math.ceil(line.s13 / step)))
  return Array.from({length: parts + 1}, (_, i) => {
    const {lat2 = NaN, lon2 = NaN} = line.Position((i / parts) * line.s13, Geodesic.STANDARD | Geodesic.LONG_UNROLL)
    return {longitude: lon2, latitude: lat2}
  })
}

/** Where one comes from a place on a true bearing after so many metres. */
export function destination({longitude, latitude}: Position, bearing: number, distance: number): Position {
  const {lat2 = NaN, lon2 = NaN} = EARTH.Direct(latitude, longitude, bearing, distance)
  return {longitude: lon2, latitude: lat2}
}

/** Square metres within the closed ring through the places, whichever way it runs round; the smaller side of the earth. */
export function area(places: Position[]): number {
  if (places.length < 3) return 0
  const ring = EARTH.Polygon(false)
  for (const {latitude, longitude} of places) ring.AddPoint(latitude, longitude)
  return Math.abs(ring.Compute(false, true).area ?? NaN)
}
