// The strip across the top that says what kind of picture this is; it cannot be closed.

import type {Banner} from '../scene'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import {h} from './dom'

const TEXTS: Record<Exclude<Banner, ''>, Text> = {SYNTHETISCH: 'SYNTHETIC', ÜBUNG: 'EXERCISE', EINSATZ: 'OPERATION'}
const CLASSES: Record<string, string> = {SYNTHETISCH: 'synthetic', ÜBUNG: 'exercise', EINSATZ: 'operation'}

export class BannerStrip {
  readonly element = h('div', {class: 'banner', role: 'status'})

  constructor(private readonly settings: Settings) {}

  show(banner: Banner, title: string): void {
    this.element.hidden = !banner
    this.element.className = `banner ${CLASSES[banner] ?? ''}`
    // a banner this version does not know is still shown, as it came
    const text = banner && (TEXTS[banner] ? this.settings.t(TEXTS[banner]) : banner)
    this.element.replaceChildren(h('strong', {}, text), title ? h('span', {}, title) : '')
  }
}
