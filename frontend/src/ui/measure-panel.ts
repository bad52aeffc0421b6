// What was measured: legs with bearing and distance, their sum, and the area they enclose.

import type {Measuring} from '../measuring'
import type {Settings} from '../settings'
import {h, iconButton, keepingFocus} from './dom'

/** The last legs are listed; the sum counts them all. */
const MOST = 8

export class MeasurePanel {
  readonly element = h('section', {class: 'panel tool-panel measure', hidden: true})
  private readonly values = h('div', {class: 'measure-values', 'aria-live': 'off'})

  constructor(private readonly measuring: Measuring, private readonly settings: Settings, private readonly setPoint: () => void) {
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    this.element.setAttribute('aria-label', t('Measure'))
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, t('Measure')), iconButton('undo', t('Take back the last point'), () => this.measuring.takeBack()),
        iconButton('close', t('Close'), () => this.measuring.stop())),
      this.values, h('div', {class: 'tool-buttons'}, h('button', {type: 'button', class: 'plain', onclick: this.setPoint}, t('Point at the middle of the map'))),
      h('p', {class: 'faint small'}, t('Click on the map, or Enter for its middle; backspace takes back, Escape ends. Geodesic on WGS 84, bearings true.')))
    this.update()
  }

  update(): void {
    this.element.hidden = !this.measuring.active
    if (this.element.hidden) return
    const {t, format} = {t: this.settings.t.bind(this.settings), format: this.settings.format}
    const {legs, total, area} = this.measuring.result
    const first = Math.max(0, legs.length - MOST)
    const rows = legs.slice(first).map(({distance, bearing}, i) => h('tr', {},
      h('th', {scope: 'row'}, String(first + i + 1)), h('td', {}, distance > 0 ? format.bearing(bearing) : '–'), h('td', {}, format.measured(distance))))
    const sums: [string, string][] = legs.length > 1 ? [[t('Sum'), format.measured(total)]] : []
    if (area !== null) sums.push([t('Area'), format.area(area)])
    this.values.replaceChildren(h('table', {}, h('tbody', {}, ...rows), h('tfoot', {}, ...sums.map(([name, value]) => h('tr', {},
      h('th', {scope: 'row', colspan: 2}, name), h('td', {}, value))))))
  }
}
