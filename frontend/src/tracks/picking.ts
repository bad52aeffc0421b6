// Which track is under the pointer: the nearest segment on screen among those that are seen, found without drawing.

import type {Screen} from '../screen'
import {WORLD} from '../mercator'
import {CHUNK, meets, STRIDE, type TrackData} from './data'
import {pieces, type TrackFilter} from './filtering'
import type {Box, Window} from './window'

export interface TrackHit {
  track: number
  /** ms since 1970 at the place hit, interpolated. */
  ticks: number
  height: number
  /** Screen pixels from the pointer. */
  distance: number
}

/** The nearest visible track within `radius` pixels of the point, or null. */
export function pickTrack(data: TrackData, screen: Screen, px: number, py: number, radius: number, window: Window, filter: TrackFilter, drawn: Float32Array | null = null): TrackHit | null {
  let best: TrackHit | null = null
  const around = screen.boxAround(px, py, radius)
  for (let world = -2; world <= 1; world++) {
    const shift = world * WORLD
    const box = {...around, west: around.west + shift, east: around.east + shift}
    for (let track = 0; track < data.count; track++) {
      if ((filter.tracks && !filter.tracks[track]) || !meets(data.trackBoxes, 4 * track, box)) continue
      best = pickInTrack(data, track, screen, box, -shift, px, py, window, filter, drawn, best ?? {track: -1, ticks: 0, height: NaN, distance: radius})
    }
  }
  return best && best.track >= 0 ? best : null
}

function pickInTrack(data: TrackData, track: number, screen: Screen, box: Box, shift: number, px: number, py: number,
                     window: Window, filter: TrackFilter, drawn: Float32Array | null, best: TrackHit): TrackHit {
  const {fixes, start, chunkBoxes, gaps} = data
  const end = start[track + 1] - 1
  for (let i = start[track]; i < end; ) {
    const chunk = Math.floor(i / CHUNK)
    const last = Math.min((chunk + 1) * CHUNK, end)
    if (meets(chunkBoxes, 4 * chunk, box)) {
      for (let a = i; a < last; a++) {
        const at = STRIDE * a
        if (gaps[a] || outside(fixes, at, box)) continue
        for (const seen of pieces(data, a, a + 1, window, filter)) {
          const hit = pickPiece(data, a, seen, screen, shift, px, py, drawn)
          if (hit.distance < best.distance) best = {track, ...hit}
        }
      }
    }
    i = last
  }
  return best
}

function pickPiece(data: TrackData, a: number, seen: [from: number, to: number], screen: Screen, shift: number, px: number, py: number, drawn: Float32Array | null) {
  const {fixes, floats} = data
  const at = STRIDE * a
  const [ha, hb] = drawn ? [drawn[a], drawn[a + 1]] : [floats[at + 3], floats[at + STRIDE + 3]]
  const pointAt = (share: number) => screen.project(fixes[at] + share * (fixes[at + STRIDE] - fixes[at]) + shift,
    fixes[at + 1] + share * (fixes[at + STRIDE + 1] - fixes[at + 1]), share === 0 ? ha : ha + share * (hb - ha))
  const [ax, ay] = pointAt(seen[0])
  const [bx, by] = pointAt(seen[1])
  const along = nearestShare(ax, ay, bx, by, px, py)
  const distance = Math.hypot(ax + along * (bx - ax) - px, ay + along * (by - ay) - py)
  const share = seen[0] + along * (seen[1] - seen[0])
  const mix = (from: number, to: number) => (share === 0 ? from : from + share * (to - from))
  return {distance, ticks: mix(fixes[at + 2], fixes[at + STRIDE + 2]), height: mix(floats[at + 3], floats[at + STRIDE + 3])}
}

/** Where on the segment (0..1) the point is nearest. */
export function nearestShare(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  const dx = bx - ax
  const dy = by - ay
  const length = dx * dx + dy * dy
  return length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length))
}

function outside(fixes: Int32Array, at: number, box: Box): boolean {
  const ax = fixes[at], ay = fixes[at + 1], bx = fixes[at + STRIDE], by = fixes[at + STRIDE + 1]
  return (ax < box.west && bx < box.west) || (ax > box.east && bx > box.east) || (ay < box.north && by < box.north) || (ay > box.south && by > box.south)
}
