// Where a fix of unknown height is drawn in space: its colour says that nobody knows, its place must be somewhere.

import {STRIDE, type TrackData} from './data'

/**
 * Heights (m) at which the fixes are drawn, or null if all are known.
 *
 * Between known heights of a track the unknown ones rise steadily with time, before and after them they stay level;
 * a track of which no height is known runs along the ground.
 */
export function drawnHeights(data: TrackData, ground: (x: number, y: number) => number): Float32Array<ArrayBuffer> | null {
  const {floats, fixCount, count, start} = data
  let drawn: Float32Array<ArrayBuffer> | null = null
  for (let track = 0; track < count; track++) {
    for (let i = start[track]; i < start[track + 1]; i++) {
      if (isKnown(floats[STRIDE * i + 3])) continue
      drawn ??= Float32Array.from({length: fixCount}, (_, fix) => floats[STRIDE * fix + 3])
      fillTrack(data, track, drawn, ground)
      break
    }
  }
  return drawn
}

function fillTrack({fixes, start}: TrackData, track: number, drawn: Float32Array, ground: (x: number, y: number) => number): void {
  const end = start[track + 1]
  let before = -1
  for (let i = start[track]; i <= end; i++) {
    if (i < end && !isKnown(drawn[i])) continue
    if (i === end && before < 0) {
      for (let k = start[track]; k < end; k++) drawn[k] = ground(fixes[STRIDE * k], fixes[STRIDE * k + 1])
      return
    }
    const first = before < 0 ? start[track] : before + 1
    const from = before < 0 ? i : before
    const to = i === end ? before : i
    const [since, duration] = [fixes[STRIDE * from + 2], fixes[STRIDE * to + 2] - fixes[STRIDE * from + 2]]
    for (let k = first; k < i; k++) {
      const share = duration > 0 ? (fixes[STRIDE * k + 2] - since) / duration : 0
      drawn[k] = drawn[from] + share * (drawn[to] - drawn[from])
    }
    before = i
  }
}

const isKnown = (height: number) => height === height
