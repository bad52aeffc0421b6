// What is selected: how many of each kind, and their names; the tools that select by area.

import type {Gathering, Shape} from '../gathering'
import type {Pick} from '../scene'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import {h, iconButton, keepingFocus} from './dom'

/** More names help nobody who reads; the counts count them all. */
const MOST = 500

const COUNTS: Record<Pick['kind'], [one: Text, many: Text]> = {
  track: ['1 track', '{count} tracks'], airspace: ['1 airspace', '{count} airspaces'], place: ['1 place', '{count} places'], report: ['1 report', '{count} reports'],
}
const KINDS: Record<Pick['kind'], Text> = {track: 'Flight', airspace: 'Airspace', place: 'Place', report: 'Report'}

export interface GatherPanelHost {
  picked: () => Pick[]
  /** Is this the one that is told about? */
  focused: (pick: Pick) => boolean
  nameOf: (pick: Pick) => string
  take: (pick: Pick) => void
  clear: () => void
}

export class GatherPanel {
  readonly element = h('section', {class: 'panel tool-panel gather', hidden: true})
  private readonly shapes: Record<Shape, HTMLButtonElement>
  private readonly counts = h('p', {class: 'gather-counts', role: 'status'})
  private readonly list = h('ul', {})
  private readonly view = h('button', {type: 'button', class: 'plain', onclick: () => this.gathering.gatherView()})
  private readonly clear = h('button', {type: 'button', class: 'plain', onclick: () => this.empty()})
  private shown: Pick[] | null = null

  constructor(private readonly gathering: Gathering, private readonly settings: Settings, private readonly host: GatherPanelHost) {
    this.shapes = {box: this.shape('box'), lasso: this.shape('lasso')}
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private shape(shape: Shape): HTMLButtonElement {
    return iconButton(shape, '', () => this.gathering.draw(this.gathering.shape === shape ? null : shape))
  }

  /** The button can then no longer be used, and would take the focus with it. */
  private empty(): void {
    this.host.clear()
    this.view.focus()
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    this.element.setAttribute('aria-label', t('Selection'))
    this.list.setAttribute('aria-label', t('Selected'))
    for (const [shape, label] of [['box', t('Select by box')], ['lasso', t('Select by lasso')]] as const) {
      this.shapes[shape].title = label
      this.shapes[shape].setAttribute('aria-label', label)
    }
    this.view.textContent = t('Select what is in view')
    this.clear.textContent = t('Clear selection')
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, t('Selection')), this.shapes.box, this.shapes.lasso, iconButton('close', t('Close'), () => this.gathering.stop())),
      h('p', {class: 'faint small'}, t('Drag over the map. Selected is what is shown at this time and within the filters.')),
      h('div', {class: 'tool-buttons'}, this.view, this.clear),
      this.counts, this.list)
    this.shown = null
    this.update()
  }

  update(): void {
    this.element.hidden = !this.gathering.active
    if (this.element.hidden) return
    for (const [shape, button] of Object.entries(this.shapes)) button.setAttribute('aria-pressed', String(this.gathering.shape === shape))
    const picked = this.host.picked()
    this.clear.disabled = picked.length === 0
    if (picked !== this.shown) keepingFocus(this.list, () => this.fill(picked))
    this.shown = picked
    picked.slice(0, MOST).forEach((pick, i) => {
      if (this.host.focused(pick)) this.list.children[i].setAttribute('aria-current', 'true')
      else this.list.children[i].removeAttribute('aria-current')
    })
  }

  private fill(picked: Pick[]): void {
    const t = this.settings.t.bind(this.settings)
    const counted = (Object.keys(COUNTS) as Pick['kind'][]).map(kind => [kind, picked.filter(pick => pick.kind === kind).length] as const)
    const parts = counted.filter(([, count]) => count > 0).map(([kind, count]) => t(COUNTS[kind][count === 1 ? 0 : 1], {count: this.settings.format.number(count)}))
    this.counts.textContent = parts.join(' · ') || t(this.gathering.area ? 'Nothing that is shown lies in this area.' : 'Nothing is selected.')
    const more = picked.length - MOST
    this.list.replaceChildren(...picked.slice(0, MOST).map(pick => h('li', {}, h('button', {type: 'button', onclick: () => this.host.take(pick)},
      h('span', {class: 'finder-name'}, this.host.nameOf(pick) || t('unnamed')), h('span', {class: 'faint small'}, t(KINDS[pick.kind]))))),
      ...(more > 0 ? [h('li', {class: 'faint small'}, t('{count} more', {count: this.settings.format.number(more)}))] : []))
  }
}
