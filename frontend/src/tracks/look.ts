// How one layer of tracks is to be seen.

import type {Theme} from '../ramps'
import type {SymbolSet} from '../symbols/sprites'
import type {Mode, Quantity} from './density'
import {NO_FILTER, type Filters, type TrackFilter} from './filtering'
import {BY_HEIGHT, type Paint} from './paint'

export interface Look {
  theme: Theme
  opacity: number
  time: number | null
  trail: number
  /** Of the heights, m. */
  ramp: [low: number, high: number]
  selected: number | null
  /** Selected with others. */
  picked: number[]
  symbols: SymbolSet
  /** What colours the fixes of the layer's first piece. */
  paint: Paint
  /** The filters as they were asked for, and what they mean for the first piece. */
  filters: Filters
  filter: TrackFilter
  /** Lines, what is in each cell of a grid, or whichever can be read. */
  mode: Mode
  quantity: Quantity
  /** Whether the map is three-dimensional: flights are then drawn at their heights, by space/layer.ts. */
  space: boolean
  /** Where fixes of the first piece are drawn in space if some heights are unknown, see lifting.ts; and over what ground. */
  drawn: Float32Array<ArrayBuffer> | null
  ground: ((x: number, y: number) => number) | null
}

/** Before anything is chosen. */
export function plainLook({time, trail, theme, symbols, filters}: Pick<Look, 'time' | 'trail' | 'theme' | 'symbols' | 'filters'>): Look {
  return {
    time, trail, theme, symbols, filters, opacity: 1, ramp: [0, 1], selected: null, picked: [], paint: BY_HEIGHT, filter: NO_FILTER,
    mode: 'auto', quantity: 'flights', space: false, drawn: null, ground: null,
  }
}
