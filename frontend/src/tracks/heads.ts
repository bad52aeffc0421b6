// Aircraft symbols at the picture's time, drawn over the map: an arrow in flight direction, and a label where there is room.

import type {Declutter} from '../declutter'
import type {Formatter} from '../format'
import {css, type Rgb, type Theme} from '../ramps'
import type {Screen} from '../screen'
import {WORLD} from '../mercator'
import {STRIDE, ticksOf, trackName, type TrackData} from './data'
import {cutsFlights, passesAt, type TrackFilter} from './filtering'
import {paintColour, shareOf, valueAt, type Paint} from './paint'
import {positionAt, type Position} from './position'
import type {Look} from './layer'

export interface Head extends Position {
  track: number
  px: number
  py: number
}

const SIZE = 24
/** Steps of a ramp; eyes do not see finer ones on a symbol. */
const STEPS = 24

/** The heads in view: airborne at `time`, within the filters, nearest world copy. */
export function headsInView(data: TrackData, look: Look, screen: Screen): Head[] {
  if (look.time === null) return []
  const ticks = ticksOf(data, look.time)
  const margin = SIZE
  const heads: Head[] = []
  const view = screen.view(0.05)
  const centre = (view.west + view.east) / 2
  for (let track = 0; track < data.count; track++) {
    const at = positionAt(data, track, ticks)
    if (!at || !passesAt(track, at, ticks, look.filter)) continue
    const [px, py] = screen.project(at.x + WORLD * Math.round((centre - at.x) / WORLD), at.y)
    if (px > -margin && py > -margin && px < screen.width + margin && py < screen.height + margin) heads.push({...at, track, px, py})
  }
  return heads
}

/** How many tracks are in flight at a moment, between their first and last fix, and within the filters there. */
export function inFlight(data: TrackData, ticks: number, filter: TrackFilter): number {
  const {fixes, start, count} = data
  const cuts = cutsFlights(filter)
  let flying = 0
  for (let track = 0; track < count; track++) {
    const end = start[track + 1]
    if (end === start[track] || ticks < fixes[STRIDE * start[track] + 2] || ticks > fixes[STRIDE * (end - 1) + 2]) continue
    if (cuts ? passesAt(track, positionAt(data, track, ticks), ticks, filter) : !filter.tracks || filter.tracks[track]) flying++
  }
  return flying
}

/** Draws heads; the symbols of each colour are made once. */
export class HeadPainter {
  private readonly sprites = new Map<string, HTMLCanvasElement>()
  private made = ''

  /** `data` are the fixes of the heads. */
  draw(context: CanvasRenderingContext2D, data: TrackData, heads: Head[], look: Look, bearing: number): void {
    context.globalAlpha = 0.6 + 0.4 * look.opacity // what is flying now must be seen, however faint its path
    for (const head of heads) {
      const colour = headColour(look.paint, valueAt(look.paint, data, head.a, head.b, head.share), look.theme)
      const size = head.track === look.selected ? SIZE * 1.35 : SIZE
      context.save()
      context.translate(head.px, head.py)
      context.rotate(head.heading - bearing)
      context.drawImage(this.sprite(colour, look.theme), -size / 2, -size / 2, size, size)
      context.restore()
    }
    context.globalAlpha = 1
  }

  private sprite(colour: Rgb, theme: Theme): HTMLCanvasElement {
    const ratio = window.devicePixelRatio || 1
    const made = `${theme} ${ratio}`
    if (made !== this.made) this.sprites.clear()
    this.made = made
    const key = css(colour)
    let found = this.sprites.get(key)
    if (!found) this.sprites.set(key, (found = sprite(colour, theme, Math.ceil(SIZE * ratio * 1.5))))
    return found
  }
}

/** In steps, so that few symbols need be made. */
function headColour(paint: Paint, value: number, theme: Theme): Rgb {
  if (paint.ramp === 'categories' || Number.isNaN(value)) return paintColour(paint, value, theme)
  const [low, high] = paint.scale
  return paintColour(paint, low + ((high - low) * Math.round(shareOf(paint, value) * STEPS)) / STEPS, theme)
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

/** Callsign, the category where that colours, and from some zoom on the height, beside the symbol; fewer where it is crowded; `say` names a category. */
export function labelHeads(data: TrackData, heads: Head[], look: Look, zoom: number, format: Formatter, declutter: Declutter, say: (value: number) => string): void {
  const most = zoom < 6 ? 25 : zoom < 8 ? 60 : zoom < 10 ? 150 : 400
  const ordered = [...heads].sort((a, b) => Number(b.track === look.selected) - Number(a.track === look.selected) || a.track - b.track)
  let placed = 0
  for (const head of ordered) {
    if (placed >= most) break
    const name = trackName(data, head.track)
    if (!name) continue
    const lines = [name]
    const category = look.paint.source === 'category' ? say(valueAt(look.paint, data, head.a, head.b, head.share)) : ''
    if (category && category !== name) lines.push(category)
    if (zoom >= 8.5 && !Number.isNaN(head.height)) lines.push(format.height(head.height, data.height))
    if (declutter.place(lines, head.px, head.py, head.track === look.selected)) placed++
  }
}
