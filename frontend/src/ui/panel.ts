// The left panel: layers with legends, and the altitude filter. It can be folded away.

import type {Item, Layers} from '../layers'
import type {Settings} from '../settings'
import type {Text} from '../texts'
import type {TracksLayer} from '../tracks/layer'
import {sharing} from '../tracks/scale'
import {AltitudeFilter} from './altitude-filter'
import {densityLegend, modeChoice} from './density-legend'
import {h, icon, iconButton, keepingFocus} from './dom'
import {overlayLegend} from './overlay-legend'
import type {ColourChoice} from './colour-choice'
import {paintLegend} from './paint-legend'
import type {SymbolChoice} from './symbol-choice'
import {symbolsLegend} from './symbols-legend'
import type {TrackFiltersPanel} from './track-filters'
import {dossierLegend} from './dossier-legend'
import {airspacesLegend, terrainLegend, tracksLegend} from './legend'

const KINDS: Record<string, Text> = {terrain: 'Terrain', airspaces: 'Airspaces', tracks: 'Tracks', places: 'Places', dossier: 'Reports', overlay: 'Overlay'}

/** What else is in the panel, above and below the layers; and taking a layer of the session away. */
export interface MoreInPanel {
  head: HTMLElement[]
  foot: HTMLElement[]
  remove: (layer: string) => void
}

export class LayersPanel {
  readonly element = h('aside', {class: 'panel layers-panel'})
  readonly opener: HTMLElement
  open = true
  private readonly list = h('div', {class: 'layer-list'})
  /** Legends folded by the user, by layer. */
  private readonly folded = new Set<string>()

  constructor(private readonly layers: Layers, private readonly settings: Settings, private readonly filter: AltitudeFilter,
              private readonly time: () => number | null, private readonly toggled: () => void, private readonly more: MoreInPanel = {head: [], foot: [], remove: () => {}},
              private readonly tracksTools: {colours?: ColourChoice; symbols?: SymbolChoice; filters?: TrackFiltersPanel} = {}) {
    this.opener = h('div', {class: 'panel-opener'})
    this.render()
  }

  /** Pixels of the map which the panel covers on its left. */
  get width(): number {
    return this.open ? this.element.offsetWidth + 12 : 0
  }

  /** Make room, without taking the focus from what is being done. */
  fold(): void {
    if (this.open) this.show(false)
  }

  setOpen(open: boolean): void {
    this.show(open)
    const target = open ? this.element.querySelector<HTMLElement>('.icon-button') : this.opener.querySelector('button')
    target?.focus()
  }

  private show(open: boolean): void {
    this.open = open
    this.element.hidden = !open
    this.opener.hidden = open
    this.toggled()
  }

  render(): void {
    keepingFocus(this.element, () => this.build())
  }

  private build(): void {
    const t = this.settings.t.bind(this.settings)
    this.element.setAttribute('aria-label', t('Layers'))
    this.element.replaceChildren(
      h('header', {}, h('h2', {}, t('Layers')), iconButton('close', t('Hide layers'), () => this.setOpen(false))),
      h('div', {class: 'panel-body'}, ...this.more.head, this.list, ...this.more.foot, this.tracksTools.filters ? null : this.filter.element),
      h('footer', {class: 'panel-foot'}, ...Object.values(this.tracksTools).map(({element}) => element)))
    this.opener.replaceChildren(h('button', {
      type: 'button', class: 'opener', title: t('Show layers'), 'aria-label': t('Show layers'), onclick: () => this.setOpen(true),
    }, icon('layers'), h('span', {}, t('Layers'))))
    this.opener.hidden = this.open
    this.renderList()
  }

  /** Topmost layer first, as they lie over each other. */
  renderList(): void {
    keepingFocus(this.list, () => this.buildList())
  }

  private buildList(): void {
    const items = [...this.layers.items].reverse()
    this.list.replaceChildren(...(items.length > 0 ? items.map(item => this.entry(item)) : [h('p', {class: 'empty'}, this.settings.t('No layers in this picture'))]))
    const tracks = items.some(({spec}) => spec.kind === 'tracks')
    for (const choice of [this.tracksTools.colours, this.tracksTools.symbols]) if (choice) choice.element.hidden = !tracks
    this.tracksTools.filters?.element.classList.toggle('without-tracks', !tracks)
    this.filter.element.hidden = !items.some(({spec}) => spec.kind === 'tracks' || spec.kind === 'airspaces')
  }

  /** Names and legends of what is shown, topmost first, for handing out. */
  printed(): HTMLElement[] {
    const shown = [...this.layers.items].reverse().filter(({visible, opacity, state}) => visible && opacity > 0 && state === 'ready')
    return shown.map(item => h('section', {class: 'layer'},
      h('div', {class: 'layer-head'}, h('span', {class: 'layer-name'}, this.nameOf(item)), this.markOf(item)), this.legend(item)))
  }

  private nameOf({spec}: Item): string {
    return spec.name || this.settings.t(KINDS[spec.kind] ?? 'Layers')
  }

  private markOf({spec}: Item): HTMLElement | null {
    const t = this.settings.t.bind(this.settings)
    return spec.synthetic ? h('span', {class: 'mark', title: t('Synthetic data: invented, not observed')}, t('SYNTHETIC')) : null
  }

  private entry(item: Item): HTMLElement {
    const {spec} = item
    const box = h('input', {type: 'checkbox', checked: item.visible, onchange: () => this.layers.set(item, {visible: box.checked})})
    const name = this.nameOf(item)
    const legend = this.legend(item)
    return h('section', {class: `layer ${item.state}`},
      h('div', {class: 'layer-head'},
        h('label', {}, box, h('span', {class: 'layer-name', title: name}, name)),
        spec.kind === 'overlay' && spec.session ? iconButton('close', this.settings.t('Remove {name}', {name}), () => this.more.remove(spec.id)) : null,
        legend ? this.folder(spec.id, name, legend) : null),
      h('div', {class: 'layer-facts'}, this.facts(item), this.markOf(item)),
      spec.note ? h('div', {class: 'layer-note'}, spec.note) : null,
      this.opacity(item, name),
      item.tracks ? modeChoice(item, this.layers, this.settings, name) : null,
      item.tracks ? densityLegend(item, item.tracks, this.layers, this.settings) : null,
      legend)
  }

  private facts({spec, state}: Item): string {
    const {format} = this.settings
    const t = this.settings.t.bind(this.settings)
    const counted = (count: number, one: Text, many: Text) => (count === 1 ? t(one) : t(many, {count: format.number(count)}))
    if (state === 'loading') return t('Loading …')
    if (state === 'failed') return t('Failed')
    switch (spec.kind) {
      case 'tracks': return spec.live ? t('received now') : `${counted(spec.count, '1 track', '{count} tracks')} · ${counted(spec.fixes, '1 fix', '{count} fixes')}`
      case 'dossier': return counted(spec.count, '1 report with a place', '{count} reports with a place')
      case 'airspaces': return counted(spec.count, '1 airspace', '{count} airspaces')
      case 'places': return spec.of === 'stations' ? counted(spec.count, '1 station', '{count} stations') : counted(spec.count, '1 place', '{count} places')
      case 'overlay': return spec.form === 'vector' ? counted(spec.count, '1 feature', '{count} features') : t('{columns} × {rows} cells', {columns: format.number(spec.columns), rows: format.number(spec.rows)}) + (spec.min_zoom > 0 ? ` · ${t('from near only')}` : '')
      default: return ''
    }
  }

  private legend({spec, state, tracks, airspaces, dossier}: Item): HTMLElement | null {
    if (state !== 'ready') return null
    if (spec.kind === 'terrain') return terrainLegend(spec, this.settings)
    if (spec.kind === 'overlay') return overlayLegend(spec, this.settings)
    if (tracks) {
      const legend = tracks.look.paint.source === 'height' ? tracksLegend(tracks, this.settings, this.saysShared(tracks)) : paintLegend(tracks, this.settings)
      legend.append(symbolsLegend(tracks.data, tracks.look.symbols, this.settings))
      return legend
    }
    if (dossier) return dossierLegend(dossier.reports, this.settings)
    if (airspaces) return airspacesLegend(airspaces, this.settings, this.time())
    return null
  }

  /** Only the topmost of the layers that share a colour scale says so. */
  private saysShared({data}: TracksLayer): boolean {
    const alike = sharing(data.height, this.layers.items.flatMap(({tracks}) => tracks?.data ?? []))
    return alike.length > 1 && alike[alike.length - 1] === data
  }

  private folder(id: string, name: string, legend: HTMLElement): HTMLElement {
    const button = iconButton('chevron', this.settings.t('Legend of {name}', {name}), () => {
      if (!this.folded.delete(id)) this.folded.add(id)
      show()
    })
    const show = () => {
      legend.hidden = this.folded.has(id)
      button.setAttribute('aria-expanded', String(!legend.hidden))
    }
    show()
    return button
  }

  private opacity(item: Item, name: string): HTMLElement {
    const label = this.settings.t('Opacity of {name}', {name})
    const slider = h('input', {
      type: 'range', min: 0, max: 100, step: 5, value: Math.round(item.opacity * 100), 'aria-label': label, title: this.settings.t('Opacity'),
      oninput: () => this.layers.set(item, {opacity: Number(slider.value) / 100}),
    })
    return slider
  }
}
