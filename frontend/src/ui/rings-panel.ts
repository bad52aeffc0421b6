// Range rings: their radii, where their centres are, and what takes them away again.

import {parsePosition, type Position} from '../coordinates'
import {decimalDegrees} from '../format'
import {LONGEST, MOST_RADII, parseRadii, type Rings} from '../rings'
import type {Settings} from '../settings'
import {distanceUnit} from '../units'
import {h, iconButton, keepingFocus} from './dom'

export interface RingsPanelHost {
  /** The middle of the map. */
  middle: () => Position
  /** What is selected or was searched for; null: nothing. */
  chosen: () => Position | null
}

export class RingsPanel {
  readonly element = h('section', {class: 'panel tool-panel rings', hidden: true})
  private readonly radii = h('input', {type: 'text', inputmode: 'decimal', spellcheck: 'false', maxlength: 200, oninput: () => this.readRadii()})
  private readonly position = h('input', {type: 'text', spellcheck: 'false', maxlength: 80, onkeydown: (event: KeyboardEvent) => this.key(event)})
  private readonly chosen = h('button', {type: 'button', class: 'plain', onclick: () => this.addChosen()})
  private readonly wrong = h('p', {class: 'small wrong', role: 'alert'})
  private readonly list = h('ul', {})

  constructor(private readonly rings: Rings, private readonly settings: Settings, private readonly host: RingsPanelHost) {
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const {settings} = this
    const t = settings.t.bind(settings)
    const {name, metres} = distanceUnit(settings.units)
    if (this.rings.radii.length === 0) this.rings.radii = [5, 10, 25].map(radius => radius * metres)
    this.element.setAttribute('aria-label', t('Range rings'))
    this.list.setAttribute('aria-label', t('Centres'))
    this.radii.value = this.rings.radii.map(radius => settings.format.plain(radius / metres)).join('; ')
    this.position.placeholder = t('Typed position')
    this.position.setAttribute('aria-label', t('Typed position'))
    this.chosen.textContent = t('Around what is selected')
    this.wrong.textContent = ''
    this.radii.removeAttribute('aria-invalid')
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, t('Range rings')), iconButton('close', t('Close'), () => this.rings.stop())),
      h('label', {class: 'tool-field'}, h('span', {}, t('Radii in {unit}', {unit: name})), this.radii),
      h('div', {class: 'tool-field'}, this.position, iconButton('plus', t('Add this centre'), () => this.addTyped())),
      h('div', {class: 'tool-buttons'}, h('button', {type: 'button', class: 'plain', onclick: () => this.rings.add(this.host.middle())}, t('Point at the middle of the map')), this.chosen),
      this.wrong, this.list,
      h('p', {class: 'faint small'}, t('Click on the map, or Enter for its middle, sets a centre. Geodesic circles on WGS 84.')))
    this.update()
  }

  update(): void {
    this.element.hidden = !this.rings.active
    if (this.element.hidden) return
    this.chosen.disabled = this.host.chosen() === null
    keepingFocus(this.element, () => this.fill())
  }

  private fill(): void {
    const {settings, rings} = this
    this.list.replaceChildren(...rings.centres.map(({longitude, latitude}, i) => {
      const name = decimalDegrees(longitude, latitude, settings.format)
      return h('li', {}, h('span', {class: 'finder-name'}, name), iconButton('close', settings.t('Remove {name}', {name}), () => rings.remove(i)))
    }))
  }

  private readRadii(): void {
    const radii = parseRadii(this.radii.value, distanceUnit(this.settings.units).metres)
    const {t, format} = {t: this.settings.t.bind(this.settings), format: this.settings.format}
    this.wrong.textContent = radii ? '' : t('Radii are up to {count} numbers above 0 and up to {longest}, such as {example}.', {count: MOST_RADII, longest: format.chosen(LONGEST), example: '5; 10; 25'})
    this.radii.setAttribute('aria-invalid', String(!radii))
    if (radii) this.rings.setRadii(radii)
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return
    event.preventDefault()
    this.addTyped()
  }

  private addTyped(): void {
    const text = this.position.value.trim()
    const position = parsePosition(text)
    this.wrong.textContent = position || text === '' ? '' : this.settings.t('“{text}” is no position.', {text})
    if (!position) return
    this.position.value = ''
    this.rings.add(position)
  }

  private addChosen(): void {
    const place = this.host.chosen()
    if (place) this.rings.add(place)
  }
}
