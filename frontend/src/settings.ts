// Language, theme and units: what all parts of the interface depend on, and may change while the map stands.

import {Formatter} from './format'
import type {Model} from './model'
import type {Theme} from './ramps'
import type {Sentence} from './scene'
import {translator, type Text, type Translate} from './texts'
import type {Units} from './units'

export class Settings {
  language = 'de'
  theme: Theme = 'light'
  units: Units = 'aviation'
  format = new Formatter('de', 'aviation')
  private translate: Translate = translator({})
  private readonly listeners = new Set<() => void>()
  /** For as long as something is made that has colours of its own. */
  private worn: Theme | null = null

  constructor(private readonly model: Model) {
    this.read()
    for (const name of ['language', 'theme', 'units', 'texts'] as const) {
      model.watch(name, () => {
        this.changed()
      })
    }
  }

  /** Show everything in a theme, whatever is chosen; null: as chosen again. */
  wear(theme: Theme | null): void {
    if (this.theme === (theme ?? this.chosenTheme)) return void (this.worn = theme)
    this.worn = theme
    this.changed()
  }

  t(text: Text, values?: Record<string, string | number>): string {
    return this.translate(text, values)
  }

  /** What Python says, in the language of the page; a text without a translation stays English. */
  say({template, values}: Sentence): string {
    return this.translate(template as Text, values)
  }

  setUnits(units: Units): void {
    this.model.set('units', units)
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener)
  }

  private changed(): void {
    this.read()
    for (const listener of this.listeners) listener()
  }

  private get chosenTheme(): Theme {
    return this.model.get('theme') === 'dark' ? 'dark' : 'light'
  }

  private read(): void {
    this.language = this.model.get('language') === 'en' ? 'en' : 'de'
    this.theme = this.worn ?? this.chosenTheme
    this.units = this.model.get('units') === 'metric' ? 'metric' : 'aviation'
    this.format = new Formatter(this.language, this.units)
    this.translate = translator(this.model.get('texts') ?? {})
  }
}
