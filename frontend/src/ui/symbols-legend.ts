// Which symbol stands for which kind of aircraft: those kinds that a layer has.

import type {Settings} from '../settings'
import {app6Picture} from '../symbols/app6'
import {KIND_TITLES, KINDS, kindsOf, type Kind} from '../symbols/kinds'
import {SHAPES} from '../symbols/shapes'
import type {SymbolSet} from '../symbols/sprites'
import type {TrackData} from '../tracks/data'
import {h} from './dom'

const SVG = 'http://www.w3.org/2000/svg'

export function symbolsLegend(data: TrackData, set: SymbolSet, settings: Settings): HTMLElement {
  const there = new Set(kindsOf(data))
  const rows = KINDS.filter(kind => there.has(kind))
    .map(kind => h('div', {class: 'legend-row'}, (set === 'app6' && app6Symbol(kind)) || civilSymbol(kind), settings.t(KIND_TITLES[kind])))
  const note = set === 'app6' && data.meta.affiliations === undefined ? h('div', {class: 'faint'}, settings.t('Identity unknown: the data state no affiliation')) : null
  return h('div', {class: 'symbols-legend'}, ...rows, note)
}

function civilSymbol(kind: Kind): SVGSVGElement {
  const {fill, lines} = SHAPES[kind]
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '-1 -1 26 26')
  svg.setAttribute('class', 'legend-symbol')
  svg.setAttribute('aria-hidden', 'true')
  for (const [d, className] of [[lines, 'symbol-lines'], [fill, 'symbol-body']]) {
    if (!d) continue
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('d', d)
    path.setAttribute('class', className!)
    svg.append(path)
  }
  return svg
}

function app6Symbol(kind: Kind): HTMLElement | null {
  const sprite = app6Picture(kind, '', 2)
  if (!sprite) return null
  // no canvas: a printed legend is a copy, which would be blank
  return h('img', {class: 'legend-symbol', alt: '', src: sprite.picture.toDataURL()})
}
