// Sentences about what went wrong, which the user can close.

import type {Settings} from '../settings'
import {h, iconButton} from './dom'

const MOST = 4

export class Notices {
  readonly element = h('div', {class: 'notices', role: 'alert'})

  constructor(private readonly settings: Settings) {}

  add(text: string): void {
    if ([...this.element.children].some(child => child.firstChild?.textContent === text)) return
    const notice = h('div', {class: 'notice'}, h('span', {}, text), iconButton('close', this.settings.t('Close'), () => notice.remove()))
    this.element.append(notice)
    while (this.element.children.length > MOST) this.element.firstElementChild?.remove()
  }
}
