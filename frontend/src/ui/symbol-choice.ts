// Which symbols stand for aircraft: civil ones, or those of APP-6.

import type {Settings} from '../settings'
import type {SymbolSet} from '../symbols/sprites'
import {h, keepingFocus} from './dom'

export interface SymbolChoiceHost {
  current: () => SymbolSet
  choose: (set: SymbolSet) => void
}

export class SymbolChoice {
  readonly element = h('section', {class: 'colour-choice'})

  constructor(private readonly settings: Settings, private readonly host: SymbolChoiceHost) {
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    const select = h('select', {'aria-label': t('Symbols'), onchange: () => this.host.choose(select.value as SymbolSet)},
      h('option', {value: 'civil'}, t('Civil symbols')), h('option', {value: 'app6'}, t('APP-6 symbols')))
    select.value = this.host.current()
    this.element.replaceChildren(h('label', {}, h('span', {}, t('Symbols')), select))
  }
}
