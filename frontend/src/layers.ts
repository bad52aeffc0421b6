// The scene's layers: loading them, putting them onto the map, and keeping them in line with time, filter and theme.

import type {Map as MapLibre} from 'maplibre-gl'
import {readAirspaces} from './airspaces/data'
import {AirspacesLayer} from './airspaces/layer'
import {ABOVE_LAYERS, ABOVE_RASTERS, ABOVE_TERRAIN} from './basemap'
import {readReports} from './dossier/data'
import {DossierLayer} from './dossier/layer'
import {LiveStore} from './live/store'
import type {Model} from './model'
import {readOverlay} from './overlays/data'
import {VectorOverlayLayer} from './overlays/layer'
import {RasterOverlayLayer} from './overlays/raster'
import {PlacesLayer} from './places'
import type {Theme} from './ramps'
import type {ColourColumn, LayerSpec, LayerState, OverlaySpec, Scene, Sentence, TracksSpec} from './scene'
import type {SymbolSet} from './symbols/sprites'
import {TerrainLayer} from './terrain'
import {readTracks, type TrackData} from './tracks/data'
import type {Mode, Quantity} from './tracks/density'
import {NO_FILTER, resolve, type Filters} from './tracks/filtering'
import type {HeightRange} from './tracks/cut'
import {drawnHeights} from './tracks/lifting'
import {TracksLayer} from './tracks/layer'
import {Levels} from './tracks/levels'
import {valuesBelow} from './tracks/column-values'
import {PieceColumns} from './tracks/piece-columns'
import {BY_HEIGHT} from './tracks/paint'
import {plainLook} from './tracks/look'
import {Painting} from './tracks/painting'
import {scaleOf} from './tracks/scale'
import type {Box} from './tracks/window'
import type {Transport} from './transport'
import type {Units} from './units'

export interface Item {
  spec: LayerSpec
  state: 'loading' | 'ready' | 'failed'
  visible: boolean
  opacity: number
  /** How tracks are drawn. */
  mode: Mode
  quantity: Quantity
  terrain?: TerrainLayer
  airspaces?: AirspacesLayer
  tracks?: TracksLayer
  places?: PlacesLayer
  dossier?: DossierLayer
  features?: VectorOverlayLayer
  raster?: RasterOverlayLayer
}

/** What the drawing of all layers depends on. */
export interface Moment {
  time: number | null
  trail: number
  range: HeightRange
  filters: Filters
  symbols: SymbolSet
  theme: Theme
}

export interface LayersHost {
  map: MapLibre
  model: Model
  transport: Transport
  moment: () => Moment
  units: () => Units
  view: (margin: number) => Box
  failed: (name: string, error: Error) => void
  say: (sentence: Sentence) => string
  changed: () => void
}

export class Layers {
  items: Item[] = []
  /** Counts scenes, so that what a replaced scene still loads is thrown away. */
  private generation = 0
  /** The reports that are to be shown once they have arrived. */
  private reports: LayerSpec | undefined

  readonly painting: Painting

  constructor(private readonly host: LayersHost) {
    this.painting = new Painting({
      transport: host.transport, colourBy: () => host.model.get('colour_by') || BY_HEIGHT.by, units: host.units,
      tracks: () => this.items.flatMap(({spec, tracks}) => (tracks && spec.kind === 'tracks' ? [{spec, tracks}] : [])),
      columnsOf: spec => this.columnsOf(spec), failed: host.failed, changed: () => { host.map.triggerRepaint(); host.changed() },
    })
  }

  /** Replace what is drawn; resolves when every layer is there or has failed. */
  async show(scene: Scene): Promise<void> {
    this.clear()
    const generation = ++this.generation
    const states = this.host.model.get('layer_state') ?? {}
    this.items = scene.layers.map(spec => ({
      spec, state: 'loading', ...asDescribed(spec), ...states[spec.id],
    }))
    for (const spec of this.host.model.get('overlays') ?? []) this.insert(spec)
    this.host.changed()
    await Promise.all(this.items.map(item => this.load(item, generation)))
  }

  /** Overlays of the session came or went; resolves when they are there. */
  async showOverlays(specs: OverlaySpec[]): Promise<void> {
    const {generation} = this
    const gone = this.items.filter(({spec}) => spec.kind === 'overlay' && spec.session && !specs.some(({id}) => id === spec.id))
    for (const item of gone) this.remove(item)
    this.items = this.items.filter(item => !gone.includes(item))
    for (const item of this.items) this.redraw(item, specs.find(({id}) => id === item.spec.id))
    const replaced = this.items.filter(item => isReplaced(item.spec, specs))
    for (const item of replaced) this.remove(item)
    this.items = this.items.filter(item => !replaced.includes(item))
    const come = specs.filter(({id}) => !this.items.some(({spec}) => spec.id === id)).map(spec => this.insert(spec))
    for (const item of come) { // the user's choice is the layer's, whatever its features
      const former = replaced.find(({spec}) => spec.id === item.spec.id)
      if (former) Object.assign(item, {visible: former.visible, opacity: former.opacity})
    }
    this.host.changed()
    await Promise.all(come.map(item => this.load(item, generation)))
  }

  /** The scene has other reports, and all else as before; the former ones stay until the new ones are there. */
  async showReports(scene: Scene): Promise<void> {
    const {generation} = this
    const isReports = ({kind}: LayerSpec) => kind === 'dossier'
    const spec = scene.layers.find(isReports)
    this.reports = spec
    if (spec?.kind === 'dossier') await this.host.transport.resource(spec.resource).catch(() => null) // said when it is loaded
    if (generation !== this.generation || this.reports !== spec) return
    const former = this.items.find(item => isReports(item.spec))
    if (former) this.remove(former)
    this.items = this.items.filter(item => item !== former)
    if (spec) this.items.push({spec, state: 'loading', ...asDescribed(spec), ...(former && {visible: former.visible, opacity: former.opacity})})
    this.host.changed()
    if (spec) await this.load(this.items[this.items.length - 1], generation)
  }

  /** A raster of the session whose tiles have another name is the same layer with other colours. */
  private redraw(item: Item, spec: OverlaySpec | undefined): void {
    if (spec?.form !== 'raster' || item.spec.kind !== 'overlay' || item.spec.form !== 'raster' || item.spec.tiles === spec.tiles) return
    item.spec = spec
    item.raster?.redraw(this.host.map, spec.tiles)
  }

  /** Where Python puts an overlay as well: above terrain and former overlays, a raster below all vectors. */
  private insert(spec: OverlaySpec): Item {
    const item: Item = {spec, state: 'loading', ...asDescribed(spec)}
    const below = ({spec: other}: Item) => other.kind === 'terrain' || (other.kind === 'overlay' && (spec.form === 'vector' || other.form === 'raster'))
    this.items.splice(Math.max(-1, ...this.items.flatMap((other, i) => (below(other) ? [i] : []))) + 1, 0, item)
    return item
  }

  /** What is received now has new fixes. */
  showLive(data: TrackData): void {
    for (const {spec, tracks} of this.items) {
      if (!tracks || spec.kind !== 'tracks' || !spec.live) continue
      const {look} = tracks
      const scaled = isScaled(look.ramp, data.heights)
      tracks.replace(data)
      // what was worked out belongs to the former fixes
      Object.assign(look, {filter: NO_FILTER, drawn: look.space ? drawnHeights(data, look.ground ?? (() => 0)) : null})
      if (!scaled) this.setRamps()
      else if (look.paint.values) void this.painting.update()
    }
    this.updateTime()
  }

  clear(): void {
    this.generation++
    for (const item of this.items) this.remove(item)
    this.items = []
  }

  private remove({terrain, airspaces, tracks, places, dossier, features, raster}: Item): void {
    const {map} = this.host
    for (const layer of [terrain, airspaces, places, dossier, features, raster]) layer?.removeFrom(map)
    if (tracks && map.getLayer(tracks.id)) map.removeLayer(tracks.id)
  }

  /** The map goes away with all that is on it. */
  dispose(): void {
    this.generation++
    for (const {terrain, raster} of this.items) for (const layer of [terrain, raster]) layer?.close()
    this.items = []
  }

  set(item: Item, change: LayerState[string]): void {
    Object.assign(item, change)
    this.apply(item)
    const state: LayerState = {...this.host.model.get('layer_state'), [item.spec.id]: stateOf(item)}
    this.host.model.set('layer_state', state)
  }

  /** Of the dossier's reports others are to be shown. */
  filterReports(): void {
    for (const {dossier} of this.items) dossier?.filter(this.host.map, this.host.model.get('shown_reports') ?? null)
    this.host.map.triggerRepaint()
  }

  /** Python changed the layers' state; a layer that it does not name is as the scene describes it. */
  readState(): void {
    const states = this.host.model.get('layer_state') ?? {}
    let changed = false
    for (const item of this.items) {
      const state = {...asDescribed(item.spec), ...states[item.spec.id]}
      if ((Object.keys(state) as (keyof typeof state)[]).every(name => state[name] === item[name as keyof Item])) continue
      Object.assign(item, state)
      this.apply(item)
      changed = true
    }
    // our own change comes back as well, and must not replace the slider under the user's hand
    if (changed) this.host.changed()
  }

  /** Trail, filter or theme changed. */
  update(): void {
    this.updateTime()
    this.host.map.triggerRepaint()
  }

  /** The time changed: the flat map itself need not be drawn anew, unless an airspace becomes active or inactive. */
  updateTime(): void {
    const moment = this.host.moment()
    if (this.items.some(({tracks}) => tracks?.look.space)) this.host.map.triggerRepaint()
    for (const item of this.items) {
      item.airspaces?.update(this.host.map, moment.time, moment.range)
      if (item.tracks) {
        const {data, look} = item.tracks
        Object.assign(look, {time: moment.time, trail: moment.trail, theme: moment.theme, symbols: moment.symbols, filters: moment.filters, filter: resolve(data, moment.filters, moment.range, look.filter)})
      }
    }
  }

  setTheme(theme: Theme): void {
    const {map} = this.host
    for (const {terrain, airspaces, places, dossier, features} of this.items) {
      dossier?.setTheme(map, theme)
      features?.setTheme(map, theme)
      terrain?.setTheme(map, theme)
      airspaces?.setTheme(map, theme)
      places?.setTheme(map, theme)
    }
    this.update()
  }

  private async load(item: Item, generation: number): Promise<void> {
    try {
      await this.loadKind(item, () => generation === this.generation)
      if (generation !== this.generation) return
      item.state = 'ready'
      this.apply(item)
      this.update()
    } catch (error) {
      if (generation !== this.generation) return
      item.state = 'failed'
      this.host.failed(item.spec.name, error instanceof Error ? error : new Error(String(error)))
    }
    this.host.changed()
  }

  private async loadKind(item: Item, current: () => boolean): Promise<void> {
    const {spec} = item
    const {map, transport} = this.host
    const {theme} = this.host.moment()
    const id = `layer-${spec.id}`
    if (spec.kind === 'terrain') {
      const failed = once((error: Error) => this.host.failed(spec.name, error))
      item.terrain = new TerrainLayer({...spec, id}, name => transport.resource(name), theme, failed)
      item.terrain.addTo(map, ABOVE_TERRAIN)
      return
    }
    if (spec.kind === 'overlay' && spec.form === 'raster') {
      const failed = once((sentence: Sentence) => this.host.failed(spec.name, new Error(this.host.say(sentence))))
      item.raster = new RasterOverlayLayer(id, spec, {load: name => transport.resource(name), failed})
      return this.put(item)
    }
    if (spec.kind === 'tracks' && spec.live) {
      item.tracks = new TracksLayer(id, new LiveStore().data(0), {...plainLook(this.host.moment()), opacity: item.opacity, mode: 'lines', quantity: item.quantity}, this.host.view)
      return this.put(item)
    }
    const container = await transport.resource(spec.resource)
    if (!current()) return
    if (spec.kind === 'airspaces') item.airspaces = new AirspacesLayer(id, readAirspaces(container as never), theme)
    if (spec.kind === 'overlay') item.features = new VectorOverlayLayer(id, spec, readOverlay(container as never), theme)
    if (spec.kind === 'places') item.places = new PlacesLayer(id, container as never, theme)
    if (spec.kind === 'dossier') {
      item.dossier = new DossierLayer(id, readReports(container as never), theme)
      item.dossier.filter(map, this.host.model.get('shown_reports') ?? null)
    }
    if (spec.kind === 'tracks') {
      const data = readTracks(container as unknown as Parameters<typeof readTracks>[0], spec.height)
      const look = {...plainLook(this.host.moment()), opacity: item.opacity, mode: item.mode, quantity: item.quantity}
      const {levels, columns} = this.finerOf(spec, data)
      item.tracks = new TracksLayer(id, data, look, this.host.view, levels, columns)
      this.setRamps()
    }
    this.put(item)
  }

  /** What a layer can be coloured by: columns of its own, and those of the session. */
  columnsOf({id, columns = []}: TracksSpec): ColourColumn[] {
    return [...columns, ...(this.host.model.get('track_columns')?.[id] ?? [])]
  }

  /** The names of all columns to colour by. */
  get columnNames(): string[] {
    return [...new Set(this.items.flatMap(({spec}) => (spec.kind === 'tracks' ? this.columnsOf(spec).map(({name}) => name) : [])))]
  }

  /** What else there is of a layer that came thinned. */
  private finerOf(spec: TracksSpec, data: TrackData): {levels: Levels | null; columns: PieceColumns | null} {
    if (!data.level) return {levels: null, columns: null}
    const {transport, map} = this.host
    const {resource, name} = spec
    const valuesOf = (column: string) => this.columnsOf(spec).find(other => other.name === column)?.values ?? valuesBelow(resource)
    const host = {resource, valuesOf, changed: () => map.triggerRepaint(), failed: once((error: Error) => this.host.failed(name, error))}
    return {
      levels: new Levels(data, {...host, load: part => transport.resource(part)}),
      columns: new PieceColumns({...host, load: part => transport.resource(part)}),
    }
  }

  /** Below those layers of the scene which are already there and lie above. */
  private put(item: Item): void {
    const {map} = this.host
    const rest = this.items.slice(this.items.indexOf(item) + 1)
    // rasters lie under the borders
    const above = this.lowestOf(rest.filter(other => !item.raster || other.raster))
    const before = above ?? (item.raster ? ABOVE_RASTERS : ABOVE_LAYERS)
    if (item.tracks) {
      map.addLayer(item.tracks, before)
      item.tracks.kindChanged = () => setTimeout(() => this.arrange(item)) // not while the map draws
    }
    item.airspaces?.addTo(map, before)
    item.places?.addTo(map, before)
    item.dossier?.addTo(map, before)
    item.features?.addTo(map, before)
    item.raster?.addTo(map, before)
  }

  /** A density covers what lies under it: it goes below airspaces and overlays, lines above them again. */
  private arrange(item: Item): void {
    const {map} = this.host
    if (!item.tracks || !map.getLayer(item.tracks.id)) return
    const others = item.tracks.density ? this.items.filter(other => other !== item && !other.raster) : this.items.slice(this.items.indexOf(item) + 1)
    map.moveLayer(item.tracks.id, this.lowestOf(others) ?? ABOVE_LAYERS)
  }

  /** The layer of the map that lies lowest of those of some items, as far as they are there. */
  private lowestOf(items: Item[]): string | undefined {
    return items.map(lowestLayer).find(id => id && this.host.map.getLayer(id))
  }

  /** Colours run over round numbers of the unit shown, around the heights of all layers there are: any change may move them. */
  setRamps(): void {
    const tracks = this.items.flatMap(({tracks}) => tracks ?? [])
    for (const {data, look} of tracks) look.ramp = scaleOf(data.height, tracks.map(({data}) => data), this.host.units())
    this.host.map.triggerRepaint()
    void this.painting.update()
  }

  private apply(item: Item): void {
    const {map} = this.host
    const {visible, opacity} = item
    if (item.terrain) {
      map.setLayoutProperty(item.terrain.id, 'visibility', visible ? 'visible' : 'none')
      map.setPaintProperty(item.terrain.id, 'raster-opacity', opacity)
    }
    for (const layer of [item.airspaces, item.places, item.dossier, item.features, item.raster]) {
      layer?.setVisible(map, visible)
      layer?.setOpacity(map, opacity)
    }
    if (item.tracks) {
      map.setLayoutProperty(item.tracks.id, 'visibility', visible ? 'visible' : 'none')
      Object.assign(item.tracks.look, {opacity, mode: item.mode, quantity: item.quantity})
    }
    map.triggerRepaint()
  }
}

/** A vector overlay of the session whose resource has another name has other features. */
function isReplaced(spec: LayerSpec, specs: OverlaySpec[]): boolean {
  if (spec.kind !== 'overlay' || spec.form !== 'vector' || !spec.session) return false
  const now = specs.find(({id}) => id === spec.id)
  return now?.form === 'vector' && now.resource !== spec.resource
}

/** What the user may change of a layer, before anybody has. */
function asDescribed({visible, opacity}: LayerSpec): {visible: boolean; opacity: number; mode: Mode; quantity: Quantity} {
  return {visible, opacity, mode: 'auto', quantity: 'flights'}
}

/** What of a layer the user may change. */
function stateOf({spec, visible, opacity, mode, quantity}: Item): LayerState[string] {
  return spec.kind === 'tracks' ? {visible, opacity, mode, quantity} : {visible, opacity}
}

function lowestLayer({airspaces, tracks, places, dossier, features, raster}: Item): string | undefined {
  if (airspaces) return `${airspaces.id}-active-fill`
  return features?.lowest ?? raster?.lowest ?? tracks?.id ?? (places && `${places.id}-dots`) ?? (dossier && `${dossier.id}-fill`)
}

/** Whether colours still run over about the heights there are: they must not change with every aircraft. */
function isScaled([low, high]: [low: number, high: number], heights: [low: number, high: number] | null): boolean {
  if (!heights) return true
  const slack = 0.25 * (high - low)
  return heights[0] >= low - slack && heights[1] <= high + slack
}

/** One report a layer is enough: a server that is down fails every tile. */
function once<Argument>(callback: (argument: Argument) => void): (argument: Argument) => void {
  let called = false
  return argument => {
    if (called) return
    called = true
    callback(argument)
  }
}
