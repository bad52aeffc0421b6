// The pointer over the map: position and ground, tooltip, and clicks.

import type {Map as MapLibre, MapMouseEvent} from 'maplibre-gl'
import type {Camera} from './camera'
import type {Position} from './coordinates'
import {describe} from './describe'
import type {GroundReader} from './ground'
import {Cycle, under, withFeatures, type Under} from './interaction'
import {wrapLongitude} from './format'
import type {Layers, Moment} from './layers'
import type {Measuring} from './measuring'
import type {Overlay} from './overlay'
import type {Settings} from './settings'
import type {Statusbar} from './ui/statusbar'
import type {Tooltip} from './ui/tooltip'

export interface PointerHost {
  map: MapLibre
  container: HTMLElement
  layers: Layers
  overlay: Overlay
  camera: Camera
  settings: Settings
  tooltip: Tooltip
  statusbar: Statusbar
  ground: GroundReader
  measuring: Measuring
  /** The tool that takes clicks as points, if one is open. */
  pointTool: () => {add: (place: Position) => void} | null
  moment: () => Moment
  select: (found: Under | null) => void
}

export class Pointer {
  private readonly cycle = new Cycle()
  private frame = 0

  constructor(private readonly host: PointerHost) {
    const {map} = host
    map.on('mousemove', event => this.move(event))
    map.on('mouseout', () => this.leave())
    map.on('movestart', () => this.forget())
    map.on('click', event => this.click(event))
  }

  /** What the tooltip says is no longer so: the time or the language changed. */
  forget(): void {
    cancelAnimationFrame(this.frame)
    this.host.tooltip.hide()
  }

  private move(event: MapMouseEvent): void {
    const {lng, lat} = event.lngLat
    this.host.statusbar.showPosition(lng, lat)
    this.host.ground.move(lng, lat)
    this.host.measuring.point({longitude: wrapLongitude(lng), latitude: lat})
    // once a picture is enough, however fast the mouse reports
    cancelAnimationFrame(this.frame)
    this.frame = requestAnimationFrame(() => this.hover(event))
  }

  private hover(event: MapMouseEvent): void {
    const {tooltip, container, settings, moment} = this.host
    const found = event.originalEvent.buttons === 0 && !this.host.pointTool() ? this.find(event) : []
    container.classList.toggle('pointing', found.length > 0)
    if (found.length === 0) return tooltip.hide()
    const entries = found.map(one => describe(one, settings, moment().time))
    tooltip.show(entries, event.point.x, event.point.y, count => settings.t('{count} more', {count}))
  }

  private leave(): void {
    cancelAnimationFrame(this.frame)
    this.host.tooltip.hide()
    this.host.ground.stop()
    this.host.measuring.point(null)
    this.host.statusbar.clear()
  }

  private click(event: MapMouseEvent): void {
    this.forget()
    const tool = this.host.pointTool()
    // the second click of a double one is at the same place
    if (tool) return event.originalEvent.detail < 2 ? tool.add({longitude: wrapLongitude(event.lngLat.lng), latitude: event.lngLat.lat}) : undefined
    this.host.select(this.cycle.take(this.find(event), event.point.x, event.point.y))
  }

  private find({point, lngLat}: MapMouseEvent): Under[] {
    const {map, layers, overlay, camera, moment} = this.host
    const {screen} = camera
    return screen ? withFeatures(under(layers, overlay, screen, moment(), point.x, point.y, lngLat), layers, map, point.x, point.y) : []
  }
}
