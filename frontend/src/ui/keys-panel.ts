// All keys, as the table that they act by lists them.

import {BINDINGS} from '../keys'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import type {Tool} from '../tools'
import {h, iconButton, keepingFocus} from './dom'

const SIGNS: Record<string, string> = {ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', '-': '−', Escape: 'Esc'}
const NAMES: Record<string, Text> = {' ': 'Space bar', Enter: 'Enter', Backspace: 'Backspace', PageUp: 'Page up', PageDown: 'Page down'}

export class KeysPanel implements Tool {
  readonly element = h('section', {class: 'panel tool-panel keys', hidden: true})

  constructor(private readonly settings: Settings, private readonly changed: () => void = () => {}) {
    this.render()
  }

  get active(): boolean {
    return !this.element.hidden
  }

  start(): void {
    this.element.hidden = false
    this.changed()
    this.element.querySelector('button')?.focus()
  }

  stop(): void {
    this.element.hidden = true
    this.changed()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    const said = [...new Set(BINDINGS.map(({says}) => says))]
    this.element.setAttribute('aria-label', t('Keyboard'))
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, t('Keyboard')), iconButton('close', t('Close'), () => this.stop())),
      h('div', {class: 'panel-body', tabindex: 0, role: 'group', 'aria-label': t('Keyboard')},
        h('dl', {}, ...said.flatMap(text => [h('dt', {}, ...this.keysFor(text)), h('dd', {}, t(text))])),
        h('p', {class: 'faint small'}, t('Tab goes from control to control; keys act while the map or one of its controls has the focus.'))))
  }

  private keysFor(text: Text): HTMLElement[] {
    return BINDINGS.filter(({says}) => says === text).flatMap(({keys, shift}) => [
      ...(shift ? [h('kbd', {}, this.settings.t('Shift'))] : []), ...keys.map(key => h('kbd', {}, this.nameOf(key)))])
  }

  private nameOf(key: string): string {
    if (NAMES[key]) return this.settings.t(NAMES[key])
    return SIGNS[key] ?? (/^[a-z]$/.test(key) ? key.toUpperCase() : key)
  }
}
