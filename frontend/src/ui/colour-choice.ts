// What the tracks are coloured by: one choice for the whole picture.

import type {Settings} from '../settings'
import {COLUMN} from '../tracks/colouring'
import {h, keepingFocus} from './dom'
import {choiceTitle, OWN_CHOICES} from './paint-legend'

export interface ColourChoiceHost {
  /** Names of the columns there are. */
  columns: () => string[]
  current: () => string
  choose: (by: string) => void
}

/** Chosen as the aircraft type. */
const TYPE_COLUMN = 'platform'

export class ColourChoice {
  readonly element = h('section', {class: 'colour-choice'})
  private shown = ''

  constructor(private readonly settings: Settings, private readonly host: ColourChoiceHost) {
    this.render()
  }

  render(): void {
    this.shown = ''
    this.update()
  }

  /** The layers came, or the choice was made elsewhere. */
  update(): void {
    const columns = this.host.columns().filter(name => name !== TYPE_COLUMN)
    const state = JSON.stringify([columns, this.host.current()])
    if (state === this.shown) return
    this.shown = state
    keepingFocus(this.element, () => this.build(columns))
  }

  private build(columns: string[]): void {
    const {settings, host} = this
    const label = settings.t('Colour by')
    const option = (by: string) => h('option', {value: by, selected: by === host.current()}, choiceTitle(by, settings))
    const select = h('select', {'aria-label': label, onchange: () => host.choose(select.value)},
      ...Object.keys(OWN_CHOICES).map(option),
      columns.length > 0 ? h('optgroup', {label: settings.t('Columns of the data')}, ...columns.map(name => option(COLUMN + name))) : null)
    select.value = host.current()
    this.element.replaceChildren(h('label', {}, h('span', {}, label), select))
  }
}
