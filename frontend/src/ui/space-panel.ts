// Three dimensions: how much too high heights are shown, and how the camera stands. Everything the mouse does can be typed.

import type {Map as MapLibre} from 'maplibre-gl'
import type {Model} from '../model'
import type {Settings} from '../settings'
import {EXAGGERATIONS} from '../space/exaggeration'
import {MAX_PITCH, type Space} from '../space/space'
import {h, iconButton, keepingFocus} from './dom'
import {REFERENCES} from './legend'

export class SpacePanel {
  readonly element = h('section', {class: 'panel tool-panel space-panel', hidden: true})
  private tilt = h('input')
  private rotation = h('input')
  private readonly tiltValue = h('output')
  private readonly rotationValue = h('output')

  constructor(private readonly space: Space, private readonly map: MapLibre, private readonly model: Model, private readonly settings: Settings) {
    this.element.addEventListener('keydown', event => this.leave(event))
    this.render()
  }

  /** As with the tools' panels; outside of it Escape is about the tools and the selection. */
  private leave(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    this.model.set('view_3d', false)
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  /** The camera moved. */
  update(): void {
    if (this.element.hidden) return
    const degrees = (value: number) => `${Math.round(value)}°`
    this.tilt.value = String(Math.round(this.map.getPitch()))
    this.rotation.value = String(Math.round(this.map.getBearing()))
    this.tiltValue.textContent = degrees(this.map.getPitch())
    this.rotationValue.textContent = degrees(this.map.getBearing())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    const {space, model} = this
    this.element.hidden = !space.on
    this.element.setAttribute('aria-label', t('Three dimensions'))
    if (!space.on) return this.element.replaceChildren()
    this.tilt = h('input', {type: 'range', min: 0, max: MAX_PITCH, step: 1, 'aria-label': t('Tilt'), oninput: () => space.turn({pitch: Number(this.tilt.value)})})
    this.rotation = h('input', {type: 'range', min: -180, max: 180, step: 1, 'aria-label': t('Rotation'), oninput: () => space.turn({bearing: Number(this.rotation.value)})})
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, t('Three dimensions')), iconButton('close', `${t('Flat map')} (2)`, () => model.set('view_3d', false))),
      this.stretching(), row(t('Tilt'), this.tilt, this.tiltValue), row(t('Rotation'), this.rotation, this.rotationValue),
      ...this.notes().map(note => h('p', {class: 'faint small'}, note)))
    this.update()
  }

  private stretching(): HTMLElement {
    const t = this.settings.t.bind(this.settings)
    const {space, model} = this
    const name = (factor: number) => (factor === 1 ? t('true heights') : t('{factor}× too high', {factor: this.settings.format.number(factor, factor % 1 ? 1 : 0)}))
    const nearest = EXAGGERATIONS.reduce((a, b, i) => (Math.abs(b - space.exaggeration) < Math.abs(EXAGGERATIONS[a] - space.exaggeration) ? i : a), 0)
    const value = h('output', {}, name(space.exaggeration))
    const slider = h('input', {
      type: 'range', min: 0, max: EXAGGERATIONS.length - 1, step: 1, value: nearest, 'aria-label': t('Exaggeration'), 'aria-valuetext': name(space.exaggeration),
      oninput: () => {
        value.textContent = name(EXAGGERATIONS[Number(slider.value)])
        slider.setAttribute('aria-valuetext', value.textContent)
      },
      onchange: () => model.set('exaggeration', EXAGGERATIONS[Number(slider.value)]),
    })
    const automatic = h('input', {
      type: 'checkbox', checked: !space.chosen, onchange: () => model.set('exaggeration', automatic.checked ? null : space.exaggeration),
    })
    return h('div', {}, row(t('Exaggeration'), slider, value), h('label', {class: 'space-automatic'}, automatic, t('suits the zoom')))
  }

  /** What a picture in three dimensions might make one believe. */
  private notes(): string[] {
    const t = this.settings.t.bind(this.settings)
    const {columns, openAbove} = this.space.heights
    const notes = columns.map(column => t('Heights stand as {reference}, not converted.', {reference: t(REFERENCES[column])}))
    if (!this.space.hasTerrain) notes.push(t('Without terrain the ground lies at 0 m.'))
    if (openAbove) notes.push(t('Airspaces that fade out upwards are unlimited or of unknown limit.'))
    return [...notes, t('Q and E turn, page up and down tilt; or drag with the right mouse button.')]
  }
}

function row(name: string, control: HTMLElement, value: HTMLElement): HTMLElement {
  return h('label', {class: 'space-row'}, h('span', {}, name), control, value)
}
