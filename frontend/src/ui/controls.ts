// Buttons on the map: zoom, north, whole picture, full screen.

import type {Shape} from '../gathering'
import type {Settings} from '../settings'
import {h, iconButton, keepingFocus} from './dom'

/** Of each button of a tool, by its icon: is that in use? */
export type Used = Record<'search' | 'ruler' | 'rings' | 'box' | 'lasso' | 'share' | 'keyboard', boolean>

export interface ControlsHost {
  search: () => void
  measure: () => void
  rings: () => void
  shape: (shape: Shape) => void
  zoomBy: (levels: number) => void
  north: () => void
  frame: () => void
  fullscreen: () => void
  isFullscreen: () => boolean
  handOut: () => void
  help: () => void
  space: (on: boolean) => void
  inSpace: () => boolean
}

export class Controls {
  readonly element = h('div', {class: 'controls'})
  private used: Used | null = null

  constructor(private readonly settings: Settings, private readonly host: ControlsHost) {
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    const {host} = this
    this.element.replaceChildren(
      h('div', {class: 'control-group'}, iconButton('search', `${t('Search')} (/)`, host.search), iconButton('ruler', `${t('Measure')} (M)`, host.measure),
        iconButton('rings', `${t('Range rings')} (R)`, host.rings), iconButton('box', `${t('Select by box')} (B)`, () => host.shape('box')),
        iconButton('lasso', `${t('Select by lasso')} (L)`, () => host.shape('lasso')), iconButton('share', `${t('Hand out')} (P)`, host.handOut)),
      h('div', {class: 'control-group'}, iconButton('plus', t('Zoom in'), () => host.zoomBy(1)), iconButton('minus', t('Zoom out'), () => host.zoomBy(-1))),
      h('div', {class: 'control-group'}, this.dimensions()),
      h('div', {class: 'control-group'}, iconButton('compass', t('North up'), host.north), iconButton('frame', t('Frame everything'), host.frame),
        iconButton('expand', t(host.isFullscreen() ? 'Leave full screen' : 'Full screen'), host.fullscreen), iconButton('keyboard', `${t('Keyboard')} (?)`, host.help)))
    this.showUsed(this.used)
  }

  showUsed(used: Used | null): void {
    this.used = used
    if (!used) return
    for (const [icon, inUse] of Object.entries(used)) this.element.querySelector(`button:has(.icon-${icon})`)?.setAttribute('aria-pressed', String(inUse))
  }

  private dimensions(): HTMLElement {
    const on = this.host.inSpace()
    const label = on ? `${this.settings.t('Flat map')} (2)` : `${this.settings.t('Three dimensions')} (3)`
    const written = on ? '2D' : '3D'
    return h('button', {type: 'button', class: 'icon-button dimensions', 'data-name': 'dimensions', title: label, 'aria-label': `${written}: ${label}`, onclick: () => this.host.space(!on)}, written)
  }

  turn(bearing: number): void {
    const compass = this.element.querySelector<SVGElement>('.icon-compass')
    if (compass) compass.style.transform = `rotate(${-bearing}deg)`
  }
}

