// Aircraft symbols at the picture's time, drawn over the map: an arrow in flight direction, and a label where there is room.

import type {Declutter} from '../declutter'
import type {Formatter} from '../format'
import {altitudeColour, css, UNKNOWN_HEIGHT, type Rgb, type Theme} from '../ramps'
import type {Screen} from '../screen'
import {WORLD} from '../mercator'
import {STRIDE, ticksOf, trackName, type TrackData} from './data'
import {positionAt, type Position} from './position'
import type {Look} from './layer'

export interface Head extends Position {
  track: number
  px: number
  py: number
}

const SIZE = 24
const COLOURS = 24

/** The heads in view: airborne at `time`, within the altitude filter, nearest world copy. */
export function headsInView(data: TrackData, look: Look, screen: Screen): Head[] {
  if (look.time === null) return []
  const ticks = ticksOf(data, look.time)
  const margin = SIZE
  const heads: Head[] = []
  const view = screen.view(0.05)
  const centre = (view.west + view.east) / 2
  for (let track = 0; track < data.count; track++) {
    const at = positionAt(data, track, ticks)
    if (!at || !passes(at.height, look.range)) continue
    const [px, py] = screen.project(at.x + WORLD * Math.round((centre - at.x) / WORLD), at.y)
    if (px > -margin && py > -margin && px < screen.width + margin && py < screen.height + margin) heads.push({...at, track, px, py})
  }
  return heads
}

/** Unknown heights pass: not knowing is no reason to hide an aircraft. */
export function passes(height: number, range: Look['range']): boolean {
  return !range || Number.isNaN(height) || (height >= range[0] && height <= range[1])
}

/** How many tracks are in flight at a moment: between their first and last fix. */
export function inFlight({fixes, start, count}: TrackData, ticks: number): number {
  let flying = 0
  for (let track = 0; track < count; track++) {
    const end = start[track + 1]
    if (end > start[track] && ticks >= fixes[STRIDE * start[track] + 2] && ticks <= fixes[STRIDE * (end - 1) + 2]) flying++
  }
  return flying
}

/** Draws heads; the symbols of each colour are made once. */
export class HeadPainter {
  private sprites: HTMLCanvasElement[] = []
  private made = ''

  draw(context: CanvasRenderingContext2D, heads: Head[], look: Look, bearing: number): void {
    this.makeSprites(look.theme, window.devicePixelRatio || 1)
    const [low, high] = look.ramp
    context.globalAlpha = 0.6 + 0.4 * look.opacity // what is flying now must be seen, however faint its path
    for (const head of heads) {
      const share = (head.height - low) / Math.max(1e-3, high - low)
      const number = Number.isNaN(head.height) ? COLOURS : Math.round(Math.max(0, Math.min(1, share)) * (COLOURS - 1))
      const size = head.track === look.selected ? SIZE * 1.35 : SIZE
      context.save()
      context.translate(head.px, head.py)
      context.rotate(head.heading - bearing)
      context.drawImage(this.sprites[number], -size / 2, -size / 2, size, size)
      context.restore()
    }
    context.globalAlpha = 1
  }

  private makeSprites(theme: Theme, ratio: number): void {
    const key = `${theme} ${ratio}`
    if (key === this.made) return
    this.made = key
    this.sprites = []
    for (let i = 0; i <= COLOURS; i++) {
      const colour = i === COLOURS ? UNKNOWN_HEIGHT[theme] : altitudeColour(i / (COLOURS - 1), theme)
      this.sprites.push(sprite(colour, theme, Math.ceil(SIZE * ratio * 1.5)))
    }
  }
}

/** An arrowhead with a notched base, in a unit square, pointing north. */
function sprite(colour: Rgb, theme: Theme, size: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d')!
  context.scale(size / 22, size / 22) // drawn on a grid of 22
  context.beginPath()
  for (const [x, y] of [[11, 2.5], [17.2, 18.5], [11, 15], [4.8, 18.5]]) context.lineTo(x, y)
  context.closePath()
  context.lineJoin = 'round'
  const rims = theme === 'dark' ? ['rgba(255,255,255,0.7)', 'rgba(8,12,18,0.95)'] : ['rgba(20,26,34,0.75)', 'rgba(255,255,255,1)']
  rims.forEach((rim, i) => {
    context.lineWidth = i === 0 ? 4.2 : 2.6
    context.strokeStyle = rim
    context.stroke()
  })
  context.fillStyle = css(colour)
  context.fill()
  return canvas
}

/** Callsign, and from some zoom on the height, beside the symbol; fewer where it is crowded. */
export function labelHeads(data: TrackData, heads: Head[], look: Look, zoom: number, format: Formatter, declutter: Declutter): void {
  const most = zoom < 6 ? 25 : zoom < 8 ? 60 : zoom < 10 ? 150 : 400
  const ordered = [...heads].sort((a, b) => Number(b.track === look.selected) - Number(a.track === look.selected) || a.track - b.track)
  let placed = 0
  for (const head of ordered) {
    if (placed >= most) break
    const name = trackName(data, head.track)
    if (!name) continue
    const lines = zoom >= 8.5 && !Number.isNaN(head.height) ? [name, `${data.level ? '≈ ' : ''}${format.height(head.height, data.height)}`] : [name]
    if (declutter.place(lines, head.px, head.py, head.track === look.selected)) placed++
  }
}
