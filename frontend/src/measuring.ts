// Measuring on the map: places set by clicks, joined by geodesics, with the leg to the pointer shown as it moves.

import type {Position} from './coordinates'
import {along, area, leg, type Leg} from './geodesy'
import {mercatorX, mercatorY, unwrap, WORLD} from './mercator'
import {strokeOutlined} from './outlined'
import type {Screen} from './screen'
import {PALETTES} from './theme'
import type {Theme} from './ramps'

/** Metres between the points of a drawn geodesic: on the screen no one sees its corners. */
const STEP = 50_000

export interface Measured {
  legs: Leg[]
  /** Metres. */
  total: number
  /** Square metres of the ring closed from the last place to the first; null of fewer than three places. */
  area: number | null
}

export class Measuring {
  active = false
  private places: Position[] = []
  private pointer: Position | null = null

  constructor(private readonly changed: () => void) {}

  start(): void {
    this.active = true
    this.changed()
  }

  /** What was measured goes with it. */
  stop(): void {
    this.active = false
    this.places = []
    this.pointer = null
    this.changed()
  }

  add(place: Position): void {
    this.places.push(place)
    this.changed()
  }

  takeBack(): void {
    this.places.pop()
    this.changed()
  }

  point(place: Position | null): void {
    if (!this.active || (place === null && this.pointer === null)) return
    this.pointer = place
    this.changed()
  }

  /** With the leg to the pointer, once there is a place to measure from. */
  get result(): Measured {
    const all = this.route
    const legs = all.slice(1).map((place, i) => leg(all[i], place))
    // where the pointer rests on the last place there is no leg to it
    if (this.pointer && legs.at(-1)?.distance === 0) legs.pop()
    return {legs, total: legs.reduce((sum, {distance}) => sum + distance, 0), area: all.length > 2 ? area(all) : null}
  }

  paint(context: CanvasRenderingContext2D, screen: Screen, theme: Theme): void {
    if (this.places.length === 0) return
    const {west, east} = screen.view(0)
    const project = ({longitude, latitude}: Position, near: number): [number, [number, number]] => {
      const x = unwrap(mercatorX(longitude) * WORLD, near)
      return [x, screen.project(x, mercatorY(latitude) * WORLD)]
    }
    const route = this.route
    const line: [number, number][] = []
    const marks: [number, number][] = []
    let near = (west + east) / 2
    route.forEach((place, i) => {
      for (const point of i === 0 ? [place] : along(route[i - 1], place, STEP)) {
        const [x, onScreen] = project(point, near)
        near = x
        line.push(onScreen)
      }
      marks.push(line[line.length - 1])
    })
    strokeOutlined(context, theme, () => line.forEach(([px, py], i) => (i === 0 ? context.moveTo(px, py) : context.lineTo(px, py))))
    for (const [px, py] of marks) {
      context.beginPath()
      context.arc(px, py, 4, 0, 2 * Math.PI)
      context.fillStyle = PALETTES[theme].labelHalo
      context.fill()
      context.stroke()
    }
  }

  private get route(): Position[] {
    return this.pointer && this.places.length > 0 ? [...this.places, this.pointer] : this.places
  }
}
