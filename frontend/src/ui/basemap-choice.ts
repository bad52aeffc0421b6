// Which base map: a choice in the layers panel, where there is more than the built-in one.

import type {Basemaps} from '../basemaps/basemaps'
import type {Settings} from '../settings'
import {h, keepingFocus} from './dom'

export class BasemapChoice {
  readonly element = h('section', {class: 'basemap-choice', hidden: true})

  constructor(private readonly basemaps: () => Basemaps, private readonly settings: Settings) {}

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const {settings} = this
    const {offered, current, attribution} = this.basemaps()
    this.element.hidden = offered.length === 0
    const label = settings.t('Base map')
    const select = h('select', {'aria-label': label, onchange: () => this.basemaps().choose(select.value)},
      h('option', {value: ''}, settings.t('Built-in world map')),
      ...offered.map(({id, name, remote, error}) => h('option', {value: id, disabled: error !== undefined}, remote ? `${name} (${settings.t('server')})` : name)))
    select.value = current
    this.element.replaceChildren(h('label', {class: 'choice'}, h('span', {}, label), select), attribution ? h('div', {class: 'layer-note'}, attribution) : '')
  }
}
