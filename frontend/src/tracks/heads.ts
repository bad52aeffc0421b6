// Aircraft symbols at the picture's time, drawn over the map in flight direction, and a label where there is room.

import type {Declutter} from '../declutter'
import type {Formatter} from '../format'
import {css, type Rgb, type Theme} from '../ramps'
import type {Screen} from '../screen'
import {WORLD} from '../mercator'
import {kindsOf, turns} from '../symbols/kinds'
import {Sprites, type SymbolSet} from '../symbols/sprites'
import {STRIDE, ticksOf, trackName, type TrackData} from './data'
import {cutsFlights, passesAt, type TrackFilter} from './filtering'
import {paintColour, shareOf, valueAt, type Paint} from './paint'
import {drawnHeight, positionAt, type Position} from './position'
import type {Look} from './look'

export interface Head extends Position {
  track: number
  px: number
  py: number
  /** The place on the ground beneath, where the map is three-dimensional. */
  foot?: [px: number, py: number]
  /** Where the last fix lies, of an aircraft that is carried on from it. */
  told?: [px: number, py: number]
}

/** How far symbols reach from their middle, px. */
const REACH: Record<SymbolSet, number> = {civil: 13, app6: 17}
const SELECTED = 1.35
const HEADING_LINE = 27
/** Steps of a ramp; eyes do not see finer ones on a symbol. */
const STEPS = 24
/** More heads in view are dots: symbols would hide each other and all else, and drawing them takes a second. */
export const MOST_SYMBOLS = 2500
const DOT = 4
/** Radius of the ring around an aircraft that is no longer heard, px. */
const RING = 15

/** The heads in view: airborne at `time`, within the filters, nearest world copy. */
export function headsInView(data: TrackData, look: Look, screen: Screen): Head[] {
  if (look.time === null) return []
  const ticks = ticksOf(data, look.time)
  const margin = 2 * REACH[look.symbols]
  const heads: Head[] = []
  const view = screen.view(0.05)
  const centre = (view.west + view.east) / 2
  for (let track = 0; track < data.count; track++) {
    const at = positionAt(data, track, ticks)
    if (!at || !passesAt(track, at, ticks, look.filter)) continue
    const x = at.x + WORLD * Math.round((centre - at.x) / WORLD)
    const [px, py] = screen.project(x, at.y, drawnHeight(at, look.drawn))
    if (px > -margin && py > -margin && px < screen.width + margin && py < screen.height + margin) {
      const told = at.carried && screen.project(at.carried.x + x - at.x, at.carried.y, drawnHeight(at, look.drawn))
      heads.push({...at, track, px, py, ...(look.space ? {foot: screen.project(x, at.y)} : {}), ...(told ? {told} : {})})
    }
  }
  return heads
}

/** How many tracks are in flight at a moment, between their first and last fix, and within the filters there. */
export function inFlight(data: TrackData, ticks: number, filter: TrackFilter): number {
  const {fixes, start, count, ahead} = data
  const cuts = cutsFlights(filter)
  let flying = 0
  for (let track = 0; track < count; track++) {
    const end = start[track + 1]
    if (end === start[track] || ticks < fixes[STRIDE * start[track] + 2] || ticks > fixes[STRIDE * (end - 1) + 2] + (ahead?.reach ?? 0)) continue
    if (cuts ? passesAt(track, positionAt(data, track, ticks), ticks, filter) : !filter.tracks || filter.tracks[track]) flying++
  }
  return flying
}

/** How far a symbol reaches from its middle, px. */
export function reachOf(look: Look, selected: boolean): number {
  return REACH[look.symbols] * (selected ? SELECTED : 1)
}

/** Draws heads; symbols are made once. */
export class HeadPainter {
  private readonly sprites = new Sprites()
  private readonly dots = document.createElement('canvas')

  /** `data` are the fixes of the heads. */
  draw(context: CanvasRenderingContext2D, data: TrackData, heads: Head[], look: Look, bearing: number, ratio: number): void {
    const kinds = kindsOf(data)
    context.globalAlpha = 0.6 + 0.4 * look.opacity // what is flying now must be seen, however faint its path
    const drawn = heads.length > MOST_SYMBOLS ? heads.filter(({track}) => track === look.selected) : heads
    if (drawn !== heads) this.drawDots(context, data, heads, look, ratio)
    const strength = context.globalAlpha
    for (const head of drawn) {
      context.globalAlpha = strength * (isOld(head) ? OLD : 1)
      if (head.told) drawCarried(context, head, look.theme)
      const kind = kinds[head.track]
      const colour = headColour(look.paint, valueAt(look.paint, data, head.a, head.b, head.share), look.theme)
      const sprite = this.sprites.of(look.symbols, kind, colour, data.meta.affiliations?.[head.track] ?? '', look.theme, ratio)
      const scale = head.track === look.selected ? SELECTED : 1
      context.save()
      context.translate(head.px, head.py)
      context.scale(scale, scale)
      if (sprite.upright && turns(kind)) drawHeading(context, head.heading - bearing, colour, look.theme)
      if (!sprite.upright && turns(kind)) context.rotate(head.heading - bearing)
      context.drawImage(sprite.picture, -sprite.width / 2, -sprite.height / 2, sprite.width, sprite.height)
      context.restore()
    }
    context.globalAlpha = 1
  }

  /** Pixel by pixel: as shapes, tens of thousands take software rendering most of a second. */
  private drawDots(context: CanvasRenderingContext2D, data: TrackData, heads: Head[], {paint, theme}: Look, ratio: number): void {
    const {width, height} = context.canvas
    const image = new ImageData(width, height)
    const pixels = new Uint32Array(image.data.buffer)
    const rim = texel(theme === 'dark' ? [8, 12, 18] : [255, 255, 255])
    const [outer, inner] = [Math.round((DOT * ratio) / 2) + 1, Math.round((DOT * ratio) / 2)]
    for (const head of heads) {
      const [x, y] = [Math.round(head.px * ratio), Math.round(head.py * ratio)]
      fill(pixels, width, height, x, y, outer, rim)
      fill(pixels, width, height, x, y, inner, texel(headColour(paint, valueAt(paint, data, head.a, head.b, head.share), theme)))
    }
    this.dots.width = width
    this.dots.height = height
    this.dots.getContext('2d')!.putImageData(image, 0, 0)
    context.drawImage(this.dots, 0, 0, width / ratio, height / ratio)
  }
}

/** How strong the symbol is of an aircraft whose next fix is missing. */
const OLD = 0.55

const isOld = ({carried}: Head) => carried?.silent ?? false

/** Dashes from the last fix to where the aircraft is thought to be, and a dashed ring around what is no longer heard. */
function drawCarried(context: CanvasRenderingContext2D, head: Head, theme: Theme): void {
  const [x, y] = head.told!
  context.save()
  context.lineWidth = 1.6
  context.strokeStyle = theme === 'dark' ? '#e8eef5' : '#1d2733'
  context.setLineDash([3, 3])
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(head.px, head.py)
  if (isOld(head)) {
    context.moveTo(head.px + RING, head.py)
    context.arc(head.px, head.py, RING, 0, 2 * Math.PI)
  }
  context.stroke()
  context.restore()
}

/** From the middle of an upright symbol, which covers its beginning. */
function drawHeading(context: CanvasRenderingContext2D, heading: number, colour: Rgb, theme: Theme): void {
  context.beginPath()
  context.moveTo(0, 0)
  context.lineTo(HEADING_LINE * Math.sin(heading), -HEADING_LINE * Math.cos(heading))
  context.lineCap = 'round'
  for (const [width, style] of [[5, theme === 'dark' ? '#080c12' : '#fff'], [2.6, css(colour)]] as const) {
    context.lineWidth = width
    context.strokeStyle = style
    context.stroke()
  }
}

/** As a little-endian number: the bytes red, green, blue, opaque. */
const texel = ([red, green, blue]: Rgb) => (255 << 24) | (blue << 16) | (green << 8) | red

/** A square around a pixel, as far as it is in the picture. */
function fill(pixels: Uint32Array, width: number, height: number, x: number, y: number, reach: number, colour: number): void {
  const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach)]
  for (let row = Math.max(0, y - reach); row < Math.min(height, y + reach); row++) if (right > left) pixels.fill(colour, row * width + left, row * width + right)
}

/** In steps, so that few symbols need be made. */
function headColour(paint: Paint, value: number, theme: Theme): Rgb {
  if (paint.ramp === 'categories' || Number.isNaN(value)) return paintColour(paint, value, theme)
  const [low, high] = paint.scale
  return paintColour(paint, low + ((high - low) * Math.round(shareOf(paint, value) * STEPS)) / STEPS, theme)
}

/** Callsign, the category where that colours, and from some zoom on the height, beside the symbol; fewer where it is crowded; `say` names a category. */
export function labelHeads(data: TrackData, heads: Head[], look: Look, zoom: number, format: Formatter, declutter: Declutter, say: (value: number) => string): void {
  const most = zoom < 6 ? 25 : zoom < 8 ? 60 : zoom < 10 ? 150 : 400
  // among thousands a few names would be chosen by chance: only the selected one has its
  const named = heads.length > MOST_SYMBOLS ? heads.filter(({track}) => track === look.selected) : heads
  const ordered = [...named].sort((a, b) => Number(b.track === look.selected) - Number(a.track === look.selected) || a.track - b.track)
  let placed = 0
  for (const head of ordered) {
    if (placed >= most) break
    const name = trackName(data, head.track)
    if (!name) continue
    const lines = [name]
    const category = look.paint.source === 'category' ? say(valueAt(look.paint, data, head.a, head.b, head.share)) : ''
    if (category && category !== name) lines.push(category)
    if (zoom >= 8.5 && !Number.isNaN(head.height)) lines.push(`${data.level ? '≈ ' : ''}${format.height(head.height, data.height)}`)
    if (declutter.place(lines, head.px, head.py, head.track === look.selected, reachOf(look, head.track === look.selected))) placed++
  }
}
