// The tools of the map and how they work with what is selected, found and shown.

import type {Map as MapLibre} from 'maplibre-gl'
import type {Area} from './area'
import {citiesNamed} from './basemap'
import type {Clock} from './clock'
import type {Position} from './coordinates'
import {boundsOf, find, nameOf, pickedUnder, placeOf, underOf, type Found} from './finding'
import type {Flights} from './flights'
import {wrapLongitude} from './format'
import {gather, Gathering, type Shape} from './gathering'
import type {Handout} from './handout/handout'
import type {Layers} from './layers'
import {Mark} from './mark'
import {Measuring} from './measuring'
import type {Model} from './model'
import type {Drawn} from './overlay'
import {Placing} from './placing'
import {Rings} from './rings'
import type {Bounds, Pick} from './scene'
import {samePick, type Selecting} from './selecting'
import type {Settings} from './settings'
import {Tools} from './tools'
import type {Used} from './ui/controls'
import {Finder} from './ui/finder'
import {GatherPanel} from './ui/gather-panel'
import {fileName, HandoutPanel} from './ui/handout-panel'
import {KeysPanel} from './ui/keys-panel'
import {MeasurePanel} from './ui/measure-panel'
import type {Notices} from './ui/notices'
import {RingsPanel} from './ui/rings-panel'

/** From so near a place is shown that was searched for, unless the map is nearer already. */
const PLACE_ZOOM = 9

export interface ToolboxHost {
  map: MapLibre
  model: Model
  settings: Settings
  clock: Clock
  layers: Layers
  flights: Flights
  notices: Notices
  handout: Handout
  selecting: () => Selecting
  /** The map's element, and the one with all panels. */
  container: HTMLElement
  stage: HTMLElement
  /** What the picture is called. */
  title: () => string
  show: (bounds: Bounds, nearest: number) => void
  /** Layers were shown or hidden. */
  listed: () => void
  /** A tool was taken up or laid down. */
  used: (used: Used) => void
  /** What lies over the map changed. */
  changed: () => void
}

export class Toolbox {
  readonly measuring = new Measuring(() => this.update())
  readonly rings = new Rings(() => this.update())
  readonly gathering: Gathering
  readonly finder: Finder
  readonly handoutPanel: HandoutPanel
  readonly keysPanel: KeysPanel
  private readonly placing: Placing
  private readonly mark = new Mark()
  /** What another view points at: the cursor of a height profile. */
  private readonly pointed = new Mark()
  private readonly measurePanel: MeasurePanel
  private readonly ringsPanel: RingsPanel
  private readonly gatherPanel: GatherPanel
  private readonly tools: Tools

  constructor(private readonly host: ToolboxHost) {
    const {map, container, settings, handout, clock} = host
    this.placing = new Placing(host.model, () => this.update())
    this.gathering = new Gathering({map, container, gathered: area => this.gathered(area), changed: () => this.update()})
    this.measurePanel = new MeasurePanel(this.measuring, settings, () => this.measuring.add(this.middle))
    this.ringsPanel = new RingsPanel(this.rings, settings, {middle: () => this.middle, chosen: () => this.chosen})
    this.gatherPanel = new GatherPanel(this.gathering, settings, this.gatherHost())
    this.handoutPanel = new HandoutPanel(handout, settings, () => fileName(host.title(), clock.time), () => this.update())
    this.finder = new Finder(settings, this.finderHost())
    this.keysPanel = new KeysPanel(settings, () => this.update())
    host.model.watch('pointed', () => this.point())
    host.model.watch('placing', () => { if (this.placing.active) this.tools.start(this.placing); else this.update() })
    this.pointed.position = host.model.get('pointed') ?? null
    this.tools = new Tools([this.measuring, this.rings, this.placing, this.gathering, this.finder, this.handoutPanel, this.keysPanel])
  }

  get panels(): {element: HTMLElement; render: () => void}[] {
    return [this.finder, this.measurePanel, this.ringsPanel, this.gatherPanel, this.handoutPanel, this.keysPanel]
  }

  /** What the tools leave on the map, in the order in which it is drawn. */
  get drawn(): Drawn[] {
    return [this.gathering, this.rings, this.measuring, this.mark, this.pointed]
  }

  toggle(tool: 'measuring' | 'rings' | 'handoutPanel' | 'keysPanel'): void {
    this.tools.toggle(this[tool])
  }

  search(): void {
    this.tools.start(this.finder)
  }

  drawShape(shape: Shape): void {
    const again = this.gathering.active && this.gathering.shape === shape
    this.tools.start(this.gathering)
    this.gathering.draw(again ? null : shape)
  }

  /** Escape: first out of what is being drawn, then out of the tool, then out of the selection. */
  leave(): void {
    if (this.gathering.shape) this.gathering.draw(null)
    else if (this.tools.current) this.tools.current.stop()
    else this.host.selecting().select(null)
  }

  /** The tool that takes clicks as points. */
  get pointTool(): Measuring | Rings | Placing | null {
    return [this.measuring, this.rings, this.placing].find(({active}) => active) ?? null
  }

  /** A point in the middle of the map, for those without a mouse. */
  setPoint(): void {
    this.pointTool?.add(this.middle)
  }

  /** Who selects many from elsewhere sees which. */
  selectionChanged(): void {
    this.gathering.forget()
    if (this.host.selecting().picked.length > 1 && !this.tools.current) this.gathering.start()
    else this.update()
  }

  /** Which of the map's buttons stand for what is being used. */
  get used(): Used {
    const {shape} = this.gathering
    return {
      search: this.finder.active, ruler: this.measuring.active, rings: this.rings.active, box: shape === 'box', lasso: shape === 'lasso',
      share: this.handoutPanel.active, keyboard: this.keysPanel.active,
    }
  }

  private point(): void {
    this.pointed.position = this.host.model.get('pointed') ?? null
    this.host.changed()
  }

  private update(): void {
    const {map, container, stage, changed, used} = this.host
    const {gathering, pointTool} = this
    container.classList.toggle('measuring', pointTool !== null || gathering.shape !== null)
    stage.classList.toggle('aiming', pointTool !== null)
    if (pointTool) map.doubleClickZoom.disable()
    else map.doubleClickZoom.enable()
    this.measurePanel.update()
    this.ringsPanel.update()
    this.gatherPanel.update()
    used(this.used)
    changed()
  }

  private get middle(): Position {
    const {lng, lat} = this.host.map.getCenter()
    return {longitude: wrapLongitude(lng), latitude: lat}
  }

  /** What is told about, where it is at the picture's time; else the place that was searched for. */
  private get chosen(): Position | null {
    const found = this.under(this.host.selecting().focus)
    return found ? placeOf(found) : this.mark.position
  }

  private under(pick: Parameters<typeof pickedUnder>[0]) {
    return pickedUnder(pick, this.host.layers.items, this.host.clock.time)
  }

  private gathered(area: Area): void {
    const {layers, model, selecting} = this.host
    selecting().selectAll(gather(layers.items, area, model.get('altitude_range')), pick => this.under(pick))
  }

  private gatherHost() {
    const {layers, selecting} = this.host
    return {
      picked: () => selecting().picked,
      focused: (pick: Pick) => samePick(pick, selecting().focus),
      nameOf: (pick: Pick) => nameOf(pick, layers.items, this.host.settings.language),
      take: (pick: Pick) => selecting().focusOn(this.under(pick)),
      clear: () => selecting().select(null),
    }
  }

  private finderHost() {
    const {map, layers, settings, changed, show} = this.host
    const mark = (position: Position | null) => {
      this.mark.position = position
      changed()
    }
    return {
      find: (text: string) => find(text, layers.items, citiesNamed(settings.language)),
      take: (found: Found) => {
        if ('item' in found) this.takeItem(found)
        mark('position' in found ? found.position : null)
        show(boundsOf(found), Math.max(PLACE_ZOOM, map.getZoom()))
      },
      opened: () => this.update(),
      closed: () => {
        mark(null)
        this.update()
      },
    }
  }

  private takeItem(found: Extract<Found, {item: unknown}>): void {
    const {layers, listed, selecting, clock, flights, notices, settings} = this.host
    if (!found.item.visible) layers.set(found.item, {visible: true})
    listed()
    selecting().select(underOf(found, clock.time))
    if (found.kind === 'track' && flights.hides(found.item.tracks!, found.index)) notices.add(settings.t('The filters hide flight {name}.', {name: found.name}))
  }
}
