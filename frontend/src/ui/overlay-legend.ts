// Legends of overlays: a swatch, categories, or a ramp with its unit.

import type {OverlayLegend, OverlaySpec, VectorOverlaySpec} from '../scene'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import {h} from './dom'

const SHAPES: Record<VectorOverlaySpec['shapes'][number], Text> = {area: 'Area', line: 'Line', point: 'Point'}

export function overlayLegend(spec: OverlaySpec, settings: Settings): HTMLElement | null {
  const {legend} = spec
  if (legend.kind === 'none') return null
  if (legend.kind === 'ramp') return ramp(legend, settings)
  if (spec.form !== 'vector') return null
  const shape = spec.shapes.length > 1 ? 'block' : (spec.shapes[0] ?? 'line')
  if (legend.kind === 'single') return h('div', {class: 'legend'}, ...spec.shapes.map(one => row(swatch(one, spec.colours[0], spec.fill_opacity), settings.t(SHAPES[one]))))
  return h('div', {class: 'legend'},
    h('div', {class: 'legend-title'}, legend.title),
    ...legend.entries.map(({text, colour}) => row(swatch(shape, colour, spec.fill_opacity), text)),
    legend.others ? row(swatch(shape, legend.other_colour, spec.fill_opacity), settings.t('others')) : null)
}

function ramp({title, unit, low, high, colours, missing}: Extract<OverlayLegend, {kind: 'ramp'}>, settings: Settings): HTMLElement {
  const bar = h('div', {class: 'ramp'})
  bar.style.background = `linear-gradient(to right, ${colours.join(', ')})`
  const write = (value: number | null) => (value === null ? '' : [settings.format.number(value, digitsFor(low, high)), unit].filter(Boolean).join(' '))
  return h('div', {class: 'legend'},
    title ? h('div', {class: 'legend-title'}, title) : null,
    bar,
    h('div', {class: 'ramp-scale'}, h('span', {}, write(low)), h('span', {}, write(high))),
    missing ? row(swatch('line', '#80868c', 1), settings.t('no value')) : null)
}

/** So many decimals that the ends of the ramp differ. */
export function digitsFor(low: number | null, high: number | null): number {
  const span = Math.abs((high ?? 1) - (low ?? 0))
  return span > 0 ? Math.max(0, Math.min(6, Math.ceil(1 - Math.log10(span)))) : 0
}

function row(sign: HTMLElement, text: string): HTMLElement {
  return h('div', {class: 'legend-row'}, sign, h('span', {class: 'legend-text'}, text))
}

/** Colours come from Python, checked there; a style property takes nothing else from them. */
function swatch(shape: string, colour: string, fill: number): HTMLElement {
  const box = h('span', {class: `swatch ${shape === 'line' ? 'line' : ''} ${shape === 'point' ? 'dot' : ''}`})
  if (shape !== 'area') {
    box.style.backgroundColor = colour
    return box
  }
  box.style.border = `1.5px solid ${colour}`
  const filling = h('span', {class: 'swatch-fill'})
  filling.style.backgroundColor = colour
  filling.style.opacity = String(Math.max(0.08, fill))
  box.append(filling)
  return box
}
