// A sheet for printing: banner, title and moment, the map, legend, scale and sources around it.

import type {Settings} from '../settings'
import {h} from '../ui/dom'

export interface SheetContent {
  banner: HTMLElement
  title: string
  /** As-of time, as it is to be read; empty: no times. */
  moment: string
  legend: HTMLElement[]
  scale: {text: string; pixels: number}
  sources: string
  made: string
}

/** Sizes in CSS pixels (96 a 25.4 mm). */
export interface SheetSize {
  width: number
  height: number
}

const PER_MM = 96 / 25.4
export const SHEETS = {
  'A4-landscape': {width: Math.round(297 * PER_MM), height: Math.round(210 * PER_MM)},
  'A4-portrait': {width: Math.round(210 * PER_MM), height: Math.round(297 * PER_MM)},
  'A3-landscape': {width: Math.round(420 * PER_MM), height: Math.round(297 * PER_MM)},
} satisfies Record<string, SheetSize>
export type SheetName = keyof typeof SHEETS

export const SHEET_DPI = 96
const MARGIN = 24
const HEAD = 58
const BANNER = 24
const FOOT = 40
const LEGEND = 220

/** Where on the sheet the map lies. */
export function mapOn({width, height}: SheetSize, banner: boolean): {x: number; y: number; width: number; height: number} {
  const y = MARGIN + HEAD + (banner ? BANNER : 0)
  return {x: MARGIN, y, width: width - 2 * MARGIN - LEGEND - 12, height: height - y - FOOT - MARGIN}
}

/** The sheet without the map, for which it leaves a hole. */
export function buildSheet(content: SheetContent, size: SheetSize, settings: Settings): HTMLElement {
  const banner = content.banner.cloneNode(true) as HTMLElement
  const {x, y, width, height} = mapOn(size, !banner.hidden)
  const place = (left: number, top: number, wide: number, high: number) => `left:${left}px;top:${top}px;width:${wide}px;height:${high}px`
  return h('div', {class: `lagemap sheet ${settings.theme === 'dark' ? 'dark' : ''}`, lang: settings.language, style: `width:${size.width}px;height:${size.height}px`},
    banner.hidden ? null : h('div', {class: 'sheet-part', style: place(MARGIN, MARGIN, size.width - 2 * MARGIN, BANNER)}, banner),
    h('div', {class: 'sheet-part sheet-head', style: place(MARGIN, y - HEAD, size.width - 2 * MARGIN, HEAD)}, h('h1', {}, content.title), h('p', {}, content.moment)),
    h('div', {class: 'sheet-part sheet-frame', style: place(x, y, width, height)}),
    h('div', {class: 'sheet-part sheet-legend', style: place(x + width + 12, y, LEGEND, height)}, ...content.legend),
    h('div', {class: 'sheet-part sheet-foot', style: place(MARGIN, size.height - MARGIN - FOOT + 8, size.width - 2 * MARGIN, FOOT - 8)},
      h('span', {class: 'scale'}, h('span', {}, content.scale.text), h('span', {class: 'scale-bar', style: `width:${content.scale.pixels}px`})),
      h('span', {class: 'faint'}, content.sources), h('span', {class: 'faint'}, content.made)))
}
