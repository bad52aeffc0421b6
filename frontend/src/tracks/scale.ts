// The colour scale of the tracks: one for all layers whose heights mean the same, so that equal colours are equal heights.

import {niceRange} from '../ramps'
import type {HeightColumn} from '../scene'
import {fromMetres, toMetres, type Units} from '../units'

/** What the scale needs to know of a layer. */
export interface Heights {
  height: HeightColumn | null
  /** Bounds of all but the extremes, m. */
  heights: [low: number, high: number] | null
}

const NOTHING_KNOWN: [low: number, high: number] = [0, 10_000]

/** The scale of `column`, m: round numbers of the unit shown around the heights of all layers of that column. */
export function scaleOf(column: HeightColumn | null, layers: Heights[], units: Units): [low: number, high: number] {
  const ranges = sharing(column, layers).map(({heights}) => heights!)
  const low = ranges.length > 0 ? Math.min(...ranges.map(([low]) => low)) : NOTHING_KNOWN[0]
  const high = ranges.length > 0 ? Math.max(...ranges.map(([, high]) => high)) : NOTHING_KNOWN[1]
  const [bottom, top] = niceRange([fromMetres(low, units), fromMetres(high, units)])
  return [toMetres(bottom, units), toMetres(top, units)]
}

/** The layers which have a part in the scale of `column`. */
export function sharing<Layer extends Heights>(column: HeightColumn | null, layers: Layer[]): Layer[] {
  return layers.filter(({height, heights}) => height === column && height !== null && heights !== null)
}
