// A labelled choice among numbers; one that is not on the list is added to it.

import {h} from './dom'

export class Choice {
  private readonly select = h('select', {onchange: () => this.chosen(Number(this.select.value))})
  private name: (value: number) => string = String

  constructor(private readonly usual: number[], private readonly chosen: (value: number) => void) {}

  render(label: string, current: number, name: (value: number) => string): HTMLElement {
    this.name = name
    this.select.setAttribute('aria-label', label)
    this.fill(current)
    return h('label', {class: 'choice'}, h('span', {}, label), this.select)
  }

  /** Set from outside. */
  show(current: number): void {
    if (Number(this.select.value) !== current) this.fill(current)
  }

  private fill(current: number): void {
    const values = [...new Set([...this.usual, current])].sort((a, b) => a - b)
    this.select.replaceChildren(...values.map(value => h('option', {value}, this.name(value))))
    this.select.value = String(current)
  }
}
