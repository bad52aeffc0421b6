// What colours the tracks of one layer: a value along each segment, and the ramp it is shown on.

import {rampColour, UNKNOWN_COLOUR, type Ramp} from '../palettes'
import type {Quantity} from '../quantities'
import type {Rgb, Theme} from '../ramps'
import type {ColumnValues} from './column-values'
import {STRIDE, timeOf, type TrackData} from './data'
import {climbBetween} from './motion'

/** Where values come from; the shader knows them by their place in this list. */
export const SOURCES = ['height', 'climb', 'time', 'number', 'category'] as const
export type Source = (typeof SOURCES)[number]

export interface Paint {
  /** As the parameter `colour_by` names it. */
  by: string
  source: Source
  quantity: Quantity
  ramp: Ramp
  /** Of the ramp's ends, SI; times in ms since 1970. */
  scale: [low: number, high: number]
  /** One a fix, of sources `number` and `category`; below `UNKNOWN_BELOW`: unknown. Categories are ranks. */
  values: Float32Array | null
  /** The values of a column on other fixes than those of the layer's first piece. */
  valuesOn?: (piece: TrackData, column: ColumnValues) => Float32Array | null
  /** Whether values change within a track. */
  varies: boolean
  /** Names of the categories by rank: of those with a colour of their own, then what else there is. */
  categories: string[]
}

/** Stands for what is unknown: NaN may get lost on a graphics card. */
export const UNKNOWN_VALUE = -1e30
export const UNKNOWN_BELOW = -1e29

/** The scale of ranks: texel by texel. */
export const RANKS: [number, number] = [-0.5, 255.5]

export const BY_HEIGHT: Paint = {
  by: 'altitude', source: 'height', quantity: 'height', ramp: 'sequential', scale: [0, 1], values: null, varies: false, categories: [],
}

/** The value `share` of the way from fix `a` to fix `b`, SI; times in ms; NaN where unknown. */
export function valueAt({source, values}: Paint, data: TrackData, a: number, b: number, share: number): number {
  const mix = (from: number, to: number) => (share === 0 ? from : from + share * (to - from))
  if (source === 'climb') return climbBetween(data, a, b)
  if (source === 'time') return timeOf(data, mix(data.fixes[STRIDE * a + 2], data.fixes[STRIDE * b + 2]))
  if (source === 'height') return mix(data.floats[STRIDE * a + 3], data.floats[STRIDE * b + 3])
  if (!values) return NaN
  const value = source === 'category' ? values[a] : mix(known(values[a]), known(values[b]))
  return known(value)
}

export function shareOf({scale: [low, high]}: Paint, value: number): number {
  return Math.max(0, Math.min(1, (value - low) / Math.max(1e-6, high - low)))
}

export function paintColour(paint: Paint, value: number, theme: Theme): Rgb {
  return Number.isNaN(value) ? UNKNOWN_COLOUR[theme] : rampColour(paint.ramp, shareOf(paint, value), theme)
}

const known = (value: number) => (value < UNKNOWN_BELOW ? NaN : value)
