// Flights or seconds in each cell of a grid: what is seen where lines would only be a blot.

import {WORLD} from '../mercator'
import {STRIDE, type TrackData} from './data'
import {pieces, type TrackFilter} from './filtering'
import {fixOf, type Box, type Segments, type Window} from './window'

export type Quantity = 'flights' | 'seconds'
export type Mode = 'auto' | 'lines' | 'density'

/** Cells along the edge of a tile of 512 pixels: about four pixels each, between 2.8 and 5.7 as the map zooms. */
const CELLS_IN_TILE = 128
/** Lines side by side would fill the cells they touch so many times over: then they are a blot, and below the second no more. */
const BLOT = {from: 1, until: 0.7}
/** A blot smaller than this share of the view is no reason to show something else. */
const LEAST_SHARE = 0.1
/** Fewer segments never are a blot. */
const FEW = 2000

/** Cells of equal width in Web Mercator, aligned with the world, so that they stay in place when the map is moved. */
export interface Grid {
  /** Units of mercator.WORLD. */
  cell: number
  /** The first column and row, counted from the world's north-western corner; columns may be of a neighbouring copy of the world. */
  west: number
  north: number
  columns: number
  rows: number
}

export function gridOf({west, north, east, south}: Box, zoom: number): Grid {
  const cell = WORLD / (CELLS_IN_TILE * 2 ** Math.max(0, Math.round(zoom)))
  const [left, top] = [Math.floor(west / cell), Math.floor(Math.max(0, north) / cell)]
  return {cell, west: left, north: top, columns: Math.floor(east / cell) - left + 1, rows: Math.max(1, Math.floor(Math.min(WORLD, south) / cell) - top + 1)}
}

/**
 * What is in each cell, row by row: the seconds flown there, or the number of tracks seen there. Each segment, as far as window and
 * filter show it, is shared out among the cells it crosses in proportion to its length in them: between fixes flight is steady.
 *
 * `worlds`: in which copies of the world the tracks are seen.
 */
export function densityOf(data: TrackData, {pairs, count}: Segments, window: Window, filter: TrackFilter, grid: Grid, quantity: Quantity, worlds: number[]): Float32Array {
  const cells = new Float32Array(grid.columns * grid.rows)
  // of each cell the track counted last: pairs come track by track
  const counted = quantity === 'flights' ? new Int32Array(cells.length).fill(-1) : null
  for (const world of worlds) {
    counted?.fill(-1)
    let track = 0
    for (let k = 0; k < count; k++) {
      const [a, b] = [pairs[2 * k], fixOf(pairs[2 * k + 1])]
      // once for each band of the day in which a filter shows it
      if (k > 0 && pairs[2 * (k - 1)] === a && fixOf(pairs[2 * k - 1]) === b) continue
      while (data.start[track + 1] <= a) track++
      const seconds = ((data.fixes[STRIDE * b + 2] - data.fixes[STRIDE * a + 2]) * data.tick) / 1000
      const visit = (cell: number, share: number) => {
        if (!counted) cells[cell] += share * seconds
        else if (counted[cell] !== track) {
          counted[cell] = track
          cells[cell]++
        }
      }
      for (const seen of pieces(data, a, b, window, filter)) cross(data, a, b, seen, world * WORLD, grid, visit)
    }
  }
  return cells
}

/** Visit the cells along the seen part of a segment, with the share of the whole segment that lies in each. */
function cross({fixes}: TrackData, a: number, b: number, [from, to]: [number, number], shift: number, grid: Grid, visit: (cell: number, share: number) => void): void {
  const {cell, west, north, columns, rows} = grid
  const ax = (fixes[STRIDE * a] + shift) / cell - west
  const ay = fixes[STRIDE * a + 1] / cell - north
  const dx = (fixes[STRIDE * b] - fixes[STRIDE * a]) / cell
  const dy = (fixes[STRIDE * b + 1] - fixes[STRIDE * a + 1]) / cell
  // only what is inside the grid
  let [first, last] = [from, to]
  for (const [start, step, size] of [[ax, dx, columns], [ay, dy, rows]]) {
    if (step === 0) {
      if (start < 0 || start >= size) return
      continue
    }
    const [enter, leave] = step > 0 ? [-start / step, (size - start) / step] : [(size - start) / step, -start / step]
    first = Math.max(first, enter)
    last = Math.min(last, leave)
  }
  if (first > last) return
  let column = Math.max(0, Math.min(columns - 1, Math.floor(ax + first * dx)))
  let row = Math.max(0, Math.min(rows - 1, Math.floor(ay + first * dy)))
  let at = first
  while (true) {
    const nextX = dx > 0 ? (column + 1 - ax) / dx : dx < 0 ? (column - ax) / dx : Infinity
    const nextY = dy > 0 ? (row + 1 - ay) / dy : dy < 0 ? (row - ay) / dy : Infinity
    const next = Math.min(nextX, nextY, last)
    visit(row * columns + column, Math.max(0, next - at))
    if (next >= last) return
    at = Math.max(at, next)
    if (nextX <= nextY) column += Math.sign(dx)
    else row += Math.sign(dy)
    if (column < 0 || column >= columns || row < 0 || row >= rows) return
  }
}

/**
 * Whether lines of so many units' width would only be a blot: laid side by side they would cover the cells they touch more than
 * once, and these cells are a good part of the view. `already`: whether it was a blot before, so that nothing flickers.
 */
export function isBlot({fixes}: TrackData, {pairs, count}: Segments, grid: Grid, width: number, worlds: number[], already: boolean): boolean {
  if (count < FEW) return false
  const {cell, west, north, columns, rows} = grid
  // eight cells wide: fine enough for this question, and quick
  const [wide, high] = [Math.ceil(columns / 8), Math.ceil(rows / 8)]
  const touched = new Uint8Array(wide * high)
  let length = 0
  for (const world of worlds) {
    for (let k = 0; k < count; k++) {
      const [a, b] = [STRIDE * pairs[2 * k], STRIDE * fixOf(pairs[2 * k + 1])]
      const [dx, dy] = [fixes[b] - fixes[a], fixes[b + 1] - fixes[a + 1]]
      const steps = 1 + Math.floor(Math.max(Math.abs(dx), Math.abs(dy)) / (8 * cell))
      const part = Math.hypot(dx, dy) / steps
      for (let step = 0; step < steps; step++) {
        const share = (step + 0.5) / steps
        const column = ((fixes[a] + share * dx + world * WORLD) / cell - west) >> 3
        const row = ((fixes[a + 1] + share * dy) / cell - north) >> 3
        if (column < 0 || column >= wide || row < 0 || row >= high) continue
        touched[row * wide + column] = 1
        length += part
      }
    }
  }
  const area = touched.reduce((sum, one) => sum + one, 0)
  if (area < LEAST_SHARE * touched.length) return false
  return (length * width) / (area * 64 * cell * cell) > (already ? BLOT.until : BLOT.from)
}

/** The smallest of 1, 2, 5, 10, … which is not below: the upper end of the scale, so that it seldom changes. */
export function topOf(cells: Float32Array): number {
  let most = 0
  for (const value of cells) if (value > most) most = value
  if (most <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= most * (1 - 1e-6))!
}

/** Where a value lies on the logarithmic scale from 1 to `top`; below 1 all is the lowest colour. */
export function shareOf(value: number, top: number): number {
  return top <= 1 ? 1 : Math.max(0, Math.min(1, Math.log(value) / Math.log(top)))
}
