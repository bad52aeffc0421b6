// What tests of the tracks share.

import {Container} from '../../src/columns'
import {readTracks, STRIDE, type TrackData, type TracksMeta} from '../../src/tracks/data'
import {Segments} from '../../src/tracks/window'
import {SAMPLE} from '../sample'

export const sample = () => readTracks(Container.read<TracksMeta>(SAMPLE))

/** Tracks from rows of [x, y, ticks, height]; a unit is a unit of WORLD, max_gap 100 ticks. */
export function made(...tracks: [number, number, number, number][][]): TrackData {
  const rows = tracks.flat()
  const data = {...sample(), count: tracks.length, fixCount: rows.length, timeOrigin: 0, tick: 1}
  const memory = new ArrayBuffer(rows.length * STRIDE * 4)
  data.fixes = new Int32Array(memory)
  data.floats = new Float32Array(memory)
  data.start = Uint32Array.from([0, ...tracks.map((_, i) => tracks.slice(0, i + 1).flat().length)])
  rows.forEach(([x, y, t, h], i) => {
    data.fixes.set([x, y, t], STRIDE * i)
    data.floats[STRIDE * i + 3] = h
  })
  const box = (part: [number, number, number, number][]) => [0, 1, 2, 3].map(side => (side < 2 ? Math.min : Math.max)(...part.map(row => row[side % 2])))
  data.trackBoxes = Int32Array.from(tracks.flatMap(box))
  data.chunkBoxes = Int32Array.from(Array.from({length: Math.ceil(rows.length / 64)}, (_, i) => box(rows.slice(64 * i, 64 * i + 65))).flat())
  data.gaps = Uint8Array.from(rows, ([, , t], i) => (i + 1 < rows.length && rows[i + 1][2] - t > 100 ? 1 : 0))
  return data
}

export const pairs = (segments: Segments) => Array.from({length: segments.count}, (_, i) => [segments.pairs[2 * i], segments.pairs[2 * i + 1]])
