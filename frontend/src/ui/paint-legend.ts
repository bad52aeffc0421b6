// What colours the tracks, in words: the name of the choice, single values, and the legend with its unit.

import {utc, utcClock, utcDay} from '../format'
import {categoryColour, MOST_NAMED, rampColour, UNKNOWN_COLOUR} from '../palettes'
import {fromSi, toSi, unitName, writeQuantity} from '../quantities'
import {css, gradient, niceMiddle} from '../ramps'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import {columnOf, occurring} from '../tracks/colouring'
import type {TrackData} from '../tracks/data'
import type {TracksLayer} from '../tracks/layer'
import {valueAt, type Paint} from '../tracks/paint'
import {h} from './dom'
import {bar, scale, swatch} from './legend'

/** The choices which the map needs no column for. */
export const OWN_CHOICES: Record<string, Text> = {
  altitude: 'Height', speed: 'Ground speed', vertical_rate: 'Vertical rate', type: 'Aircraft type', time: 'Time',
}

/** Columns of the model; others are called by their own name. */
const COLUMNS: Record<string, Text> = {
  callsign: 'Callsign', icao24: 'ICAO address', squawk: 'Squawk', source: 'Source', on_ground: 'On the ground', track_angle: 'Track angle',
  ground_speed: 'Ground speed, as reported', vertical_rate: 'Vertical rate, as reported', altitude_amsl: 'Height above mean sea level',
  altitude_pressure: 'Pressure altitude', height_ellipsoid: 'Height above the ellipsoid', horizontal_accuracy: 'Horizontal accuracy', vertical_accuracy: 'Vertical accuracy',
}

export function choiceTitle(by: string, settings: Settings): string {
  const column = columnOf(by)
  if (column === null) return settings.t(OWN_CHOICES[by] ?? 'Height')
  return Object.hasOwn(COLUMNS, column) ? settings.t(COLUMNS[column]) : column
}

export const paintTitle = ({by}: Paint, settings: Settings) => choiceTitle(by, settings)

export function writeValue(paint: Paint, value: number, settings: Settings): string {
  if (Number.isNaN(value)) return settings.t('unknown')
  if (paint.source === 'category') return categoryName(paint, value, settings)
  return paint.source === 'time' ? utc(value) : writeQuantity(value, paint.quantity, settings.format)
}

function categoryName({categories, quantity}: Paint, rank: number, settings: Settings): string {
  const name = categories[rank] ?? settings.t('others')
  return quantity === 'boolean' ? settings.t(name === 'True' ? 'yes' : 'no') : name
}

export function paintLegend({data, look: {paint}}: TracksLayer, settings: Settings): HTMLElement {
  const title = h('div', {class: 'legend-title'}, [paintTitle(paint, settings), unitText(paint, settings)].filter(Boolean).join(' · '))
  return h('div', {class: 'legend'}, title, ...(paint.source === 'category' ? categoryRows(paint, data, settings) : rampRows(paint, data, settings)))
}

function unitText({source, quantity}: Paint, {units}: Settings): string {
  if (source === 'category') return ''
  return source === 'time' ? 'UTC' : unitName(quantity, units)
}

function categoryRows(paint: Paint, data: TrackData, settings: Settings): HTMLElement[] {
  const {theme} = settings
  const {ranks, others, unknown} = occurring(paint, data)
  const names = others.filter(rank => paint.categories[rank] !== undefined).map(rank => categoryName(paint, rank, settings))
  const row = (colour: string, text: string) => h('div', {class: 'legend-row'}, swatch(colour), h('span', {class: 'legend-name', title: text}, text))
  return [
    ...ranks.map(rank => row(css(categoryColour(rank, theme)), categoryName(paint, rank, settings))),
    ...(others.length > 0 ? [row(css(categoryColour(MOST_NAMED, theme)), names.length > 0 ? settings.t('others: {names}', {names: names.join(', ')}) : settings.t('others'))] : []),
    ...(unknown ? [unknownRow(settings)] : []),
  ]
}

function rampRows(paint: Paint, data: TrackData, settings: Settings): HTMLElement[] {
  const {theme, units} = settings
  const [low, high] = paint.scale
  const middle = paint.source === 'time' ? (low + high) / 2 : toSi(niceMiddle([fromSi(low, paint.quantity, units), fromSi(high, paint.quantity, units)]), paint.quantity, units)
  const write = paint.source === 'time' ? (time: number) => timeText(time, high - low) : (value: number) => writeQuantity(value, paint.quantity, settings.format)
  const rows = [bar(gradient(share => rampColour(paint.ramp, share, theme), 24)), scale([low, paint.ramp === 'diverging' ? 0 : middle, high], write)]
  if (paint.ramp === 'diverging') rows.push(h('div', {class: 'ramp-scale faint'}, h('span', {}, settings.t('sinks')), h('span', {}, settings.t('climbs'))))
  return someUnknown(paint, data) ? [...rows, unknownRow(settings)] : rows
}

/** Short enough for three of them in a row. */
const timeText = (time: number, span: number) => (span > 2 * 86_400_000 ? utcDay(time, false) : utcClock(time).slice(0, 5))

function unknownRow(settings: Settings): HTMLElement {
  return h('div', {class: 'legend-row'}, swatch(css(UNKNOWN_COLOUR[settings.theme])), settings.t('unknown'))
}

/** Looks at a sample: the legend need not count ten million values. */
function someUnknown(paint: Paint, data: TrackData): boolean {
  const {fixCount, start, count, gaps} = data
  const step = Math.max(1, Math.floor(fixCount / 5000))
  for (let track = 0; track < count; track++) {
    for (let i = start[track]; i < start[track + 1] - 1; i += step) {
      if (!gaps[i] && Number.isNaN(valueAt(paint, data, i, i + 1, 0.5))) return true
    }
  }
  return false
}
