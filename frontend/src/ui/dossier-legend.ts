// What the marks of the dossier mean: topics by their symbols, reliability by the outline.

import {DASHES} from '../dossier/layer'
import {reliabilityOf, type Reliability, type ReportMark} from '../dossier/data'
import {glyphOf} from '../dossier/glyphs'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import {h} from './dom'

const SVG = 'http://www.w3.org/2000/svg'

const RELIABILITIES: Record<Reliability, Text> = {reliable: 'Source A or B', doubtful: 'Source C to E', unknown: 'Source F: cannot be judged'}

export function dossierLegend(reports: ReportMark[], settings: Settings): HTMLElement {
  const glyphs = [...new Map(reports.map(({topic}) => [glyphOf(topic).title, glyphOf(topic)])).values()]
  const grades = (Object.keys(RELIABILITIES) as Reliability[]).filter(one => reports.some(report => reliabilityOf(report) === one))
  return h('div', {class: 'legend'},
    ...glyphs.map(({title, path}) => h('div', {class: 'legend-row'}, drawn(shape('path', {d: path})), h('span', {class: 'legend-name'}, settings.t(title)))),
    ...grades.map(one => h('div', {class: 'legend-row'},
      drawn(shape('circle', {r: '7', 'stroke-dasharray': DASHES[one].join(' ')})), h('span', {class: 'legend-name'}, settings.t(RELIABILITIES[one])))),
    reports.some(({radius}) => radius > 0) ? h('div', {class: 'faint'}, settings.t('Circles: the place is known no more exactly')) : null)
}

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

function drawn(content: SVGElement): SVGElement {
  const svg = shape('svg', {viewBox: '-9 -9 18 18', width: '18', height: '18', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.4', 'aria-hidden': 'true'})
  svg.append(content)
  return svg
}
