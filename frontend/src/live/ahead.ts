// Where an aircraft may be now: carried on from its last fix by the speed and course it told. No observation, and drawn as none.

import {latitudeOf, worldWidth, WORLD} from '../mercator'

/** What carries aircraft on beyond their last fixes, by track; NaN where it was not told. */
export interface Ahead {
  /** m/s. */
  speed: Float32Array
  /** Clockwise from north, radians. */
  course: Float32Array
  /** m/s. */
  climb: Float32Array
  /** ms between the last two fixes. */
  usual: Float32Array
  /** Ticks (ms) after the last fix beyond which nobody can say. */
  reach: number
}

/** ms for which speed and course are believed; after that an aircraft stays where it would have been by then. */
export const CARRIED = 15_000

export interface Carried {
  x: number
  y: number
  height: number
  heading: number
}

/** From a fix (x, y in units of WORLD, height in m) on, `since` ms later; where speed or course are unknown, the fix itself. */
export function carriedOn(fix: Carried, speed: number, course: number, climb: number, since: number): Carried {
  const seconds = Math.min(since, CARRIED) / 1000
  const known = speed >= 0 && !Number.isNaN(course)
  const units = known ? (speed * seconds * WORLD) / worldWidth(latitudeOf(fix.y / WORLD)) : 0
  return {
    x: known ? fix.x + units * Math.sin(course) : fix.x,
    y: known ? fix.y - units * Math.cos(course) : fix.y,
    height: Number.isNaN(climb) ? fix.height : fix.height + climb * seconds,
    heading: Number.isNaN(course) ? fix.heading : course,
  }
}
