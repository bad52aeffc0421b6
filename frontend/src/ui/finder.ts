// The search field: a position, a callsign, an airspace or a place; found while typing, taken with Enter or a click.

import type {Found} from '../finding'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import {h, iconButton, keepingFocus} from './dom'

const KINDS: Record<Found['kind'], Text> = {position: 'Position', track: 'Flight', airspace: 'Airspace', place: 'Place', city: 'City'}

export interface FinderHost {
  find: (text: string) => Found[]
  take: (found: Found) => void
  opened: () => void
  /** The field was closed: what it marked goes. */
  closed: () => void
}

export class Finder {
  readonly element = h('search', {class: 'panel tool-panel finder', hidden: true})
  private readonly input = h('input', {
    type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', maxlength: 80, 'aria-controls': 'finder-list', 'aria-autocomplete': 'list',
    oninput: () => this.search(), onkeydown: (event: KeyboardEvent) => this.key(event),
  })
  private readonly list = h('ul', {id: 'finder-list', role: 'listbox'})
  private readonly nothing = h('p', {class: 'faint small', role: 'status'})
  private found: Found[] = []
  private marked = 0
  /** What had the focus before. */
  private former: HTMLElement | null = null

  constructor(private readonly settings: Settings, private readonly host: FinderHost) {
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    this.element.setAttribute('aria-label', t('Search'))
    this.input.setAttribute('aria-label', t('Position, callsign, airspace or place'))
    this.input.placeholder = t('Position, callsign, airspace or place')
    this.list.setAttribute('aria-label', t('Found'))
    this.element.replaceChildren(
      h('div', {class: 'finder-field'}, this.input, iconButton('close', t('Close'), () => this.stop())), this.list, this.nothing,
      h('p', {class: 'faint small'}, t('Positions: 47.12 10.54 · 470724N0103236E · 32T PT 17051 20038 · 32 N 617051 5220038')))
    this.search()
  }

  get active(): boolean {
    return !this.element.hidden
  }

  start(): void {
    if (!this.active) this.former = (this.element.getRootNode() as Document | ShadowRoot).activeElement as HTMLElement | null
    this.element.hidden = false
    this.host.opened()
    this.input.focus()
    this.input.select()
  }

  stop(): void {
    if (!this.active) return
    this.element.hidden = true
    this.host.closed()
    this.former?.focus()
  }

  private search(): void {
    const text = this.input.value
    this.found = this.host.find(text)
    this.marked = 0
    this.nothing.textContent = text.trim() !== '' && this.found.length === 0 ? this.settings.t('Nothing is named “{text}”, nor is it a position.', {text: text.trim()}) : ''
    this.list.replaceChildren(...this.found.map((found, i) => h('li', {id: `finder-${i}`, role: 'option', onclick: () => this.take(found)},
      h('span', {class: 'finder-name'}, found.name), h('span', {class: 'faint small'}, this.kindOf(found)))))
    this.mark(0)
  }

  /** What cannot be seen is said to be so; taking it shows its layer. */
  private kindOf(found: Found): string {
    const t = this.settings.t.bind(this.settings)
    return 'item' in found && !found.item.visible ? t('{kind}, layer hidden', {kind: t(KINDS[found.kind])}) : t(KINDS[found.kind])
  }

  private mark(index: number): void {
    this.marked = index
    const options = [...this.list.children]
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === index)))
    this.input.setAttribute('aria-expanded', String(options.length > 0))
    if (options[index]) this.input.setAttribute('aria-activedescendant', `finder-${index}`)
    else this.input.removeAttribute('aria-activedescendant')
  }

  private key(event: KeyboardEvent): void {
    const {length} = this.found
    if (event.key === 'ArrowDown' && length > 0) this.mark((this.marked + 1) % length)
    else if (event.key === 'ArrowUp' && length > 0) this.mark((this.marked + length - 1) % length)
    else if (event.key === 'Enter' && length > 0) this.take(this.found[this.marked])
    else if (event.key === 'Escape') this.stop()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  private take(found: Found): void {
    this.mark(this.found.indexOf(found))
    this.host.take(found)
  }
}
