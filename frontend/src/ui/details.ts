// The right panel: what Python knows of the selection. All of it is plain text.

import type {AskedObject, Details} from '../scene'
import type {Settings} from '../settings'
import {h, iconButton} from './dom'

export class DetailsPanel {
  readonly element = h('aside', {class: 'panel details-panel', hidden: true})

  constructor(private readonly settings: Settings, private readonly closed: () => void, private readonly asked: (object: AskedObject) => void) {}

  get open(): boolean {
    return !this.element.hidden
  }

  /** Something is selected, and Python has not answered yet. */
  showLoading(title: string): void {
    this.fill({title, sections: []}, h('p', {class: 'loading', role: 'status'}, this.settings.t('Loading …')))
  }

  show(details: Details): void {
    this.fill(details, null)
  }

  hide(): void {
    this.element.hidden = true
  }

  private fill({title, subtitle, marks, sections}: Details, extra: HTMLElement | null): void {
    const {settings} = this
    this.element.hidden = false
    this.element.setAttribute('aria-label', settings.t('Details'))
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, title || settings.t('unnamed')), iconButton('close', settings.t('Close'), this.closed)),
      h('div', {class: 'panel-body', tabindex: 0, role: 'group', 'aria-label': settings.t('Details')},
        subtitle ? h('p', {class: 'subtitle'}, subtitle) : null,
        marks && marks.length > 0 ? h('div', {class: 'marks'}, ...marks.map(mark => h('span', {class: 'mark'}, mark))) : null,
        ...(sections ?? []).map(one => this.section(one)),
        extra))
  }

  private section({title, rows}: NonNullable<Details['sections']>[number]): HTMLElement {
    const list = h('dl', {})
    for (const {label, value, note, links} of rows ?? []) {
      const told = links?.length ? links.map(link => this.link(link)) : [value]
      list.append(h('dt', {}, label), h('dd', {}, ...told, note ? h('span', {class: 'note'}, note) : null))
    }
    return h('section', {class: 'details-section'}, title ? h('h3', {}, title) : null, list)
  }

  private link({text, kind, id}: AskedObject & {text: string}): HTMLElement {
    return h('button', {type: 'button', class: 'object-link', onclick: () => this.asked({kind, id})}, text)
  }
}
