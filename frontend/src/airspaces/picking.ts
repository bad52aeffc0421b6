// Which airspaces lie under the pointer, the smallest first.

import {contains} from '../plane'
import {withinHeights, type Airspace} from './data'

export function pickAirspaces(airspaces: Airspace[], longitude: number, latitude: number, range: [number, number] | null): Airspace[] {
  return airspaces
    .filter(airspace => withinHeights(airspace, range) && covers(airspace, longitude, latitude))
    .sort((a, b) => a.area - b.area)
}

/** Longitudes may reach over the antimeridian in either the pointer or the data. */
function covers(airspace: Airspace, longitude: number, latitude: number): boolean {
  if (latitude < airspace.south || latitude > airspace.north) return false
  for (const turn of [0, 360, -360]) {
    const x = longitude + turn
    if (x < airspace.west || x > airspace.east) continue
    if (airspace.polygons.some(rings => contains(rings, x, latitude))) return true
  }
  return false
}
