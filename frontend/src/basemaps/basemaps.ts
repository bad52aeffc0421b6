// The base map that is shown: the built-in one, or one that the user brought; where that one fails, the built-in one again.

import type {Map as MapLibre} from 'maplibre-gl'
import {ABOVE_GROUND, BUILT_IN_NAMES, UNDER_BORDERS, UNDER_NAMES} from '../basemap'
import type {Container} from '../columns'
import type {Model} from '../model'
import {sourceBounds, TILE_PIXELS} from '../overlays/raster'
import type {BasemapSpec, Sentence} from '../scene'
import type {Settings} from '../settings'
import {Tiles} from '../tiles'
import {basemapStyle} from './style'

const SOURCE = 'own-basemap'
const FIRST_TILES = 3

export interface BasemapsHost {
  map: MapLibre
  model: Model
  settings: Settings
  load: (name: string) => Promise<Container>
  notice: (text: string) => void
  changed: () => void
}

export class Basemaps {
  offered: BasemapSpec[] = []
  private shown: BasemapSpec | null = null
  private tiles: Tiles | null = null
  /** Of the base map shown: tiles that came, and that did not. */
  private arrived = 0
  private failed = 0

  constructor(private readonly host: BasemapsHost) {
    host.model.watch('basemap', () => this.show(host.model.get('basemap') || ''))
    // what a tile holds shows when it is drawn
    host.map.on('error', event => {
      if ((event as {sourceId?: string}).sourceId !== SOURCE || !this.shown) return
      this.fail({template: 'A tile cannot be drawn: {reason}', values: {reason: event.error?.message ?? ''}}, this.shown)
    })
  }

  /** Of the base map shown; empty: the built-in one. */
  get current(): string {
    return this.shown?.id ?? ''
  }

  get attribution(): string {
    return this.shown?.attribution ?? ''
  }

  /** Another picture, perhaps with other base maps. */
  offer(basemaps: BasemapSpec[]): void {
    this.remove()
    this.offered = basemaps
    for (const {name, error} of basemaps) if (error) this.host.notice(this.host.settings.t('Base map “{name}” cannot be shown: {reason}', {name, reason: this.host.settings.say(error)}))
    this.show(this.host.model.get('basemap') || '')
    this.host.changed()
  }

  choose(id: string): void {
    this.host.model.set('basemap', id)
    this.show(id)
  }

  /** Theme or language changed. */
  restyle(): void {
    if (this.shown?.form !== 'vector') return
    this.removeLayers()
    this.addVector(this.shown)
  }

  close(): void {
    this.tiles?.close()
  }

  private show(id: string): void {
    if (id === this.current || this.offered.length === 0) return
    this.remove()
    const spec = this.offered.find(one => one.id === id && !one.error)
    if (spec) this.add(spec)
    this.showBuiltIn(!spec || spec.names === true)
    this.host.changed()
  }

  private add(spec: BasemapSpec): void {
    const {map, load} = this.host
    this.shown = spec
    this.arrived = this.failed = 0
    const tiles = this.tiles = new Tiles(spec.tiles!, spec.form!, {load, failed: sentence => this.fail(sentence, spec), arrived: () => { if (this.shown === spec) this.arrived++ }})
    const shared = {tiles: [tiles.url], minzoom: spec.min_zoom!, maxzoom: spec.max_zoom!, bounds: sourceBounds(spec.bounds!)}
    if (spec.form === 'vector') {
      map.addSource(SOURCE, {type: 'vector', ...shared})
      this.addVector(spec)
    } else {
      map.addSource(SOURCE, {type: 'raster', tileSize: TILE_PIXELS, ...shared})
      map.addLayer({id: SOURCE, type: 'raster', source: SOURCE, paint: {'raster-fade-duration': 0}}, UNDER_BORDERS)
    }
  }

  private addVector({layers}: BasemapSpec): void {
    const {map, settings} = this.host
    const before = {ground: ABOVE_GROUND, lines: UNDER_BORDERS, names: UNDER_NAMES}
    for (const {tier, layer} of basemapStyle(SOURCE, layers ?? [], settings.theme, settings.language)) map.addLayer(layer, before[tier])
  }

  private remove(): void {
    const {map} = this.host
    this.shown = null
    this.removeLayers()
    if (map.getSource(SOURCE)) map.removeSource(SOURCE)
    this.tiles?.close()
    this.tiles = null
  }

  private removeLayers(): void {
    const {map} = this.host
    for (const {id} of map.getStyle().layers) if (id === SOURCE || id.startsWith(`${SOURCE}-`)) map.removeLayer(id)
  }

  /** Sea and land stay below whatever is shown: they fill what it leaves out. */
  private showBuiltIn(visible: boolean): void {
    for (const id of BUILT_IN_NAMES) this.host.map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none')
  }

  /** One sentence; and the built-in base map again where nothing else comes. */
  private fail(sentence: Sentence, spec: BasemapSpec): void {
    if (this.shown !== spec) return
    const {settings, notice} = this.host
    notice(settings.say(sentence))
    this.failed++
    this.showBuiltIn(true)
    if (this.arrived > 0 || (!spec.remote && this.failed < FIRST_TILES)) return
    notice(settings.t('Base map “{name}” gives no tiles; the built-in one is shown.', {name: spec.name}))
    this.choose('')
  }
}
