// The small box beside the pointer.

import {h} from './dom'

export interface TooltipEntry {
  title: string
  lines: string[]
  colour: string
}

const MOST = 5

export class Tooltip {
  readonly element = h('div', {class: 'tooltip', hidden: true, role: 'tooltip'})

  /** `more` names what does not fit. */
  show(entries: TooltipEntry[], px: number, py: number, more: (count: number) => string): void {
    const shown = entries.slice(0, MOST).map(({title, lines, colour}) => {
      const entry = h('div', {class: 'tooltip-entry'}, h('strong', {}, title), ...lines.filter(Boolean).map(line => h('div', {}, line)))
      entry.style.borderLeftColor = colour
      return entry
    })
    if (entries.length > MOST) shown.push(h('div', {class: 'faint'}, more(entries.length - MOST)))
    this.element.replaceChildren(...shown)
    this.element.hidden = false
    const parent = this.element.parentElement
    if (!parent) return
    const {offsetWidth: width, offsetHeight: height} = this.element
    const left = px + 16 + width > parent.clientWidth ? px - 16 - width : px + 16
    const top = Math.max(4, Math.min(py + 16, parent.clientHeight - height - 4))
    this.element.style.transform = `translate(${Math.max(4, left)}px, ${top}px)`
  }

  hide(): void {
    this.element.hidden = true
  }
}
