// What is known of the present: the fixes of the last quarter of an hour, as tracks which the map draws like any others.

import {mercatorX, mercatorY, unwrap, WORLD} from '../mercator'
import type {HeightColumn} from '../scene'
import {boxFixes, ROW, STRIDE, usualRange, type TrackData, type TracksMeta} from '../tracks/data'
import type {Aircraft, Answer} from './feed'

/** Numbers of one fix: ms since 1970, x, y (units of mercator.WORLD), height, speed (m/s), course (radians), climb (m/s). */
const FIELDS = 7
const [TIME, X, Y, HEIGHT, SPEED, COURSE, CLIMB] = [0, 1, 2, 3, 4, 5, 6]
/** ms of which every fix is kept, and before that one in so many. */
const WHOLE = 60_000
const SPACING = 10_000
/** s without a fix after which nothing is known of what lies between. */
export const GAP = 60
/** ms after its last fix for which an aircraft is shown, as extrapolated. */
export const REACH = 60_000
/** More fixes than these take too long to draw: the window becomes shorter. */
const MOST_FIXES = 400_000
/** ms between two goes at thinning what has become old. */
const TIDY = 10_000

/** The fixes of one aircraft in the order of their times, in a memory that grows. */
class Path {
  private memory = new Float64Array(FIELDS * 16)
  count = 0

  get numbers(): Float64Array {
    return this.memory
  }

  get lastTime(): number {
    return this.count > 0 ? this.memory[FIELDS * (this.count - 1) + TIME] : -Infinity
  }

  /** Gives room for one more fix. */
  push(): number {
    if (FIELDS * (this.count + 1) > this.memory.length) {
      const larger = new Float64Array(2 * this.memory.length)
      larger.set(this.memory)
      this.memory = larger
    }
    return FIELDS * this.count++
  }

  /** Keep what is young, one in every `SPACING` of what is older, and nothing before `oldest`. */
  tidy(oldest: number, young: number): void {
    let kept = 0
    let bucket = -1
    for (let i = 0; i < this.count; i++) {
      const time = this.memory[FIELDS * i + TIME]
      if (time < oldest) continue
      if (time < young) {
        const its = Math.floor(time / SPACING)
        if (its === bucket) continue
        bucket = its
      }
      this.memory.copyWithin(FIELDS * kept++, FIELDS * i, FIELDS * (i + 1))
    }
    this.count = kept
  }
}

export class LiveStore {
  /** By slot: an aircraft keeps its number as long as anything of it can be shown. */
  private paths: Path[] = []
  private meta: TracksMeta = emptyMeta(null)
  private tidied = -Infinity
  private window = 0
  /** Whose path has more than one aircraft's fixes, should a slot be given away: by slot, the id. */
  private owners: string[] = []

  /** Take an answer; `names` are the feeds'. */
  take(answer: Answer): void {
    const {meta} = answer
    if (meta.whole) this.clear(meta.height)
    this.window = meta.window
    this.name(meta.aircraft, meta.feeds.map(({name}) => name))
    this.append(answer)
    if (meta.now - this.tidied >= TIDY) this.tidy(meta.now)
  }

  /** As tracks; a new value, for textures and all that is worked out belong to one. */
  data(now: number): TrackData {
    const {paths} = this
    const start = new Uint32Array(paths.length + 1)
    paths.forEach(({count}, slot) => (start[slot + 1] = start[slot] + count))
    const fixCount = start[paths.length]
    const memory = new ArrayBuffer(Math.max(1, Math.ceil(fixCount / ROW)) * ROW * STRIDE * 4)
    const origin = Math.round(now)
    const data: TrackData = {
      meta: this.meta, height: this.meta.height ?? null, count: paths.length, fixCount, start,
      fixes: new Int32Array(memory), floats: new Float32Array(memory), timeOrigin: origin, tick: 1,
      gaps: new Uint8Array(fixCount), always: new Uint32Array(0), level: null,
      chunkBoxes: new Int32Array(0), trackBoxes: new Int32Array(0), heights: null,
      ahead: {speed: new Float32Array(paths.length), course: new Float32Array(paths.length), usual: new Float32Array(paths.length), climb: new Float32Array(paths.length), reach: REACH},
    }
    const heights = new Float32Array(fixCount)
    paths.forEach((path, slot) => lay(path, slot, data, heights))
    data.heights = usualRange(heights)
    boxFixes(data)
    return data
  }

  private clear(height: HeightColumn | null): void {
    this.paths = []
    this.owners = []
    this.meta = emptyMeta(height)
    this.tidied = -Infinity
  }

  private name(aircraft: Aircraft[], feeds: string[]): void {
    if (aircraft.length === 0) return
    // a new value: what is worked out of names is kept by it
    const meta = {...this.meta, callsigns: [...this.meta.callsigns], ids: [...this.meta.ids], sources: [...(this.meta.sources ?? [])]}
    for (const [slot, id, callsign, , , feed] of aircraft) {
      while (this.paths.length <= slot) this.paths.push(new Path())
      if (this.owners[slot] !== id) this.paths[slot] = new Path() // somebody else's slot once
      this.owners[slot] = id
      meta.ids[slot] = id
      meta.callsigns[slot] = callsign || null
      meta.sources[slot] = feeds[feed] ?? null
    }
    for (let slot = 0; slot < this.paths.length; slot++) {
      meta.ids[slot] ??= ''
      meta.callsigns[slot] ??= null
      meta.sources[slot] ??= null
    }
    this.meta = meta
  }

  private append(answer: Answer): void {
    const [slots, times] = [answer.column('slot'), answer.column('time')]
    const [longitudes, latitudes] = [answer.column('longitude'), answer.column('latitude')]
    const [heights, speeds, courses, climbs] = ['height', 'ground_speed', 'track_angle', 'vertical_rate'].map(name => answer.column(name))
    for (let i = 0; i < slots.length; i++) {
      const path = this.paths[slots[i]]
      if (!path || times[i] <= path.lastTime) continue
      const before = path.count > 0 ? path.numbers[FIELDS * (path.count - 1) + X] : NaN
      const at = path.push()
      const x = Math.round(mercatorX(longitudes[i]) * WORLD)
      const {numbers} = path
      numbers[at + TIME] = times[i]
      numbers[at + X] = Number.isNaN(before) ? x - WORLD * Math.floor(x / WORLD) : unwrap(x, before)
      numbers[at + Y] = Math.round(mercatorY(latitudes[i]) * WORLD)
      numbers[at + HEIGHT] = heights[i]
      numbers[at + SPEED] = speeds[i]
      numbers[at + COURSE] = (courses[i] * Math.PI) / 180
      numbers[at + CLIMB] = climbs[i]
    }
  }

  private tidy(now: number): void {
    this.tidied = now
    const fixes = this.paths.reduce((sum, {count}) => sum + count, 0)
    const share = Math.min(1, MOST_FIXES / Math.max(1, fixes))
    for (const path of this.paths) path.tidy(now - this.window * share, now - WHOLE * share)
  }
}

function lay(path: Path, slot: number, data: TrackData, heights: Float32Array): void {
  const {numbers, count} = path
  const {fixes, floats, gaps, start, timeOrigin} = data
  const first = start[slot]
  for (let i = 0; i < count; i++) {
    const [from, to] = [FIELDS * i, first + i]
    fixes[STRIDE * to] = numbers[from + X]
    fixes[STRIDE * to + 1] = numbers[from + Y]
    fixes[STRIDE * to + 2] = Math.round(numbers[from + TIME] - timeOrigin)
    floats[STRIDE * to + 3] = heights[to] = numbers[from + HEIGHT]
    if (i > 0 && numbers[from + TIME] - numbers[from - FIELDS + TIME] > 1000 * GAP) gaps[to - 1] = 1
  }
  if (count === 0) return
  const last = FIELDS * (count - 1)
  data.ahead!.speed[slot] = numbers[last + SPEED]
  data.ahead!.course[slot] = numbers[last + COURSE]
  data.ahead!.usual[slot] = count > 1 ? numbers[last + TIME] - numbers[last - FIELDS + TIME] : NaN
  data.ahead!.climb[slot] = numbers[last + CLIMB]
}

function emptyMeta(height: HeightColumn | null): TracksMeta {
  return {time_origin: 0, height, max_gap: GAP, callsigns: [], ids: [], sources: []}
}
