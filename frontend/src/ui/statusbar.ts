// The line at the foot: position and ground under the pointer, scale, units, sources.

import {hasCities} from '../basemap'
import {mgrs, utm} from '../coordinates'
import {decimalDegrees, niceBelow, sexagesimal} from '../format'
import {remember, remembered} from '../remembered'
import type {Settings} from '../settings'
import {METRES_PER_NAUTICAL_MILE} from '../units'
import {h, keepingFocus} from './dom'

export interface GroundText {
  /** null: no terrain there; undefined: nothing known yet. */
  elevation: number | null | undefined
  accuracy: number | null
}

const SCALE_PIXELS = 110

/** Ways to write a position beside decimal degrees. */
const WAYS = {dms: sexagesimal, mgrs, utm}
type Way = keyof typeof WAYS
const NAMES: Record<Way, string> = {dms: 'DMS', mgrs: 'MGRS', utm: 'UTM'}
const WAY = 'lagebild-positions'

export class Statusbar {
  readonly element = h('div', {class: 'statusbar'})
  private readonly position = h('span', {class: 'position'})
  private readonly second = h('span', {class: 'second'})
  private readonly ways = h('select', {class: 'ways', onchange: () => this.choose(this.ways.value as Way)})
  private way = remembered(WAY, Object.keys(WAYS) as Way[]) ?? 'dms'
  /** Of the user's base map. */
  private credit = ''
  private readonly ground = h('span', {class: 'ground'})
  private readonly scaleText = h('span', {})
  private readonly scaleBar = h('span', {class: 'scale-bar'})
  private metresPerPixel = 0
  private shown: [longitude: number, latitude: number] | null = null

  constructor(private readonly settings: Settings) {
    this.render()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const {settings} = this
    const t = settings.t.bind(settings)
    const units = h('div', {class: 'units', role: 'group', 'aria-label': t('Units')},
      ...([['aviation', 'ft · NM', t('Aviation units')], ['metric', 'm · km', t('Metric units')]] as const).map(([kind, written, name]) => h('button', {
        type: 'button', 'aria-pressed': String(settings.units === kind), title: name, 'aria-label': `${written}: ${name}`, onclick: () => settings.setUnits(kind),
      }, written)))
    const sources = [t('Base map: Natural Earth'), hasCities() ? t('Cities: GeoNames (CC BY 4.0)') : '', this.credit].filter(Boolean).join(' · ')
    this.ways.setAttribute('aria-label', t('Second way to write positions'))
    this.ways.title = t('Second way to write positions')
    this.ways.replaceChildren(...Object.keys(WAYS).map(way => h('option', {value: way}, NAMES[way as Way])))
    this.ways.value = this.way
    this.element.replaceChildren(this.ways, this.position, this.second, this.ground, h('span', {class: 'space'}), h('span', {class: 'sources', title: sources}, sources),
      h('span', {class: 'scale', title: t('Scale')}, this.scaleText, this.scaleBar), units)
    this.showScale(this.metresPerPixel)
  }

  showCredit(credit: string): void {
    if (credit === this.credit) return
    this.credit = credit
    this.render()
  }

  showPosition(longitude: number, latitude: number): void {
    this.position.textContent = decimalDegrees(longitude, latitude, this.settings.format)
    this.shown = [longitude, latitude]
    this.second.textContent = WAYS[this.way](longitude, latitude)
  }

  private choose(way: Way): void {
    this.way = way
    remember(WAY, way)
    if (this.shown) this.showPosition(...this.shown)
  }

  showGround({elevation, accuracy}: GroundText): void {
    const {format} = this.settings
    if (elevation === undefined) this.ground.textContent = ''
    else if (elevation === null) this.ground.textContent = this.settings.t('No terrain')
    else {
      this.ground.textContent = this.settings.t('Terrain {height} {accuracy}', {
        height: format.height(elevation), accuracy: accuracy === null ? '' : `±${format.height(accuracy)}`,
      }).trim()
    }
  }

  clear(): void {
    this.shown = null
    for (const span of [this.position, this.second, this.ground]) span.textContent = ''
  }

  /** What the map is made from, as one line. */
  get sources(): string {
    return this.element.querySelector('.sources')?.textContent ?? ''
  }

  /** The scale bar as shown. */
  get scale(): {text: string; pixels: number} {
    return {text: this.scaleText.textContent ?? '', pixels: parseFloat(this.scaleBar.style.width) || 0}
  }

  showScale(metresPerPixel: number): void {
    this.metresPerPixel = metresPerPixel
    if (!(metresPerPixel > 0)) return
    const most = metresPerPixel * SCALE_PIXELS
    const unit = this.settings.units === 'aviation' ? METRES_PER_NAUTICAL_MILE : 1
    const metres = niceBelow(most / unit) * unit
    this.scaleText.textContent = this.settings.format.distance(metres)
    this.scaleBar.style.width = `${Math.round(metres / metresPerPixel)}px`
  }
}
