import {expect, test} from 'vitest'
import type {ColumnValues} from '../../src/tracks/column-values'
import type {TrackData} from '../../src/tracks/data'
import {plainLook} from '../../src/tracks/look'
import {UNKNOWN_VALUE, type Paint} from '../../src/tracks/paint'
import type {PieceColumns} from '../../src/tracks/piece-columns'
import {Pieces} from '../../src/tracks/pieces'
import {made} from './support'

const MOMENT = {time: null, trail: 0, theme: 'light', symbols: 'civil', filters: {}} as const
const first = made([[0, 5e8, 0, 100], [9000, 5e8, 60, 100]], [[0, 5e8, 0, NaN], [900, 5e8, 60, NaN]])
/** The same flights with a fix more each. */
const piece = made([[0, 5e8, 0, 100], [4500, 5e8, 30, 100], [9000, 5e8, 60, 100]], [[0, 5e8, 0, NaN], [300, 5e8, 30, 500], [900, 5e8, 60, NaN]])
const TYPES: Paint = {by: 'type', source: 'category', quantity: '', ramp: 'categories', scale: [0, 1], values: Float32Array.of(3, 3, 7, 7), varies: false, categories: []}

test('the first piece is seen as the layer is', () => {
  const look = plainLook(MOMENT)
  expect(new Pieces(first).lookOn(first, look)).toBe(look)
})

test('what each track is coloured by, its finer fixes are as well', () => {
  const pieces = new Pieces(first)
  const look = {...plainLook(MOMENT), paint: TYPES}
  expect([...pieces.lookOn(piece, look).paint.values!]).toEqual([3, 3, 3, 7, 7, 7])
  const whole = made([[0, 5e8, 0, NaN], [300, 5e8, 30, 500], [900, 5e8, 60, NaN]])
  expect([...pieces.lookOn(whole, look, 1).paint.values!]).toEqual([7, 7, 7])
  // worked out once
  expect(pieces.lookOn(piece, look).paint).toBe(pieces.lookOn(piece, look).paint)
})

test('speeds are those of the finer fixes, a column is not known for them without asking', () => {
  const speed: Paint = {...TYPES, by: 'speed', source: 'number', varies: true, values: Float32Array.of(1, 1, 1, 1)}
  const values = new Pieces(first).lookOn(piece, {...plainLook(MOMENT), paint: speed}).paint.values!
  expect(values.length).toBe(6)
  expect(values[0]).toBeGreaterThan(0)
  expect(values.some(value => value === UNKNOWN_VALUE)).toBe(false)
  expect(new Pieces(first).lookOn(piece, {...plainLook(MOMENT), paint: {...speed, by: 'column:squawk'}}).paint.values).toBeNull()
})

test('a column that varies is asked for, and its values are shown when they have come', () => {
  let arrived: ColumnValues | null = null
  const asked: string[] = []
  const columns = {of: (_: TrackData, name: string) => (asked.push(name), arrived)} as unknown as PieceColumns
  const valuesOn: Paint['valuesOn'] = (_, column) => (column.kind === 'number' ? Float32Array.from(column.values) : null)
  const fuel: Paint = {...TYPES, by: 'column:fuel', source: 'number', varies: true, values: Float32Array.of(1, 2, 3, 4), valuesOn}
  const look = {...plainLook(MOMENT), paint: fuel}
  const pieces = new Pieces(first, columns)
  expect(pieces.lookOn(piece, look).paint.values).toBeNull()
  arrived = {kind: 'number', values: [1, 2, 3, 4, 5, 6]}
  const shown = pieces.lookOn(piece, look).paint
  expect([...shown.values!]).toEqual([1, 2, 3, 4, 5, 6])
  expect(pieces.lookOn(piece, look).paint).toBe(shown)
  expect(new Set(asked)).toEqual(new Set(['fuel']))
})

test('of what a track has once nothing more is asked', () => {
  const columns = {of: () => expect.unreachable()} as unknown as PieceColumns
  expect([...new Pieces(first, columns).lookOn(piece, {...plainLook(MOMENT), paint: {...TYPES, by: 'column:unit'}}).paint.values!]).toEqual([3, 3, 3, 7, 7, 7])
})

test('filters hold on the finer fixes: which tracks are shown as in the first piece, of a single one its own', () => {
  const look = {...plainLook(MOMENT), filters: {speed: [0, 1000] as [number, number]}}
  look.filter = {...look.filter, tracks: Uint8Array.of(0, 1), range: [0, 200], key: 'first'}
  const {filter} = new Pieces(first).lookOn(piece, look)
  expect(filter.passes!.length).toBe(6)
  expect(filter.range).toEqual([0, 200])
  expect([...filter.tracks!]).toEqual([0, 1])
  expect([...new Pieces(first).lookOn(made([[0, 0, 0, 0]]), look, 1).filter.tracks!]).toEqual([1])
})

test('in space unknown heights are placed among the finer fixes', () => {
  const look = {...plainLook(MOMENT), space: true, ground: () => 42}
  expect([...new Pieces(first).lookOn(piece, look).drawn!]).toEqual([100, 100, 100, 500, 500, 500])
  expect(new Pieces(first).lookOn(piece, {...look, space: false}).drawn).toBeNull()
})
