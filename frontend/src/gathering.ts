// Selecting all that lies in an area: a box or a line drawn round it with the pointer, or the part of the map in view.

import type {Map as MapLibre} from 'maplibre-gl'
import {airspacesIn, areaOf, placesIn, tracksIn, type Area} from './area'
import type {Item} from './layers'
import {mercatorX, mercatorY, unwrap, WORLD} from './mercator'
import {strokeOutlined} from './outlined'
import type {Point} from './plane'
import type {Theme} from './ramps'
import type {Pick} from './scene'
import type {Screen} from './screen'
import type {HeightRange} from './tracks/cut'

export type Shape = 'box' | 'lasso'

/** A drag shorter than this (px) is a click. */
const CLICK = 4
/** Pixels between the points of a line drawn by hand. */
const STEP = 3

export interface GatheringHost {
  map: MapLibre
  container: HTMLElement
  gathered: (area: Area) => void
  changed: () => void
}

export class Gathering {
  /** Is its panel open? */
  active = false
  /** What the next drag draws; null: it moves the map. */
  shape: Shape | null = null
  /** What was gathered from, as long as it is what is selected. */
  area: Area | null = null
  private drawn: Point[] = []

  constructor(private readonly host: GatheringHost) {
    const {container} = host
    container.addEventListener('pointerdown', event => this.begin(event))
    container.addEventListener('pointermove', event => this.extend(event))
    container.addEventListener('pointerup', () => this.finish())
    container.addEventListener('pointercancel', () => this.draw(null))
  }

  start(): void {
    this.active = true
    this.host.changed()
  }

  stop(): void {
    this.active = false
    this.draw(null)
  }

  /** Draw a shape next, or none. */
  draw(shape: Shape | null): void {
    this.shape = shape
    this.drawn = []
    const {map} = this.host
    for (const gesture of [map.dragPan, map.boxZoom]) {
      if (shape) gesture.disable()
      else gesture.enable()
    }
    this.host.changed()
  }

  /** All that is in view: for whoever draws nothing. */
  gatherView(): void {
    const {clientWidth, clientHeight} = this.host.container
    this.gather([[0, 0], [clientWidth, 0], [clientWidth, clientHeight], [0, clientHeight]])
  }

  /** What is selected now came from elsewhere. */
  forget(): void {
    this.area = null
  }

  paint(context: CanvasRenderingContext2D, screen: Screen, theme: Theme): void {
    const {west, east} = screen.view(0)
    const ring = this.drawn.length > 0 ? this.drawn : (this.area?.ring ?? []).map(([x, y]) => {
      const shift = unwrap(this.area!.ring[0][0], (west + east) / 2) - this.area!.ring[0][0]
      return screen.project(x + shift, y)
    })
    if (!this.active || ring.length < 2) return
    context.save()
    context.setLineDash([6, 4])
    strokeOutlined(context, theme, () => {
      ring.forEach(([px, py], i) => (i === 0 ? context.moveTo(px, py) : context.lineTo(px, py)))
      context.closePath()
    })
    context.restore()
  }

  private begin(event: PointerEvent): void {
    if (!this.shape || !event.isPrimary || event.button !== 0 || event.ctrlKey) return
    ;(event.target as Element).setPointerCapture?.(event.pointerId) // the drag may leave the map
    this.drawn = [this.at(event)]
  }

  private extend(event: PointerEvent): void {
    if (this.drawn.length === 0 || !event.isPrimary) return
    const [x, y] = this.at(event)
    const [first, last] = [this.drawn[0], this.drawn[this.drawn.length - 1]]
    if (this.shape === 'box') this.drawn = [first, [x, first[1]], [x, y], [first[0], y]]
    else if (Math.hypot(x - last[0], y - last[1]) >= STEP) this.drawn.push([x, y])
    this.host.changed()
  }

  private finish(): void {
    const {drawn} = this
    if (drawn.length === 0) return
    const far = drawn.some(([x, y]) => Math.hypot(x - drawn[0][0], y - drawn[0][1]) >= CLICK)
    this.drawn = []
    if (far) this.gather(drawn)
  }

  private gather(ring: Point[]): void {
    const {map} = this.host
    const area = areaOf(ring.map(point => {
      const {lng, lat} = map.unproject(point)
      return [mercatorX(lng) * WORLD, mercatorY(lat) * WORLD]
    }))
    this.draw(null)
    if (!area) return
    this.host.gathered(area)
    this.area = area
    this.host.changed()
  }

  private at({clientX, clientY}: PointerEvent): Point {
    const {left, top} = this.host.container.getBoundingClientRect()
    return [clientX - left, clientY - top]
  }
}

/** Of the layers that are shown, in their order. */
export function gather(items: Item[], area: Area, range: HeightRange): Pick[] {
  return items.filter(({state, visible, opacity}) => state === 'ready' && visible && opacity > 0).flatMap(({spec, tracks, airspaces, places}) => {
    const named = (kind: Pick['kind'], indices: number[]) => indices.map((index): Pick => ({kind, layer: spec.id, index}))
    return [
      ...(tracks ? named('track', tracksIn(tracks.data, area, tracks.window, tracks.look.filter)) : []),
      ...(airspaces ? named('airspace', airspacesIn(airspaces.airspaces, area, range)) : []),
      ...(places ? named('place', placesIn(places.named, area)) : []),
    ]
  })
}
