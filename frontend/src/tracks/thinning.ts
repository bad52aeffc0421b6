// Level of detail: which fixes matter at a scale. What straight flight between others explains is left out.

import {STRIDE, type TrackData} from './data'
import {UNKNOWN_BELOW} from './paint'

export interface Thinned {
  /** Numbers of the fixes kept, ascending. */
  kept: Uint32Array
  /** Offsets of the tracks into `kept`, count + 1 of them. */
  start: Uint32Array
}

/**
 * Keep so many fixes that, flying straight and steadily between them, the aircraft is at every moment within
 * `tolerance` (units of mercator.WORLD) in x and y, and within `rise` m in height, of where it was.
 *
 * `shown` values stay within their slack likewise, so that colours lie where they belong.
 * Ends of tracks and of gaps are always kept, so that a gap shows as two neighbouring fixes, and what `data.always` names.
 */
export function thin(data: TrackData, tolerance: number, rise: number, shown?: Shown): Thinned {
  const {count, fixCount, start} = data
  const kept = new Uint32Array(fixCount)
  const offsets = new Uint32Array(count + 1)
  const corridor = new Corridor(data, tolerance, rise, shown)
  let length = 0
  for (let track = 0; track < count; track++) {
    offsets[track] = length
    length = thinTrack(data, start[track], start[track + 1], corridor, kept, length)
  }
  offsets[count] = length
  return {kept: kept.slice(0, length), start: offsets}
}

function thinTrack(data: TrackData, from: number, to: number, corridor: Corridor, kept: Uint32Array, length: number): number {
  const {gaps, always} = data
  let next = lowerBound(always, from)
  if (to > from) kept[length++] = from
  corridor.begin(from)
  for (let i = from + 1; i < to; i++) {
    while (next < always.length && always[next] < i) next++
    const forced = always[next] === i
    if (gaps[i - 1]) {
      if (kept[length - 1] !== i - 1) kept[length++] = i - 1
      kept[length++] = i
      corridor.begin(i)
    } else if (corridor.extend(i)) {
      if (!forced) continue
      kept[length++] = i
      corridor.begin(i)
    } else {
      // i cannot be reached straight from the last fix kept; its predecessor could
      if (kept[length - 1] !== i - 1) {
        kept[length++] = i - 1
        corridor.begin(i - 1)
        if (corridor.extend(i) && !forced) continue
      }
      kept[length++] = i
      corridor.begin(i)
    }
  }
  if (to > from && kept[length - 1] !== to - 1) kept[length++] = to - 1
  return length
}

/** The first place in ascending `numbers` which is not below `value`. */
export function lowerBound(numbers: ArrayLike<number>, value: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (numbers[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Values that colour the tracks: one a fix; with a slack of 0 every change is kept. */
export interface Shown {
  values: Float32Array
  slack: number
}

/** The speeds in x, y, height and the value shown at which all fixes since the last one kept are met within the tolerance. */
class Corridor {
  private anchor = 0
  private readonly low = new Float64Array(4)
  private readonly high = new Float64Array(4)

  constructor(private readonly data: TrackData, private readonly tolerance: number, private readonly rise: number, private readonly shown?: Shown) {}

  begin(anchor: number): void {
    this.anchor = anchor
    this.low.fill(-Infinity)
    this.high.fill(Infinity)
  }

  /** Whether flying straight from the anchor to fix `i` meets all between; if so, they and `i` narrow the corridor. */
  extend(i: number): boolean {
    const {fixes, floats} = this.data
    const a = STRIDE * this.anchor
    const b = STRIDE * i
    const duration = fixes[b + 2] - fixes[a + 2]
    const climb = floats[b + 3] - floats[a + 3]
    const known = climb === climb
    // two fixes of one moment, and heights that become known or unknown, are never smoothed over
    if (duration <= 0 || (!known && floats[a + 3] === floats[a + 3]) || (!known && floats[b + 3] === floats[b + 3])) return false
    const moved0 = (fixes[b] - fixes[a]) / duration
    const moved1 = (fixes[b + 1] - fixes[a + 1]) / duration
    const moved2 = known ? climb / duration : 0
    if (this.outside(0, moved0) || this.outside(1, moved1) || this.outside(2, moved2)) return false
    if (this.shown && !this.extendShown(this.shown, i, duration)) return false
    this.narrow(0, moved0, this.tolerance / duration)
    this.narrow(1, moved1, this.tolerance / duration)
    this.narrow(2, moved2, this.rise / duration)
    return true
  }

  private extendShown({values, slack}: Shown, i: number, duration: number): boolean {
    const [from, to] = [values[this.anchor], values[i]]
    if (from < UNKNOWN_BELOW !== to < UNKNOWN_BELOW) return false
    const change = (to - from) / duration
    if (this.outside(3, change)) return false
    this.narrow(3, change, slack / duration)
    return true
  }

  private outside(axis: number, speed: number): boolean {
    return speed < this.low[axis] || speed > this.high[axis]
  }

  private narrow(axis: number, speed: number, slack: number): void {
    if (speed - slack > this.low[axis]) this.low[axis] = speed - slack
    if (speed + slack < this.high[axis]) this.high[axis] = speed + slack
  }
}

/** Nothing left out. */
export function all({start, fixCount}: TrackData): Thinned {
  const kept = new Uint32Array(fixCount)
  for (let i = 0; i < fixCount; i++) kept[i] = i
  return {kept, start}
}

/** One track alone, with nothing left out. */
export function everyFix({start}: TrackData, track: number): Thinned {
  const length = start[track + 1] - start[track]
  return {kept: Uint32Array.from({length}, (_, i) => start[track] + i), start: Uint32Array.of(0, length)}
}

/** The same with every fix at which `passes` changes from one segment to the next. */
export function keepChanges({start, count, fixCount}: TrackData, thinned: Thinned, passes: Uint8Array): Thinned {
  const kept = new Uint32Array(fixCount)
  const offsets = new Uint32Array(count + 1)
  let length = 0
  for (let track = 0; track < count; track++) {
    offsets[track] = length
    let next = thinned.start[track]
    for (let i = start[track]; i < start[track + 1]; i++) {
      const wanted = next < thinned.start[track + 1] && thinned.kept[next] === i
      if (wanted) next++
      // the last fix begins no segment
      if (wanted || (i > start[track] && i < start[track + 1] - 1 && passes[i] !== passes[i - 1])) kept[length++] = i
    }
  }
  offsets[count] = length
  return {kept: kept.slice(0, length), start: offsets}
}
