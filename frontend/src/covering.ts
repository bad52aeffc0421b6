// Which tiles of the world a box needs.

import {WORLD} from './mercator'
import type {Box} from './tracks/window'

/** The tiles at a zoom (one tile across the world at 0) that meet a box, each once; the box may reach over the antimeridian. */
export function covering({west, north, east, south}: Box, zoom: number): [x: number, y: number][] {
  const across = 2 ** zoom
  const edge = WORLD / across
  const [left, right] = [Math.floor(west / edge), Math.floor(east / edge)]
  const [top, bottom] = [Math.max(0, Math.floor(north / edge)), Math.min(across - 1, Math.floor(south / edge))]
  const columns = Array.from({length: Math.min(across, right - left + 1)}, (_, i) => (((left + i) % across) + across) % across)
  const rows = Array.from({length: Math.max(0, bottom - top + 1)}, (_, i) => top + i)
  return rows.flatMap(y => columns.map((x): [number, number] => [x, y]))
}
