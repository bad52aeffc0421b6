// Which view shows given bounds, in the part of the map that no panel covers.

import {latitudeOf, longitudeOf, MAX_LATITUDE, mercatorX, mercatorY} from './mercator'
import type {Bounds} from './scene'

export interface Padding {
  left: number
  right: number
  top: number
  bottom: number
}

export interface Framed {
  longitude: number
  latitude: number
  zoom: number
}

/** A single point is shown from this near; nothing is framed from nearer. */
const NEAREST = 13

/** East may exceed 180: bounds across the antimeridian are one piece. `width`, `height` in pixels; `nearest` is the largest zoom. */
export function frameBounds([west, south, east, north]: Bounds, width: number, height: number, padding: Padding, nearest = NEAREST): Framed {
  const over = east < west ? east + 360 : east
  const [left, right] = [mercatorX(west), mercatorX(over)]
  const [top, bottom] = [mercatorY(Math.min(north, MAX_LATITUDE)), mercatorY(Math.max(south, -MAX_LATITUDE))]
  const room = {x: Math.max(60, width - padding.left - padding.right), y: Math.max(60, height - padding.top - padding.bottom)}
  const across = Math.log2(room.x / (512 * Math.max(right - left, 1e-9)))
  const down = Math.log2(room.y / (512 * Math.max(bottom - top, 1e-9)))
  const zoom = Math.max(0.5, Math.min(nearest, across, down))
  const pixel = 1 / (512 * 2 ** zoom)
  // the middle of the free part is not the middle of the map
  const x = (left + right) / 2 - ((padding.left - padding.right) / 2) * pixel
  const y = (top + bottom) / 2 - ((padding.top - padding.bottom) / 2) * pixel
  return {longitude: longitudeOf(x), latitude: latitudeOf(Math.max(0, Math.min(1, y))), zoom}
}
