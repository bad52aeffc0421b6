// Tiles of a level as the server cuts them, made from a piece that holds everything.

import type {Container} from '../../src/columns'
import {STRIDE, type TrackData, type TracksMeta} from '../../src/tracks/data'
import {tilesOf, type Tile} from '../../src/tracks/levels'
import {WORLD} from '../../src/mercator'

export const LEVEL = {zoom: 4, finest: 17, tolerance: 5, rise: 10}

type Columns = Record<string, ArrayLike<number>>

export function container(columns: Columns, meta: Partial<TracksMeta> & {too_many?: number} = {}): Container<TracksMeta & {too_many?: number}> {
  const at = (name: string) => Float64Array.from(columns[name] ?? [])
  return {
    meta: {time_origin: 0, max_gap: 0.1, callsigns: [], ids: [], ...meta},
    has: (name: string) => name in columns, column: at, stored: (name: string) => ({raw: at(name), scale: 1, origin: 0}),
  } as unknown as Container<TracksMeta & {too_many?: number}>
}

/** The stretches whose segments meet the tile. */
export function cutTile(data: TrackData, {level, x, y}: Tile, also: Partial<TracksMeta> & {too_many?: number} = {}) {
  const edge = WORLD / 2 ** (level - 1)
  const {fixes, start, count} = data
  const [found, begins, owners]: number[][] = [[], [], []]
  for (let track = 0; track < count; track++) {
    let last = -1
    for (let a = start[track]; a + 1 < start[track + 1]; a++) {
      const [xs, ys] = [[fixes[STRIDE * a], fixes[STRIDE * a + STRIDE]], [fixes[STRIDE * a + 1], fixes[STRIDE * a + STRIDE + 1]]]
      if (Math.max(...xs) < x * edge || Math.min(...xs) > (x + 1) * edge || Math.max(...ys) < y * edge || Math.min(...ys) > (y + 1) * edge) continue
      if (last !== a) {
        begins.push(found.length)
        owners.push(track)
        found.push(a)
      }
      found.push((last = a + 1))
    }
  }
  const of = (offset: number) => found.map(fix => fixes[STRIDE * fix + offset])
  return container({
    start: [...begins, found.length], track: owners, fix: found, x: of(0), y: of(1), time: of(2), altitude_amsl: found.map(fix => data.floats[STRIDE * fix + 3]),
    gap: found.flatMap((fix, i) => (data.gaps[fix] ? [i] : [])), always: found.flatMap((fix, i) => (data.always.includes(fix) ? [i] : [])),
  }, {level: {...LEVEL, zoom: level}, ...also})
}

export const everyTile = (level: number) => tilesOf({west: 0, north: 0, east: WORLD - 1, south: WORLD - 1}, level)
