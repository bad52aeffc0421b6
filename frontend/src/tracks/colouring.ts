// What the tracks are coloured by: one choice for the whole picture, so that equal colours mean the same in all layers.

import {MOST_NAMED} from '../palettes'
import {fromSi, toSi, type Quantity} from '../quantities'
import {niceRange} from '../ramps'
import type {Units} from '../units'
import type {ColumnValues} from './column-values'
import {STRIDE, timeOf, usualRange, type TrackData} from './data'
import {climbBetween, speedsOf} from './motion'
import {BY_HEIGHT, RANKS, UNKNOWN_VALUE, type Paint} from './paint'

/** A layer, and its part of the column wanted, if it has that. */
export interface Layer {
  data: TrackData
  column?: ColumnValues | null
}

export const COLUMN = 'column:'
/** Ranks above share one number: they have no colour of their own anyway. */
const MOST_RANKS = 254
const SAMPLE = 20_000

/** The name of the column that has to be fetched for a choice, or null. */
export function columnOf(by: string): string | null {
  return by.startsWith(COLUMN) ? by.slice(COLUMN.length) : null
}

/** One paint a layer. `ramp` is the scale of the heights, which is chosen with the layers' references (scale.ts). */
export function paintsFor(by: string, layers: Layer[], quantity: Quantity, units: Units): Paint[] {
  if (by === 'speed') return numbered(by, layers.map(({data}) => ({data, column: {kind: 'number', values: speedsOf(data)}})), 'speed', units)
  if (by === 'vertical_rate') return climbing(by, layers, units)
  if (by === 'time') {
    const scale = timeScale(layers)
    return layers.map(() => ({...BY_HEIGHT, by, source: 'time', quantity: 'time', scale}))
  }
  if (by === 'type') return categorised(by, layers.map(({data}) => ({data, column: typesOf(data)})), '')
  if (columnOf(by) === null) return layers.map(() => BY_HEIGHT)
  const kind = layers.find(({column}) => column)?.column?.kind
  const alike = layers.map(({data, column}) => ({data, column: column?.kind === kind ? column : null}))
  return kind === 'category' ? categorised(by, alike, quantity) : numbered(by, alike, quantity, units)
}

function climbing(by: string, layers: Layer[], units: Units): Paint[] {
  const [low, high] = unionOf(layers.map(({data}) => usualRange(climbsOf(data)))) ?? [0, 1]
  const [, most] = niceScale([0, Math.max(Math.abs(low), Math.abs(high))], 'vertical_rate', units)
  return layers.map(() => ({...BY_HEIGHT, by, source: 'climb', quantity: 'vertical_rate', ramp: 'diverging', scale: [-most, most]}))
}

/** A sample. */
function climbsOf(data: TrackData): number[] {
  const {fixCount, start, count, gaps} = data
  const step = Math.max(1, Math.floor(fixCount / SAMPLE))
  const values: number[] = []
  for (let track = 0; track < count; track++) {
    for (let i = start[track] + (step > 1 ? track % step : 0); i < start[track + 1] - 1; i += step) {
      if (!gaps[i]) values.push(climbBetween(data, i, i + 1))
    }
  }
  return values
}

function timeScale(layers: Layer[]): [number, number] {
  const ends = layers.flatMap(({data: {start, count, fixes}, data}) => Array.from({length: count}, (_, track) => track)
    .filter(track => start[track + 1] > start[track])
    .map(track => [timeOf(data, fixes[STRIDE * start[track] + 2]), timeOf(data, fixes[STRIDE * (start[track + 1] - 1) + 2])] as [number, number]))
  return unionOf(ends) ?? [0, 1]
}

function numbered(by: string, layers: Layer[], quantity: Quantity, units: Units): Paint[] {
  const columns = layers.map(({column}) => (column?.kind === 'number' ? column.values : null))
  const range = unionOf(columns.map(values => values && usualRange(values))) ?? [0, 1]
  const scale = quantity === 'angle' ? ([0, 360] as [number, number]) : niceScale(range, quantity, units)
  return columns.map(given => ({
    ...BY_HEIGHT, by, source: 'number', quantity, scale, varies: true,
    values: given && marked(given), valuesOn: (_, column) => (column.kind === 'number' ? marked(column.values) : null),
  }))
}

const known = new WeakMap<ArrayLike<number>, Float32Array>()

/** With what is unknown as the shader knows it; once for each column. */
function marked(given: ArrayLike<number>): Float32Array {
  let values = known.get(given)
  if (values) return values
  values = new Float32Array(given.length)
  for (let i = 0; i < given.length; i++) values[i] = Number.isFinite(given[i]) ? given[i] : UNKNOWN_VALUE
  known.set(given, values)
  return values
}

/** Ranks are given over all layers, by the number of fixes, the first of each layer before the second ones: a small layer gets colours too. */
function categorised(by: string, layers: Layer[], quantity: Quantity): Paint[] {
  const columns = layers.map(({column}) => (column?.kind === 'category' ? column : null))
  const counted = layers.flatMap(({data}, i) => (columns[i] ? [countCategories(data, columns[i])] : []))
  const most = counted.reduce((total, counts) => Math.max(total, [...counts.values()].reduce((a, b) => a + b, 0)), 0)
  // by the place within the layer; among equal places by the count
  const places = new Map<string, number>()
  for (const counts of counted) {
    [...counts].sort(([, n], [, m]) => m - n).forEach(([name, n], place) => places.set(name, Math.min(places.get(name) ?? Infinity, place + 1 - n / (most + 1))))
  }
  const given = columns.find(column => column?.ordered)?.categories
  const names = given ? [...new Set([...given, ...places.keys()])] : [...places.keys()].sort((a, b) => places.get(a)! - places.get(b)! || (a < b ? -1 : 1))
  const ranks = new Map(names.map((name, rank) => [name, Math.min(rank, MOST_RANKS)]))
  return layers.map(({data}, i) => ({
    ...BY_HEIGHT, by, source: 'category', quantity, ramp: 'categories', scale: RANKS, categories: names,
    varies: columns[i]?.per === 'fix', values: columns[i] && rankedFixes(data, columns[i], ranks),
    valuesOn: (piece, column) => (column.kind === 'category' ? rankedFixes(piece, column, ranks) : null),
  }))
}

type Categories = Extract<ColumnValues, {kind: 'category'}>

function countCategories({start, count, fixCount}: TrackData, {codes, categories, per}: Categories): Map<string, number> {
  const found = new Float64Array(256)
  if (per === 'track') for (let track = 0; track < count; track++) found[codes[track]] += start[track + 1] - start[track]
  else for (let i = 0; i < fixCount; i++) found[codes[i]]++
  return new Map(categories.map((name, code): [string, number] => [name, found[code]]).filter(([, n]) => n > 0))
}

function rankedFixes({start, count, fixCount}: TrackData, {codes, categories, per}: Categories, ranks: Map<string, number>): Float32Array {
  // codes beyond the categories: texts too rare to be told apart, and at the very end what is unknown
  const rankOf = Float32Array.from({length: 256}, (_, code) => (code === 255 ? UNKNOWN_VALUE : ranks.get(categories[code]) ?? MOST_RANKS))
  const values = new Float32Array(fixCount)
  if (per === 'track') for (let track = 0; track < count; track++) values.fill(rankOf[codes[track]], start[track], start[track + 1])
  else for (let i = 0; i < fixCount; i++) values[i] = rankOf[codes[i]]
  return values
}

function typesOf({meta, count}: TrackData): ColumnValues {
  return namedPerTrack(meta.platforms ?? [], count)
}

/** How often each text occurs, the most frequent first; empty ones are unknown. */
export function countNames(names: (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) if (name) counts.set(name, (counts.get(name) ?? 0) + 1)
  return new Map([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}

/** Texts of the tracks as a column; an empty text is an unknown one. */
export function namedPerTrack(names: (string | null)[], count: number): ColumnValues {
  const categories = [...countNames(names).keys()].slice(0, MOST_RANKS)
  const codes = new Map(categories.map((name, code) => [name, code]))
  return {kind: 'category', per: 'track', categories, codes: Uint8Array.from({length: count}, (_, track) => (names[track] ? codes.get(names[track]!) ?? MOST_RANKS : 255))}
}

/** Ranks that occur in a paint's values, ascending: those with a colour of their own, the others, and whether there are unknown ones. */
export function occurring({values, varies}: Paint, {start, count, fixCount}: TrackData): {ranks: number[]; others: number[]; unknown: boolean} {
  const seen = new Uint8Array(256)
  if (!values) seen[255] = 1
  else if (varies) for (let i = 0; i < fixCount; i++) seen[values[i] < 0 ? 255 : values[i]] = 1
  else for (let track = 0; track < count; track++) if (start[track + 1] > start[track]) seen[values[start[track]] < 0 ? 255 : values[start[track]]] = 1
  const there = [...seen.keys()].filter(rank => rank < 255 && seen[rank])
  return {ranks: there.filter(rank => rank < MOST_NAMED), others: there.filter(rank => rank >= MOST_NAMED), unknown: seen[255] === 1}
}

function niceScale([low, high]: [number, number], quantity: Quantity, units: Units): [number, number] {
  const [bottom, top] = niceRange([fromSi(low, quantity, units), fromSi(high, quantity, units)])
  return [toSi(bottom, quantity, units), toSi(top, quantity, units)]
}

function unionOf(ranges: ([number, number] | null)[]): [number, number] | null {
  const there = ranges.filter(range => range !== null)
  if (there.length === 0) return null
  return there.reduce(([low, high], [otherLow, otherHigh]) => [Math.min(low, otherLow), Math.max(high, otherHigh)])
}
