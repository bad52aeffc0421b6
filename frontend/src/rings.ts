// Range rings: circles of equal distance on the WGS 84 ellipsoid around places, labelled with their radius.

import type {Position} from './coordinates'
import {destination} from './geodesy'
import {MAX_LATITUDE, mercatorX, mercatorY, unwrap, WORLD} from './mercator'
import {strokeOutlined, writeOutlined} from './outlined'
import type {Point} from './plane'
import type {Theme} from './ramps'
import type {Screen} from './screen'

/** Half way round the earth; farther there is nothing. */
export const LONGEST = 20_000_000
export const MOST_RADII = 20
/** Points of a circle: between two of them a chord differs from the arc by a tenth of a thousandth of the radius. */
const POINTS = 240

/** Pixels a label takes. */
const LABEL = {width: 48, height: 13}

export interface Ring {
  radius: number
  /** Stretches that Web Mercator can show, in units of mercator.WORLD, running on over the antimeridian. */
  lines: Point[][]
  /** Where the radius is written: due north, or else due south. */
  label: Point | null
}

/** A circle around a pole has no end in the west or the east: it is one stretch around the world. */
export function ringAround(centre: Position, radius: number): Ring {
  const lines: Point[][] = []
  let line: Point[] = []
  let near = mercatorX(centre.longitude) * WORLD
  for (let i = 0; i <= POINTS; i++) {
    const {longitude, latitude} = destination(centre, (360 * i) / POINTS, radius)
    if (Math.abs(latitude) > MAX_LATITUDE) {
      line = []
      continue
    }
    near = unwrap(mercatorX(longitude) * WORLD, near)
    if (line.length === 0) lines.push(line)
    line.push([near, mercatorY(latitude) * WORLD])
  }
  const label = [0, 180].map(bearing => destination(centre, bearing, radius)).find(({latitude}) => Math.abs(latitude) <= MAX_LATITUDE)
  return {radius, lines: lines.filter(({length}) => length > 1), label: label ? [mercatorX(label.longitude) * WORLD, mercatorY(label.latitude) * WORLD] : null}
}

export class Rings {
  active = false
  centres: Position[] = []
  private circles: Ring[] = []

  /** Radii in metres, ascending. */
  constructor(private readonly changed: () => void, public radii: number[] = []) {}

  start(): void {
    this.active = true
    this.changed()
  }

  /** The rings stay; only new ones are no longer set. */
  stop(): void {
    this.active = false
    this.changed()
  }

  add(centre: Position): void {
    this.centres = [...this.centres, centre]
    this.make()
  }

  remove(index: number): void {
    this.centres = this.centres.filter((_, i) => i !== index)
    this.make()
  }

  clear(): void {
    this.centres = []
    this.make()
  }

  setRadii(radii: number[]): void {
    this.radii = radii
    this.make()
  }

  paint(context: CanvasRenderingContext2D, screen: Screen, theme: Theme, label: (metres: number) => string): void {
    if (this.centres.length === 0) return
    const worlds = worldsOf(screen)
    const paths = this.circles.flatMap(({lines}) => worlds.flatMap(world => lines.map(line => line.map(([x, y]) => screen.project(x + world * WORLD, y)))))
    const marks = this.centres.flatMap(({longitude, latitude}) => worlds.map(world => screen.project((mercatorX(longitude) + world) * WORLD, mercatorY(latitude) * WORLD)))
    strokeOutlined(context, theme, () => {
      for (const path of paths) path.forEach(([px, py], i) => (i === 0 ? context.moveTo(px, py) : context.lineTo(px, py)))
      for (const [px, py] of marks) {
        for (const [dx, dy] of [[1, 0], [0, 1]]) {
          context.moveTo(px - 5 * dx, py - 5 * dy)
          context.lineTo(px + 5 * dx, py + 5 * dy)
        }
      }
    })
    this.write(context, screen, theme, worlds, label)
  }

  /** The longest first: a label that would lie on another is left out, for it is the ring of a coarser scale that counts. */
  private write(context: CanvasRenderingContext2D, screen: Screen, theme: Theme, worlds: number[], label: (metres: number) => string): void {
    const written: [px: number, py: number][] = []
    for (const {radius, label: place} of [...this.circles].sort((a, b) => b.radius - a.radius)) {
      for (const world of place ? worlds : []) {
        const [px, py] = screen.project(place![0] + world * WORLD, place![1])
        if (written.some(([x, y]) => Math.abs(x - px) < LABEL.width && Math.abs(y - py) < LABEL.height)) continue
        written.push([px, py])
        writeOutlined(context, theme, label(radius), px, py)
      }
    }
  }

  private make(): void {
    this.circles = this.centres.flatMap(centre => this.radii.map(radius => ringAround(centre, radius)))
    this.changed()
  }
}

/** The copies of the world in view, and one more to either side: rings reach over the edges of theirs. */
function worldsOf(screen: Screen): number[] {
  const {west, east} = screen.view(0)
  const first = Math.max(-3, Math.floor(west / WORLD) - 1)
  const last = Math.min(3, Math.floor(east / WORLD) + 1)
  return Array.from({length: Math.max(0, last - first + 1)}, (_, i) => first + i)
}

/** Typed radii as metres, ascending and each once; null where it is no such list. Commas are decimal unless a blank follows. */
export function parseRadii(text: string, metres: number): number[] | null {
  const parts = text.split(/[;\s]+|,(?=\s|$)/).filter(part => part !== '')
  const radii = parts.map(part => (/^\d+([.,]\d+)?$/.test(part) ? Number(part.replace(',', '.')) * metres : NaN))
  if (radii.length === 0 || radii.length > MOST_RADII || !radii.every(radius => radius > 0 && radius <= LONGEST)) return null
  return [...new Set(radii)].sort((a, b) => a - b)
}
