// How tracks are drawn, to be chosen, and what the colours of the density mean.

import type {Item, Layers} from '../layers'
import {latitudeOf, WORLD, worldWidth} from '../mercator'
import {gradient} from '../ramps'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import type {Mode, Quantity} from '../tracks/density'
import {densityColour} from '../tracks/density-ramp'
import type {TracksLayer} from '../tracks/layer'
import {h} from './dom'

const MODES: Record<Mode, Text> = {auto: 'automatic', lines: 'Lines', density: 'Density'}
const QUANTITIES: Record<Quantity, Text> = {flights: 'Flights per cell', seconds: 'Seconds flown per cell'}

export function modeChoice(item: Item, layers: Layers, settings: Settings, name: string): HTMLElement {
  return h('label', {class: 'mode'}, h('span', {}, settings.t('Display')),
    choice(MODES, item.mode, settings, settings.t('Display of {name}', {name}), mode => layers.set(item, {mode})))
}

/** Follows the layer: the scale changes with view and time, and goes while lines are drawn. */
export function densityLegend(item: Item, layer: TracksLayer, layers: Layers, settings: Settings): HTMLElement {
  const quantity = choice(QUANTITIES, item.quantity, settings, settings.t('What the density counts'), chosen => layers.set(item, {quantity: chosen}))
  const cell = h('span')
  const scale = h('div', {class: 'ramp-scale'})
  const ramp = h('div', {class: 'ramp'})
  ramp.style.background = gradient(share => densityColour(share, settings.theme))
  const element = h('div', {class: 'density'}, h('div', {class: 'legend-title'}, quantity, cell), ramp, scale)
  const update = () => {
    const {density} = layer
    element.hidden = density === null
    if (!density) return
    cell.textContent = settings.t('of {width}', {width: width(density.cell, layer.centre, settings)})
    // the scale is logarithmic: half way is the root
    const marks = density.top <= 1 ? [1] : density.top < 20 ? [1, density.top] : [1, Math.sqrt(density.top), density.top]
    scale.replaceChildren(...marks.map((value, i) => {
      const text = settings.format.number(value, value < 10 && !Number.isInteger(value) ? 1 : 0)
      return h('span', {class: i === 1 && marks.length === 3 ? 'between' : ''}, i === 0 && density.top > 1 && density.quantity === 'seconds' ? `≤ ${text}` : text)
    }))
    scale.querySelector<HTMLElement>('.between')?.style.setProperty('left', '50%')
  }
  layer.densityChanged = update
  update()
  return element
}

/** Of a cell on the ground, at the middle of the map: in Web Mercator it shrinks towards the poles. */
function width(cell: number, y: number, {format}: Settings): string {
  const km = ((cell / WORLD) * worldWidth(latitudeOf(y / WORLD))) / 1000
  return `${format.number(km, km < 1 ? 2 : km < 10 ? 1 : 0)}\u202fkm`
}

function choice<Name extends string>(names: Record<Name, Text>, current: Name, settings: Settings, label: string, chosen: (name: Name) => void): HTMLSelectElement {
  const select = h('select', {'aria-label': label, onchange: () => chosen(select.value as Name)},
    ...(Object.entries(names) as [Name, Text][]).map(([name, text]) => h('option', {value: name}, settings.t(text))))
  select.value = current
  return select
}
