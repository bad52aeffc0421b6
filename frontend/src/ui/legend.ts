// Legends: what the colours of a layer mean, with unit and reference.

import {activityAt} from '../airspaces/data'
import {FAMILIES, familyColour, type Family} from '../airspaces/families'
import type {AirspacesLayer} from '../airspaces/layer'
import {altitudeColour, css, gradient, niceMiddle, reliefColour, UNKNOWN_HEIGHT} from '../ramps'
import type {HeightColumn, TerrainSpec} from '../scene'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import type {TracksLayer} from '../tracks/layer'
import {STRIDE} from '../tracks/data'
import {fromMetres, toMetres} from '../units'
import {h} from './dom'

export const REFERENCES: Record<HeightColumn, Text> = {
  altitude_amsl: 'above mean sea level',
  altitude_pressure: 'pressure altitude (1013.25 hPa)',
  height_ellipsoid: 'above the WGS 84 ellipsoid',
}

/** `shared`: say that other layers have the same colours. */
export function tracksLegend({data, look}: TracksLayer, settings: Settings, shared: boolean): HTMLElement {
  const {format, theme} = settings
  const unknown = h('div', {class: 'legend-row'}, swatch(css(UNKNOWN_HEIGHT[theme])), settings.t('Height unknown'))
  if (!data.height || !data.heights) return h('div', {class: 'legend'}, unknown)
  const [low, high] = look.ramp
  return h('div', {class: 'legend'},
    h('div', {class: 'legend-title'}, `${settings.t('Height')} · ${settings.t(REFERENCES[data.height])}`),
    bar(gradient(share => altitudeColour(share, theme))),
    scale([low, middleOf(low, high, settings), high], height => format.height(height, data.height)),
    shared ? h('div', {class: 'faint'}, settings.t('Equal colours mean equal heights in all layers of this height reference')) : null,
    someUnknown(data) ? unknown : null)
}

/** Looks at a sample: the legend need not count ten million heights. */
function someUnknown({floats, fixCount}: TracksLayer['data']): boolean {
  const step = Math.max(1, Math.floor(fixCount / 5000))
  for (let i = 0; i < fixCount; i += step) if (Number.isNaN(floats[STRIDE * i + 3])) return true
  return false
}

export function terrainLegend({minimum, maximum, accuracy}: TerrainSpec, settings: Settings): HTMLElement {
  const {format, theme} = settings
  const low = minimum ?? 0
  const high = maximum ?? 4000
  const note = accuracy === null || accuracy === undefined ? '' : ` · ${settings.t('accuracy ±{value}', {value: format.height(accuracy)})}`
  return h('div', {class: 'legend'},
    h('div', {class: 'legend-title'}, `${settings.t('Height')} · ${settings.t('above mean sea level')}${note}`),
    bar(gradient(share => reliefColour(low + share * (high - low), theme), 16)),
    scale([low, middleOf(low, high, settings), high], height => format.height(height)))
}

/** Round in the unit shown. */
function middleOf(low: number, high: number, {units}: Settings): number {
  return high > low ? toMetres(niceMiddle([fromMetres(low, units), fromMetres(high, units)]), units) : low
}

export function airspacesLegend(layer: AirspacesLayer, settings: Settings, time: number | null): HTMLElement {
  const legend = h('div', {class: 'legend'})
  for (const family of layer.families) legend.append(familyRow(family, settings))
  const activities = new Set(layer.airspaces.map(airspace => activityAt(airspace, time)))
  const periodic = layer.airspaces.some(({activation}) => activation === 'periods')
  if (periodic) legend.append(h('div', {class: 'legend-row'}, outline('dashed'), settings.t('inactive at this time')))
  if (activities.has('unknown')) legend.append(h('div', {class: 'legend-row'}, outline('dotted'), settings.t('activation unknown')))
  return legend
}

function familyRow(family: Family, settings: Settings): HTMLElement {
  return h('div', {class: 'legend-row'}, familySwatch(family, settings.theme), h('span', {}, settings.t(FAMILIES[family].title)))
}

function familySwatch(family: Family, theme: Settings['theme']): HTMLElement {
  const {width, fill, hatched} = FAMILIES[family]
  const colour = familyColour(family, theme)
  const box = h('span', {class: 'swatch'})
  box.style.border = `${Math.max(1, width)}px solid ${css(colour)}`
  box.style.backgroundColor = css(colour, Math.max(0.08, fill * 1.6))
  if (hatched) box.style.backgroundImage = `repeating-linear-gradient(135deg, ${css(colour, 0.5)} 0 1px, transparent 1px 4px)`
  return box
}

export function swatch(colour: string): HTMLElement {
  const box = h('span', {class: 'swatch line'})
  box.style.backgroundColor = colour
  return box
}

function outline(style: 'dashed' | 'dotted'): HTMLElement {
  return h('span', {class: `swatch outline-${style}`})
}

export function bar(background: string): HTMLElement {
  const element = h('div', {class: 'ramp'})
  element.style.background = background
  return element
}

/** Lowest, some one between, highest. */
export function scale([low, middle, high]: number[], write: (height: number) => string): HTMLElement {
  const between = h('span', {class: 'between'}, write(middle))
  between.style.left = `${(100 * (middle - low)) / Math.max(1e-3, high - low)}%`
  return h('div', {class: 'ramp-scale'}, h('span', {}, write(low)), between, h('span', {}, write(high)))
}
