// Joins tiles of one level into one piece: stretches of tracks, each with the fixes it shares with its neighbours once.

import type {Container, Numbers} from '../columns'
import {boxFixes, ROW, STRIDE, type Level, type TrackData, type TracksMeta} from './data'
import {lowerBound} from './thinning'

/** What one tile holds: stretches of tracks, in the order of the tracks and of time. */
export interface Stretches {
  /** The tile, as it is asked for below the layer's resource. */
  name: string
  level: Level
  /** Offsets into the fixes, one more than there are stretches, and of each stretch the track. */
  start: Numbers
  track: Numbers
  /** Of each fix its number in the whole layer, x and y (units of mercator.WORLD), ticks of the layer's first piece, height (m). */
  fix: Numbers
  x: Numbers
  y: Numbers
  ticks: Int32Array
  height: Float32Array | null
  /** Places of the fixes after which there is a gap, and of those which thinning never leaves out. */
  gap: Numbers
  always: Numbers
}

export function readStretches(name: string, container: Container<TracksMeta>, like: TrackData): Stretches {
  const column = (name: string): Numbers => (container.has(name) ? container.column(name) : new Uint32Array(0))
  const {raw, scale, origin} = container.stored('time')
  const first = container.meta.time_origin + origin - like.timeOrigin
  return {
    name, level: container.meta.level!,
    start: column('start'), track: column('track'), fix: column('fix'), x: column('x'), y: column('y'),
    ticks: Int32Array.from(raw, ticks => Math.round((first + scale * ticks) / like.tick)),
    // a copy, for a view would hold on to the whole message
    height: like.height ? Float32Array.from(column(like.height)) : null,
    gap: column('gap'), always: column('always'),
  }
}

/** One piece of all tracks of `like`, with the fixes of these tiles of one level. What lies between them is a gap. */
export function merge(tiles: Stretches[], like: TrackData): TrackData {
  const most = tiles.reduce((sum, {fix}) => sum + fix.length, 0)
  const memory = new ArrayBuffer(Math.max(1, Math.ceil(most / ROW)) * ROW * STRIDE * 4)
  const level = tiles[0]?.level ?? null
  const data: TrackData = {
    ...like, level: level && level.tolerance > 0 ? level : null, fixCount: 0, start: new Uint32Array(like.count + 1),
    fixes: new Int32Array(memory), floats: new Float32Array(memory), gaps: new Uint8Array(most),
    parts: tiles.map(({name, fix}) => ({name, fix})),
  }
  const writer = new Writer(data, new Uint32Array(most))
  for (const [tile, stretch] of inOrder(tiles)) writer.add(tiles[tile], stretch)
  writer.end()
  boxFixes(data)
  return data
}

/** All stretches as [tile, number in it]: by track, then by time. */
function inOrder(tiles: Stretches[]): [tile: number, stretch: number][] {
  const keyed = tiles.flatMap(({track, start, fix}, tile) => Array.from(track, (owner, stretch) => ({tile, stretch, owner, first: fix[start[stretch]]})))
  return keyed.sort((a, b) => a.owner - b.owner || a.first - b.first).map(({tile, stretch}) => [tile, stretch])
}

class Writer {
  private length = 0
  private track = -1
  /** Number, in the whole layer, of the fix written last. */
  private last = -1
  private readonly always: number[] = []

  constructor(private readonly data: TrackData, private readonly numbers: Uint32Array) {}

  add(tile: Stretches, stretch: number): void {
    const {data} = this
    const [from, to] = [tile.start[stretch], tile.start[stretch + 1]]
    const owner = tile.track[stretch]
    if (owner !== this.track) this.begin(owner)
    else if (tile.fix[from] > this.last) data.gaps[this.length - 1] = 1
    for (let i = from; i < to; i++) {
      if (tile.fix[i] <= this.last) continue
      const at = STRIDE * this.length
      data.fixes[at] = tile.x[i]
      data.fixes[at + 1] = tile.y[i]
      data.fixes[at + 2] = tile.ticks[i]
      data.floats[at + 3] = tile.height ? tile.height[i] : NaN
      if (holds(tile.gap, i)) data.gaps[this.length] = 1
      if (holds(tile.always, i)) this.always.push(this.length)
      this.numbers[this.length] = this.last = tile.fix[i]
      this.length++
    }
  }

  end(): void {
    const {data} = this
    this.begin(data.count)
    data.fixCount = this.length
    data.always = Uint32Array.from(this.always)
    data.gaps = data.gaps.slice(0, this.length)
    data.numbers = this.numbers.slice(0, this.length)
    const rows = Math.max(1, Math.ceil(this.length / ROW))
    const memory = data.fixes.buffer.slice(0, rows * ROW * STRIDE * 4) as ArrayBuffer
    data.fixes = new Int32Array(memory)
    data.floats = new Float32Array(memory)
  }

  private begin(track: number): void {
    for (let skipped = this.track + 1; skipped <= track; skipped++) this.data.start[skipped] = this.length
    this.track = track
    this.last = -1
  }
}

/** Whether ascending `numbers` hold `value`. */
const holds = (numbers: Numbers, value: number) => numbers[lowerBound(numbers, value)] === value
