// The component: puts its parts together, and takes them down again.

import type {Map as MapLibre} from 'maplibre-gl'
import maplibreCss from 'virtual:maplibre-css'
import type {Span, TimeAxis} from './axis'
import type {Position} from './coordinates'
import {baseStyle, citiesNamed, restyle} from './basemap'
import {Camera} from './camera'
import {Clock} from './clock'
import {boundsOf, find, underOf, type Found} from './finding'
import {frameBounds} from './framing'
import {GroundReader} from './ground'
import {Layers, type Moment} from './layers'
import {loadMapLibre} from './maplibre'
import {Measuring} from './measuring'
import type {Model} from './model'
import {Overlay} from './overlay'
import {Pointer} from './pointer'
import {EMPTY_SCENE, type Bounds, resourcesOf, type Scene, type ViewState} from './scene'
import {Selecting} from './selecting'
import {Settings} from './settings'
import css from './styles.css'
import {flightsInFlight, flightSpans} from './tracks/histogram'
import {TrailCanvas} from './tracks/canvas'
import {inFlight} from './tracks/heads'
import {ShownFlights} from './tracks/shown'
import {ticksOf, type TrackData} from './tracks/data'
import {countNames} from './tracks/colouring'
import type {HeightRange} from './tracks/cut'
import type {Filters} from './tracks/filtering'
import {BY_HEIGHT} from './tracks/paint'
import {Transport} from './transport'
import {AltitudeFilter} from './ui/altitude-filter'
import {ColourChoice} from './ui/colour-choice'
import {SymbolChoice} from './ui/symbol-choice'
import {TrackFiltersPanel} from './ui/track-filters'
import {BannerStrip} from './ui/banner'
import {Controls} from './ui/controls'
import {Finder} from './ui/finder'
import {DetailsPanel} from './ui/details'
import {h} from './ui/dom'
import {Notices} from './ui/notices'
import {MeasurePanel} from './ui/measure-panel'
import {LayersPanel} from './ui/panel'
import {Statusbar} from './ui/statusbar'
import {Timebar} from './ui/timebar'
import {Tooltip} from './ui/tooltip'
import {onKey} from './keyboard'

/** On a stage narrower than this (px) both panels together would hide the map. */
const NARROW = 900

/** From so near a place is shown that was searched for, unless the map is nearer already. */
const PLACE_ZOOM = 9

const COUNTING_PAUSE = 120

const EQUATOR = 40_075_016.7

/** Python's parameter is an empty object until there is a scene. */
function sceneOf(model: Model): Scene {
  return {...EMPTY_SCENE, ...model.get('scene')}
}

export class LageMap {
  readonly root = h('div', {class: 'lagemap', tabindex: -1, 'data-state': 'loading', role: 'application'})
  readonly settings: Settings
  readonly transport: Transport
  readonly clock: Clock
  readonly layers: Layers
  readonly camera = new Camera()
  readonly map: MapLibre
  /** Resolves when every layer of the scene is loaded or has failed. */
  loading: Promise<void> = Promise.resolve()
  /** Resolves when the base map's style stands. */
  readonly started: Promise<void>
  private scene: Scene
  readonly trails: TrailCanvas
  private readonly overlay: Overlay
  private readonly selecting: Selecting
  private readonly pointer: Pointer
  private readonly stage = h('div', {class: 'stage'})
  private readonly container = h('div', {class: 'map'})
  private readonly busy = h('div', {class: 'busy', role: 'status'})
  private readonly banner: BannerStrip
  private readonly panel: LayersPanel
  private readonly filter: AltitudeFilter
  private readonly colours: ColourChoice
  private readonly symbols: SymbolChoice
  private readonly filters: TrackFiltersPanel
  private readonly shownFlights = new ShownFlights()
  private counting: ReturnType<typeof setTimeout> | undefined
  private readonly details: DetailsPanel
  private readonly controls: Controls
  private readonly finder: Finder
  private readonly measuring = new Measuring(() => this.measured())
  private readonly measurePanel: MeasurePanel
  private readonly statusbar: Statusbar
  private readonly timebar: Timebar
  private readonly tooltip = new Tooltip()
  private readonly notices: Notices
  private readonly ground: GroundReader
  private readonly resized: ResizeObserver
  private framed = false
  private closed = false
  private ticking = 0
  /** What the time axis was made from. */
  private flown: TrackData[] = []
  private view: Partial<ViewState> | null = null

  /** `software`: no graphics card; what only pleases the eye is left out. `lost`: the browser took the graphics context away. */
  constructor(readonly model: Model, private readonly software: boolean, private readonly lost: () => void) {
    this.scene = sceneOf(model)
    this.settings = new Settings(model)
    this.transport = new Transport(model, () => this.notices.add(this.settings.t('The notebook has not answered for a minute: its kernel is busy or has stopped. The map waits for it.')))
    this.transport.prefetch(resourcesOf(this.scene))
    this.clock = new Clock(model, this.scene.time)
    this.notices = new Notices(this.settings)
    this.build()
    this.map = this.createMap()
    this.started = new Promise(resolve => this.map.once('style.load', () => resolve()))
    this.layers = this.createLayers()
    this.trails = new TrailCanvas(this.layers, this.camera)
    this.overlay = new Overlay(this.layers, this.settings, this.measuring)
    this.filter = new AltitudeFilter(this.settings, range => this.model.set('altitude_range', range))
    this.colours = new ColourChoice(this.settings, this.coloursHost())
    this.symbols = new SymbolChoice(this.settings, {current: () => this.moment().symbols, choose: set => this.model.set('symbols', set)})
    this.filters = new TrackFiltersPanel(this.settings, this.filtersHost(), this.filter.element)
    this.panel = new LayersPanel(this.layers, this.settings, this.filter, () => this.clock.time, () => this.map.triggerRepaint(), {colours: this.colours, symbols: this.symbols, filters: this.filters})
    this.details = new DetailsPanel(this.settings, () => this.selecting.select(null))
    this.selecting = new Selecting({map: this.map, model, layers: this.layers, settings: this.settings, details: this.details, moved: () => this.showSides()})
    this.banner = new BannerStrip(this.settings)
    this.controls = new Controls(this.settings, this.controlsHost())
    this.statusbar = new Statusbar(this.settings)
    this.measurePanel = new MeasurePanel(this.measuring, this.settings)
    this.finder = new Finder(this.settings, this.finderHost())
    this.timebar = new Timebar(this.clock, this.settings, this.timebarHost())
    this.ground = new GroundReader(this.layers, this.transport, ground => this.statusbar.showGround(ground))
    this.pointer = new Pointer({
      map: this.map, container: this.container, layers: this.layers, overlay: this.overlay, camera: this.camera, settings: this.settings,
      tooltip: this.tooltip, statusbar: this.statusbar, ground: this.ground, measuring: this.measuring, moment: () => this.moment(), select: found => this.selecting.select(found),
    })
    this.assemble()
    this.trails.canvas.addEventListener('webglcontextlost', () => this.loseContext())
    this.resized = new ResizeObserver(() => this.resize())
    this.resized.observe(this.stage)
    this.watch()
  }

  close(): void {
    this.closed = true
    this.resized.disconnect()
    this.clock.close()
    cancelAnimationFrame(this.ticking)
    clearTimeout(this.counting)
    this.transport.close()
    this.ground.stop()
    this.model.close()
    this.layers.dispose()
    this.trails.close()
    this.map.remove()
    this.root.remove()
  }

  moment(): Moment {
    return {time: this.clock.time, trail: this.model.get('trail') || 0, range: this.model.get('altitude_range'), filters: this.model.get('filters') ?? {}, symbols: this.model.get('symbols') || 'civil', theme: this.settings.theme}
  }

  /** Show all of the picture in the part of the map that no panel covers. */
  frame(animate = true): void {
    if (this.scene.bounds) this.show(this.scene.bounds, animate)
  }

  private show(bounds: Bounds, animate: boolean, nearest?: number): void {
    const {clientWidth, clientHeight} = this.stage
    const right = this.details.open ? this.details.element.offsetWidth + 24 : 60
    const {longitude, latitude, zoom} = frameBounds(bounds, clientWidth, clientHeight, {left: this.panel.width + 24, right, top: 24, bottom: 24}, nearest)
    const view = {center: [longitude, latitude] as [number, number], zoom, bearing: 0, pitch: 0}
    if (animate) this.map.easeTo({...view, duration: 400})
    else this.map.jumpTo(view)
  }

  private build(): void {
    this.root.append(h('style', {}, maplibreCss), h('style', {}, css))
    this.root.classList.toggle('dark', this.settings.theme === 'dark')
    this.stage.append(this.container)
  }

  private assemble(): void {
    this.stage.append(this.trails.canvas, this.overlay.canvas, this.controls.element, this.finder.element, this.measurePanel.element, this.panel.element, this.panel.opener, this.details.element,
      this.notices.element, this.busy, this.tooltip.element)
    this.root.append(this.banner.element, this.stage, this.timebar.element, this.statusbar.element)
    this.nameMap()
    this.banner.show(this.scene.banner, this.scene.title)
    this.busy.hidden = true
    this.filter.setRange(this.model.get('altitude_range'))
  }

  private nameMap(): void {
    for (const element of [this.root, this.map.getCanvas()]) element.setAttribute('aria-label', this.settings.t('Map of the air picture'))
  }

  private createMap(): MapLibre {
    const {settings} = this
    const map = new (loadMapLibre().Map)({
      container: this.container, style: baseStyle(settings.theme, settings.language), center: [10.5, 50], zoom: 4, maxZoom: 20, maxPitch: 60,
      attributionControl: false, keyboard: false, fadeDuration: this.software ? 0 : 120, canvasContextAttributes: {antialias: false}, refreshExpiredTiles: false,
    })
    map.once('style.load', () => this.start())
    map.on('render', () => this.drawOver())
    map.on('move', () => this.showView())
    map.on('moveend', () => this.tellView())
    map.on('error', ({error}) => this.report(error))
    map.on('webglcontextlost', () => this.loseContext())
    return map
  }

  private createLayers(): Layers {
    return new Layers({
      map: this.map, model: this.model, transport: this.transport, moment: () => this.moment(), units: () => this.settings.units,
      view: margin => this.camera.screen?.view(margin) ?? {west: 0, east: 0, north: 0, south: 0},
      failed: (name, error) => this.layerFailed(name, error),
      changed: () => this.layersChanged(),
    })
  }

  private start(): void {
    this.map.addLayer(this.camera)
    this.resize()
    this.load()
  }

  private load(): void {
    this.root.dataset.state = 'loading'
    this.root.title = ''
    this.loading = this.layers.show(this.scene).then(() => this.selecting.restore())
  }

  private watch(): void {
    const {model, settings, clock} = this
    model.watch('scene', () => this.changeScene())
    model.watch('layer_state', () => this.layers.readState())
    model.watch('trail', () => { this.timebar.update(); this.layers.update() })
    model.watch('altitude_range', () => { this.filter.setRange(model.get('altitude_range')); this.filterChanged() })
    model.watch('filters', () => this.filterChanged())
    model.watch('symbols', () => { this.layers.updateTime(); this.symbols.render(); this.panel.renderList(); this.drawSoon() })
    model.watch('colour_by', () => { this.colours.update(); void this.layers.painting.update() })
    model.watch('view_state', () => this.viewFromPython())
    clock.onChange(() => this.tick())
    settings.onChange(() => this.changeSettings())
    this.root.addEventListener('keydown', event => onKey(event, {
      toggle: () => clock.toggle(), step: direction => this.timebar.step(direction), pan: (dx, dy) => this.map.panBy([dx, dy]),
      zoom: levels => this.controlsHost().zoomBy(levels), search: () => this.search(), measure: () => this.measure(), takeBack: () => this.measuring.takeBack(),
      deselect: () => (this.measuring.active ? this.measuring.stop() : this.selecting.select(null)),
    }))
    this.root.addEventListener('fullscreenchange', () => this.controls.render())
  }

  private changeScene(): void {
    this.scene = sceneOf(this.model)
    this.framed = false
    this.banner.show(this.scene.banner, this.scene.title)
    this.clock.setRange(this.scene.time)
    this.timebar.render()
    this.resize()
    this.load()
  }

  private changeSettings(): void {
    const {settings} = this
    this.root.classList.toggle('dark', settings.theme === 'dark')
    this.nameMap()
    this.pointer.forget()
    restyle(this.map, settings.theme, settings.language)
    this.layers.setTheme(settings.theme)
    this.layers.setRamps()
    this.banner.show(this.scene.banner, this.scene.title)
    this.panel.render()
    this.filter.render()
    this.colours.render()
    this.symbols.render()
    this.filters.render()
    this.countShown()
    this.controls.render()
    this.finder.render()
    this.measurePanel.render()
    this.statusbar.render()
    this.timebar.render()
  }

  /** The first view can only be found once the component has a size. */
  private resize(): void {
    if (this.stage.clientWidth === 0) return
    this.map.resize()
    this.timebar.draw()
    if (this.framed || !this.map.style) return
    this.framed = true
    const view = this.model.get('view_state')
    if (view && typeof view.longitude === 'number') this.jump(view)
    else this.frame(false)
  }

  private viewFromPython(): void {
    const view = this.model.get('view_state')
    if (view && typeof view.longitude === 'number' && view !== this.view) this.jump(view)
  }

  private jump({longitude, latitude, zoom, bearing, pitch}: Partial<ViewState>): void {
    this.map.jumpTo({center: [longitude ?? 0, latitude ?? 0], ...(zoom === undefined ? {} : {zoom}), bearing: bearing ?? 0, pitch: pitch ?? 0})
  }

  private tellView(): void {
    if (!this.framed) return // what MapLibre begins with is nobody's choice
    const {lng, lat} = this.map.getCenter()
    const round = (value: number, digits: number) => Number(value.toFixed(digits))
    this.view = {longitude: round(lng, 7), latitude: round(lat, 7), zoom: round(this.map.getZoom(), 3), bearing: round(this.map.getBearing(), 2), pitch: round(this.map.getPitch(), 2)}
    this.model.set('view_state', this.view)
  }

  private showView(): void {
    this.controls.turn(this.map.getBearing())
    const {lat} = this.map.getCenter()
    this.statusbar.showScale((EQUATOR * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** this.map.getZoom()))
  }

  private tick(): void {
    this.timebar.update()
    this.layers.updateTime()
    this.pointer.forget()
    this.drawSoon()
  }

  /** However often it is asked for: once, with the next frame. */
  private drawSoon(): void {
    cancelAnimationFrame(this.ticking)
    this.ticking = requestAnimationFrame(() => this.drawOver())
  }

  /** Everything above the map, after the map or instead of it: once a frame. */
  drawOver(): void {
    cancelAnimationFrame(this.ticking)
    this.trails.draw()
    const {screen} = this.camera
    if (screen) this.overlay.draw(screen, this.map.getZoom(), (this.map.getBearing() * Math.PI) / 180, this.panel.width)
  }

  private layersChanged(): void {
    const loading = this.layers.items.some(({state}) => state === 'loading')
    this.busy.textContent = this.settings.t('Loading …')
    this.busy.hidden = !loading
    this.panel.renderList()
    this.colours.update()
    this.setHeightBounds()
    this.setAxis()
    this.timebar.draw()
    this.timebar.update()
  }

  /** Hidden layers count as well: the axis must not change under the user's hand. */
  private setAxis(): void {
    const flown = this.layers.items.flatMap(({tracks}) => tracks?.data ?? [])
    if (flown.length === this.flown.length && flown.every((data, i) => data === this.flown[i])) return
    this.flown = flown
    this.filters.render()
    this.countShown()
    this.clock.setFlights(flightSpans(flown))
    this.timebar.render()
  }

  private filterChanged(): void {
    this.layers.update()
    this.filters.update()
    this.drawSoon()
    // counting takes a tenth of a second where flights are many: not for every step of a slider
    clearTimeout(this.counting)
    this.counting = setTimeout(() => this.countShown(), COUNTING_PAUSE)
  }

  /** The histogram, both counts, and a selection which is no longer to be seen. */
  private countShown(): void {
    const layers = this.layers.items.flatMap(({spec, tracks}) => (tracks ? [{id: spec.id, spans: this.shownFlights.spansOf(tracks.data, tracks.look.filter)}] : []))
    const sum = (count: (spans: Span[][]) => number) => layers.reduce((total, {spans}) => total + count(spans), 0)
    this.filters.showCount(sum(spans => spans.filter(one => one.length > 0).length), sum(spans => spans.length))
    this.timebar.draw()
    this.timebar.update()
    const {kind, layer, index} = this.model.get('selection') ?? {}
    const selected = kind === 'track' ? layers.find(({id}) => id === layer)?.spans[index as number] : undefined
    if (selected?.length === 0) this.selecting.select(null)
  }

  private setHeightBounds(): void {
    const heights = this.layers.items.flatMap(({tracks, airspaces}) => tracks?.data.heights
      ?? (airspaces ? airspaces.airspaces.flatMap(({floor, ceiling}) => [floor, ceiling]).filter(Number.isFinite) : []))
    if (heights.length > 0) this.filter.setBounds(heights.reduce((a, b) => Math.min(a, b)), heights.reduce((a, b) => Math.max(a, b)))
  }

  private showSides(): void {
    this.stage.classList.toggle('with-details', this.details.open)
    if (this.details.open && this.stage.clientWidth < NARROW) this.panel.fold()
  }

  private layerFailed(name: string, error: Error): void {
    this.notices.add(this.settings.t('Layer “{name}” could not be loaded: {reason}', {name, reason: error.message}))
    this.report(error)
  }

  /** Nothing that lay on the graphics card is left: whoever made this component makes another one. */
  private loseContext(): void {
    if (this.closed) return // closing gives the context back
    this.clock.hold()
    this.lost()
  }

  private report(error: {message?: string}): void {
    console.error('lagemap', error)
    this.model.send({type: 'error', text: String(error?.message ?? error)})
  }

  private controlsHost() {
    const {map, root} = this
    return {
      search: () => this.search(),
      measure: () => this.measure(),
      zoomBy: (levels: number) => void map.easeTo({zoom: map.getZoom() + levels, duration: 200}),
      north: () => void map.easeTo({bearing: 0, pitch: 0, duration: 300}),
      frame: () => this.frame(),
      fullscreen: () => void (this.fullscreen ? document.exitFullscreen() : root.requestFullscreen()),
      isFullscreen: () => this.fullscreen,
    }
  }

  /** Search and measuring share a place on the screen. */
  private search(): void {
    this.measuring.stop()
    this.finder.show()
  }

  private measure(): void {
    if (this.measuring.active) return this.measuring.stop()
    this.finder.close()
    this.measuring.start()
  }

  private measured(): void {
    const {active} = this.measuring
    this.container.classList.toggle('measuring', active)
    if (active) this.map.doubleClickZoom.disable()
    else this.map.doubleClickZoom.enable()
    this.measurePanel.update()
    this.drawSoon()
  }

  private finderHost() {
    const mark = (position: Position | null) => {
      this.overlay.mark = position
      this.drawSoon()
    }
    return {
      find: (text: string) => find(text, this.layers.items, citiesNamed(this.settings.language)),
      take: (found: Found) => {
        if ('item' in found) this.selecting.select(underOf(found, this.clock.time))
        if ('item' in found && this.hides(found)) this.notices.add(this.settings.t('The filters hide flight {name}.', {name: found.name}))
        mark('position' in found ? found.position : null)
        this.show(boundsOf(found), true, Math.max(PLACE_ZOOM, this.map.getZoom()))
      },
      closed: () => mark(null),
    }
  }

  private hides({kind, item, index}: Extract<Found, {index: number}>): boolean {
    const {tracks} = item
    return kind === 'track' && this.shownFlights.spansOf(tracks!.data, tracks!.look.filter)[index].length === 0
  }

  private coloursHost() {
    const specs = () => this.scene.layers.flatMap(layer => (layer.kind === 'tracks' ? layer.columns ?? [] : []))
    return {
      columns: () => [...new Set(specs().map(({name}) => name))],
      current: () => this.model.get('colour_by') || BY_HEIGHT.by,
      choose: (by: string) => this.model.set('colour_by', by),
    }
  }

  private filtersHost() {
    const {model} = this
    const names = (of: (data: TrackData) => (string | null)[] | undefined) => countNames(this.layers.items.flatMap(({tracks}) => (tracks && of(tracks.data)) ?? []))
    return {
      filters: () => model.get('filters') ?? {}, range: () => model.get('altitude_range'),
      set: (filters: Filters) => model.set('filters', filters), setRange: (range: HeightRange) => model.set('altitude_range', range),
      types: () => names(({meta}) => meta.platforms), sources: () => names(({meta}) => meta.sources),
    }
  }

  private get fullscreen(): boolean {
    return (this.root.getRootNode() as Document | ShadowRoot).fullscreenElement === this.root
  }

  private timebarHost() {
    const seen = () => this.layers.items.flatMap(({tracks, visible}) => (tracks && visible ? [tracks] : []))
    return {
      trail: () => this.model.get('trail') || 0,
      setTrail: (seconds: number) => this.model.set('trail', seconds),
      histogram: (axis: TimeAxis, bins: number) => flightsInFlight(seen().flatMap(({data, look}) => this.shownFlights.spansOf(data, look.filter)), axis, bins),
      inFlight: () => seen().reduce((sum, {data, look}) => sum + inFlight(data, ticksOf(data, this.clock.time ?? 0), look.filter), 0),
    }
  }
}
