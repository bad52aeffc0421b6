// The component: puts its parts together, and takes them down again.

import type {Map as MapLibre} from 'maplibre-gl'
import maplibreCss from 'virtual:maplibre-css'
import type {TimeAxis} from './axis'
import {Basemaps} from './basemaps/basemaps'
import {baseStyle, BELOW_ALL, restyle} from './basemap'
import {Camera} from './camera'
import {Clock} from './clock'
import {FocusReturn} from './focus-return'
import {Flights} from './flights'
import {frameBounds} from './framing'
import type {Shape} from './gathering'
import {GroundReader} from './ground'
import {settled} from './handle'
import {Handout} from './handout/handout'
import {Layers, type Moment} from './layers'
import {Live} from './live/live'
import {loadMapLibre} from './maplibre'
import {namesOn} from './map-names'
import {worldWidth} from './mercator'
import type {Model} from './model'
import {Overlay} from './overlay'
import {Pointer} from './pointer'
import {EMPTY_SCENE, type Bounds, resourcesOf, sameButReports, type Scene} from './scene'
import {Selecting} from './selecting'
import {Settings} from './settings'
import {Space} from './space/space'
import css from './styles.css'
import {Toolbox} from './toolbox'
import {flightSpans} from './tracks/histogram'
import {TrailCanvas} from './tracks/canvas'
import type {TrackData} from './tracks/data'
import type {HeightRange} from './tracks/cut'
import type {Filters} from './tracks/filtering'
import {BY_HEIGHT} from './tracks/paint'
import {Transport} from './transport'
import {AltitudeFilter} from './ui/altitude-filter'
import {ColourChoice} from './ui/colour-choice'
import {SymbolChoice} from './ui/symbol-choice'
import {TrackFiltersPanel} from './ui/track-filters'
import {BannerStrip} from './ui/banner'
import {Controls, type Used} from './ui/controls'
import {BasemapChoice} from './ui/basemap-choice'
import {FileDrop} from './ui/drop'
import {DetailsPanel} from './ui/details'
import {h} from './ui/dom'
import {Notices} from './ui/notices'
import {LayersPanel} from './ui/panel'
import {SpacePanel} from './ui/space-panel'
import {Statusbar} from './ui/statusbar'
import {Timebar} from './ui/timebar'
import {Tooltip} from './ui/tooltip'
import {ViewSync} from './view-sync'
import {onKey} from './keyboard'
import {wake} from './waking'

/** On a stage narrower than this (px) both panels together would hide the map. */
const NARROW = 900

/** ms without another change before flights are counted. */
const COUNTING_PAUSE = 120

/** Python's parameter is an empty object until there is a scene. */
function sceneOf(model: Model): Scene {
  return {...EMPTY_SCENE, ...model.get('scene')}
}

export class LageMap {
  /** No application: what is written in the panels is there to be read; the map alone takes all keys. */
  readonly root = h('div', {class: 'lagemap', tabindex: -1, 'data-state': 'loading', role: 'region'})
  readonly settings: Settings
  readonly transport: Transport
  readonly clock: Clock
  readonly layers: Layers
  readonly camera = new Camera()
  readonly map: MapLibre
  private readonly view: ViewSync
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
  readonly basemaps: Basemaps
  private readonly basemapChoice: BasemapChoice
  private readonly fileDrop: FileDrop
  private readonly banner: BannerStrip
  private readonly panel: LayersPanel
  private readonly filter: AltitudeFilter
  private readonly colours: ColourChoice
  private readonly symbols: SymbolChoice
  private readonly filters: TrackFiltersPanel
  private readonly flights: Flights
  private counting: ReturnType<typeof setTimeout> | undefined
  /** What the details tell about; empty while they are closed. */
  private told = ''
  private readonly details: DetailsPanel
  private readonly controls: Controls
  readonly handout: Handout
  private readonly toolbox: Toolbox
  readonly space: Space
  private readonly spacePanel: SpacePanel
  private readonly focusReturn: FocusReturn
  /** All that says something in the language and units of the page. */
  private readonly parts: {render: () => void}[]
  private readonly statusbar: Statusbar
  private readonly timebar: Timebar
  private readonly tooltip = new Tooltip()
  private readonly notices: Notices
  private readonly live: Live | null
  private readonly ground: GroundReader
  private readonly resized: ResizeObserver
  closed = false
  private ticking = 0
  /** What the time axis was made from. */
  private flown: TrackData[] = []

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
    this.view = new ViewSync(this.map, model)
    this.started = new Promise(resolve => this.map.once('style.load', () => resolve()))
    this.layers = this.createLayers()
    this.flights = new Flights(this.layers)
    this.space = new Space({
      map: this.map, model, layers: this.layers, moment: () => this.moment(), screen: () => this.camera.screen, pace: this.software ? 0 : 600,
      changed: () => this.spaceChanged(),
    })
    this.camera.depth = () => this.space.depth
    this.trails = new TrailCanvas(this.layers, this.camera)
    this.handout = new Handout(this.handoutHost())
    this.toolbox = new Toolbox(this.toolboxHost())
    this.overlay = new Overlay(this.layers, this.settings, this.toolbox.drawn, () => namesOn(this.map))
    this.filter = new AltitudeFilter(this.settings, range => this.model.set('altitude_range', range))
    this.basemaps = new Basemaps({map: this.map, model, settings: this.settings, load: name => this.transport.resource(name), notice: text => this.notices.add(text), changed: () => this.basemapChanged()})
    this.basemapChoice = new BasemapChoice(() => this.basemaps, this.settings)
    this.fileDrop = new FileDrop(this.stage, this.settings, {ask: message => this.transport.answer(message), notice: text => this.notices.add(text), added: layer => void this.showAdded(layer)})
    this.colours = new ColourChoice(this.settings, this.coloursHost())
    this.symbols = new SymbolChoice(this.settings, {current: () => this.moment().symbols, choose: set => this.model.set('symbols', set)})
    this.filters = new TrackFiltersPanel(this.settings, this.filtersHost(), this.filter.element)
    this.panel = new LayersPanel(this.layers, this.settings, this.filter, () => this.clock.time, () => this.map.triggerRepaint(),
      {head: [this.basemapChoice.element], foot: [this.fileDrop.element], remove: layer => this.model.send({type: 'remove-overlay', layer})},
      {colours: this.colours, symbols: this.symbols, filters: this.filters})
    this.details = new DetailsPanel(this.settings, () => this.selecting.unfocus(), object => model.set('asked_object', {...object}))
    this.selecting = new Selecting({map: this.map, model, layers: this.layers, settings: this.settings, details: this.details, moved: () => this.showSides(), changed: () => this.toolbox.selectionChanged()})
    this.banner = new BannerStrip(this.settings)
    this.controls = new Controls(this.settings, this.controlsHost())
    this.statusbar = new Statusbar(this.settings)
    this.spacePanel = new SpacePanel(this.space, this.map, model, this.settings)
    this.live = this.createLive()
    this.timebar = new Timebar(this.clock, this.settings, this.timebarHost())
    this.ground = new GroundReader(this.layers, this.transport, ground => this.statusbar.showGround(ground))
    this.pointer = new Pointer({
      map: this.map, container: this.container, layers: this.layers, overlay: this.overlay, camera: this.camera, settings: this.settings,
      tooltip: this.tooltip, statusbar: this.statusbar, ground: this.ground, measuring: this.toolbox.measuring, pointTool: () => this.toolbox.pointTool, moment: () => this.moment(), select: found => this.selecting.select(found),
    })
    this.parts = [
      this.basemapChoice, this.fileDrop, this.panel, this.filter, this.colours, this.symbols, this.filters, this.controls, this.spacePanel,
      ...this.toolbox.panels, this.statusbar, this.timebar, ...(this.live ? [this.live.bar] : []),
    ]
    this.assemble()
    this.focusReturn = new FocusReturn(this.root, () => this.map.getCanvas())
    this.focusReturn.watch(this.stage, this.notices.element)
    this.trails.canvas.addEventListener('webglcontextlost', () => this.loseContext())
    this.resized = new ResizeObserver(() => this.resize())
    this.resized.observe(this.stage)
    this.watch()
    wake(this.root, model, this.transport).catch(() => {}) // closed before Python answered
  }

  close(): void {
    this.closed = true
    this.resized.disconnect()
    this.focusReturn.close()
    this.clock.close()
    this.live?.close()
    cancelAnimationFrame(this.ticking)
    clearTimeout(this.counting)
    this.transport.close()
    this.ground.stop()
    this.model.close()
    this.space.close()
    this.layers.dispose()
    this.basemaps.close()
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
    const right = this.rightPanel + 12
    const {longitude, latitude, zoom} = frameBounds(bounds, clientWidth, clientHeight, {left: this.panel.width + 24, right, top: 24, bottom: 24}, nearest)
    const turned = this.space.on ? {} : {bearing: 0, pitch: 0}
    const view = {center: [longitude, latitude] as [number, number], zoom, ...turned}
    if (animate) this.map.easeTo({...view, duration: 400})
    else this.map.jumpTo(view)
  }

  /** Pixels which the details or the controls take on the right. */
  private get rightPanel(): number {
    return this.details.open ? this.details.element.offsetWidth + 12 : this.controls.element.offsetWidth + 16
  }

  private build(): void {
    this.root.append(h('style', {}, maplibreCss), h('style', {}, css))
    this.root.classList.toggle('dark', this.settings.theme === 'dark')
    this.stage.append(this.container)
  }

  private assemble(): void {
    this.stage.append(this.trails.canvas, this.overlay.canvas, this.controls.element, ...this.toolbox.panels.map(({element}) => element), this.spacePanel.element,
      h('div', {class: 'aim', 'aria-hidden': 'true'}), this.panel.element, this.panel.opener, this.details.element,
      this.notices.element, this.busy, this.tooltip.element, this.fileDrop.cover)
    this.root.append(this.banner.element, this.stage, this.timebar.element, this.statusbar.element)
    this.nameMap()
    this.banner.show(this.scene.banner, this.scene.title)
    this.busy.hidden = true
    this.filter.setRange(this.model.get('altitude_range'))
  }

  private nameMap(): void {
    const {language} = this.settings
    this.root.lang = language
    if (this.model.get('resource_base')) document.documentElement.lang = language // a page of its own
    this.root.setAttribute('aria-label', this.settings.t('Air picture'))
    const canvas = this.map.getCanvas()
    canvas.setAttribute('role', 'application')
    canvas.setAttribute('aria-label', `${this.settings.t('Map of the air picture')}. ${this.settings.t('Keys: {key}', {key: '?'})}`)
  }

  private createMap(): MapLibre {
    const {settings} = this
    const map = new (loadMapLibre().Map)({
      container: this.container, style: baseStyle(settings.theme, settings.language), center: [10.5, 50], zoom: 4, maxZoom: 20, maxPitch: 0,
      attributionControl: false, keyboard: false, fadeDuration: this.software ? 0 : 120, canvasContextAttributes: {antialias: false}, refreshExpiredTiles: false,
    })
    map.once('style.load', () => this.start())
    map.on('render', () => this.drawOver())
    map.on('move', () => this.showView())
    map.on('moveend', () => {
      this.view?.tell() // a map moves before there is anything on it
      this.space?.moved()
    })
    map.on('error', ({error}) => this.report(error))
    map.on('webglcontextlost', () => this.loseContext())
    return map
  }

  private createLayers(): Layers {
    return new Layers({
      map: this.map, model: this.model, transport: this.transport, moment: () => this.moment(), units: () => this.settings.units,
      view: margin => this.camera.screen?.view(margin) ?? {west: 0, east: 0, north: 0, south: 0},
      failed: (name, error) => this.layerFailed(name, error),
      say: sentence => this.settings.say(sentence),
      changed: () => this.layersChanged(),
    })
  }

  private createLive(): Live | null {
    const {model, layers, clock, settings} = this
    const stream = model.get('live')?.stream
    if (!stream) return null
    return new Live(stream, {model, layers, clock, settings, ready: () => this.started.then(() => this.loading), changed: () => this.liveChanged()})
  }

  /** Once a second: the axis and the numbers of the map's own panels are left alone. */
  private liveChanged(): void {
    if (!this.timebar.element.querySelector('.slider')) this.timebar.render() // there had been no time
    this.timebar.update()
    this.timebar.draw()
    if (this.space.on) this.map.triggerRepaint()
    this.drawSoon()
  }

  private start(): void {
    // below all others: what they draw depends on the view of this picture, not of the last one
    this.map.addLayer(this.camera, BELOW_ALL)
    this.space.update()
    this.resize()
    this.load()
  }

  private load(): void {
    this.root.dataset.state = 'loading'
    this.root.title = ''
    this.basemaps.offer(this.scene.basemaps ?? [])
    this.loading = this.layers.show(this.scene).then(() => this.selecting.restore())
  }

  private watch(): void {
    const {model, settings, clock} = this
    model.watch('scene', () => this.changeScene())
    model.watch('overlays', () => { this.loading = this.layers.showOverlays(model.get('overlays') ?? []) })
    model.watch('layer_state', () => this.layers.readState())
    model.watch('trail', () => { this.timebar.update(); this.layers.update() })
    model.watch('altitude_range', () => { this.filter.setRange(model.get('altitude_range')); this.filterChanged() })
    model.watch('filters', () => this.filterChanged())
    model.watch('symbols', () => { this.layers.updateTime(); this.symbols.render(); this.panel.renderList(); this.drawSoon() })
    model.watch('track_columns', () => { this.colours.update(); void this.layers.painting.update() })
    model.watch('colour_by', () => { this.colours.update(); void this.layers.painting.update() })
    model.watch('shown_reports', () => this.layers.filterReports())
    model.watch('view_3d', () => this.space.update())
    model.watch('exaggeration', () => this.space.stretch())
    model.watch('view_state', () => this.view.follow())
    clock.onChange(() => this.tick())
    settings.onChange(() => this.changeSettings())
    this.root.addEventListener('keydown', event => onKey(event, {
      ...this.toolKeys(), toggle: () => clock.toggle(), step: direction => this.timebar.step(direction), pan: (dx, dy) => this.map.panBy([dx, dy]),
      zoom: levels => this.zoomBy(levels), space: on => model.set('view_3d', on), turn: (pitch, bearing) => this.turn(pitch, bearing),
    }))
    this.root.addEventListener('fullscreenchange', () => this.controls.render())
  }

  private basemapChanged(): void {
    this.basemapChoice.render()
    this.statusbar.showCredit(this.basemaps.attribution)
  }

  /** Show what was dropped, where it lies. */
  private async showAdded(layer: string): Promise<void> {
    await this.loading
    const spec = this.layers.items.find(item => item.spec.id === layer)?.spec
    if (spec?.kind === 'overlay' && spec.bounds) this.show(spec.bounds, true)
  }

  private changeScene(): void {
    const former = this.scene
    this.scene = sceneOf(this.model)
    if (sameButReports(former, this.scene)) {
      this.loading = this.layers.showReports(this.scene).then(() => this.selecting.restore())
      return
    }
    this.view.framed = false
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
    this.basemaps.restyle()
    this.layers.setTheme(settings.theme)
    this.space.setTheme(settings.theme)
    this.layers.setRamps()
    this.banner.show(this.scene.banner, this.scene.title)
    for (const part of this.parts) part.render()
    this.countShown()
  }

  /** The first view can only be found once the component has a size. */
  private resize(): void {
    if (this.stage.clientWidth === 0) return
    this.map.resize()
    this.timebar.draw()
    if (this.view.framed || !this.map.style) return
    this.view.framed = true
    const view = this.view.fromPython
    if (typeof view.longitude !== 'number' || typeof view.latitude !== 'number') this.frame(false)
    if (Object.keys(view).length > 0) this.view.jump(view)
  }

  private showView(): void {
    this.view.moving()
    this.controls.turn(this.map.getBearing())
    this.spacePanel.update()
    const {lat} = this.map.getCenter()
    this.statusbar.showScale(worldWidth(lat) / (512 * 2 ** this.map.getZoom()))
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

  /** Everything above the map, after the map or instead of it: once a frame. `covered`: pixels under a panel on the left. */
  drawOver(covered = this.panel.width): void {
    cancelAnimationFrame(this.ticking)
    this.trails.draw()
    const {screen} = this.camera
    this.overlay.ratio = this.map.getPixelRatio()
    if (screen) this.overlay.draw(screen, this.map.getZoom(), (this.map.getBearing() * Math.PI) / 180, covered)
  }

  private layersChanged(): void {
    const loading = this.layers.items.some(({state}) => state === 'loading')
    this.busy.textContent = this.settings.t('Loading …')
    this.busy.hidden = !loading
    this.panel.renderList()
    this.space.update()
    this.colours.update()
    this.setHeightBounds()
    this.setAxis()
    this.timebar.draw()
    this.timebar.update()
  }

  /** Hidden layers count as well: the axis must not change under the user's hand. */
  private setAxis(): void {
    const flown = this.flights.data
    if (flown.length === this.flown.length && flown.every((data, i) => data === this.flown[i])) return
    this.flown = flown
    this.filters.render()
    this.countShown()
    this.clock.setFlights(flightSpans(flown))
    this.timebar.render()
  }

  private spaceChanged(): void {
    this.controls.render()
    this.spacePanel.render()
    this.drawSoon()
  }

  private turn(pitch: number, bearing: number): void {
    const {map} = this
    if (this.space.on) this.space.turn({pitch: map.getPitch() + pitch, bearing: map.getBearing() + bearing})
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
    const {shown, all} = this.flights.count
    this.filters.showCount(shown, all)
    this.timebar.draw()
    this.timebar.update()
    const {kind, layer, index} = this.selecting.focus
    const tracks = kind === 'track' ? this.layers.items.find(({spec}) => spec.id === layer)?.tracks : undefined
    if (tracks && this.flights.hides(tracks, index as number)) this.selecting.select(null)
  }

  private setHeightBounds(): void {
    const heights = this.layers.items.flatMap(({tracks, airspaces}) => tracks?.data.heights
      ?? (airspaces ? airspaces.airspaces.flatMap(({floor, ceiling}) => [floor, ceiling]).filter(Number.isFinite) : []))
    if (heights.length > 0) this.filter.setBounds(heights.reduce((a, b) => Math.min(a, b)), heights.reduce((a, b) => Math.max(a, b)))
  }

  private showSides(): void {
    this.stage.classList.toggle('with-details', this.details.open)
    const {kind, layer, index} = this.selecting.focus
    const told = this.details.open ? JSON.stringify([kind, layer, index]) : ''
    // once for each that is told about: whoever opens the layers again keeps them when Python answers
    if (told && told !== this.told && this.stage.clientWidth < NARROW) this.panel.fold()
    this.told = told
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

  /** What both keys and buttons do. */
  private toolKeys() {
    const {toolbox} = this
    return {
      search: () => toolbox.search(),
      measure: () => toolbox.toggle('measuring'),
      rings: () => toolbox.toggle('rings'),
      shape: (shape: Shape) => toolbox.drawShape(shape),
      setPoint: () => toolbox.setPoint(),
      takeBack: () => toolbox.measuring.takeBack(),
      handOut: () => toolbox.toggle('handoutPanel'),
      help: () => toolbox.toggle('keysPanel'),
      leave: () => toolbox.leave(),
    }
  }

  private zoomBy(levels: number): void {
    this.map.easeTo({zoom: this.map.getZoom() + levels, duration: 200})
  }

  private controlsHost() {
    const {map, root} = this
    return {
      ...this.toolKeys(),
      zoomBy: (levels: number) => this.zoomBy(levels),
      north: () => void map.easeTo({bearing: 0, duration: 300}),
      space: (on: boolean) => this.model.set('view_3d', on),
      inSpace: () => this.space.on,
      frame: () => this.frame(),
      fullscreen: () => void (this.fullscreen ? document.exitFullscreen() : root.requestFullscreen()),
      isFullscreen: () => this.fullscreen,
    }
  }

  private handoutHost() {
    return {
      map: this.map, stage: this.stage, covered: () => ({left: this.panel.width, right: this.rightPanel}), above: () => [this.trails.canvas, this.overlay.canvas], draw: () => this.drawOver(0), settled: () => settled(this),
      model: this.model, settings: this.settings, clock: this.clock, scene: () => this.scene, banner: () => this.banner.element,
      legend: () => this.panel.printed(), sources: () => this.statusbar.sources, scale: () => this.statusbar.scale,
    }
  }

  private toolboxHost() {
    return {
      map: this.map, model: this.model, settings: this.settings, clock: this.clock, layers: this.layers, flights: this.flights, notices: this.notices, handout: this.handout,
      container: this.container, stage: this.stage, selecting: () => this.selecting, title: () => this.scene.name, listed: () => this.panel.renderList(), changed: () => this.drawSoon(),
      used: (used: Used) => this.controls.showUsed(used),
      show: (bounds: Bounds, nearest: number) => this.show(bounds, true, nearest),
    }
  }

  private coloursHost() {
    return {
      columns: () => this.layers.columnNames,
      current: () => this.model.get('colour_by') || BY_HEIGHT.by,
      choose: (by: string) => this.model.set('colour_by', by),
    }
  }

  private filtersHost() {
    const {model} = this
    return {
      filters: () => model.get('filters') ?? {}, range: () => model.get('altitude_range'),
      set: (filters: Filters) => model.set('filters', filters), setRange: (range: HeightRange) => model.set('altitude_range', range),
      types: () => this.flights.types, sources: () => this.flights.sources,
    }
  }

  private get fullscreen(): boolean {
    return (this.root.getRootNode() as Document | ShadowRoot).fullscreenElement === this.root
  }

  private timebarHost() {
    return {
      trail: () => this.model.get('trail') || 0,
      setTrail: (seconds: number) => this.model.set('trail', seconds),
      histogram: (axis: TimeAxis, bins: number) => this.flights.histogram(axis, bins),
      inFlight: () => this.flights.inFlight(this.clock.time ?? 0),
      live: () => this.live?.bar.element ?? null,
    }
  }
}
