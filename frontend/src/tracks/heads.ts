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
/** More heads in view are dots: arrows would hide each other and all else, and drawing them takes a second. */
export const MOST_ARROWS = 2500
const DOT = 4

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
  private readonly dots = document.createElement('canvas')
  private made = ''

  draw(context: CanvasRenderingContext2D, heads: Head[], look: Look, bearing: number): void {
    this.makeSprites(look.theme, window.devicePixelRatio || 1)
    context.globalAlpha = 0.6 + 0.4 * look.opacity // what is flying now must be seen, however faint its path
    const arrows = heads.length > MOST_ARROWS ? heads.filter(({track}) => track === look.selected) : heads
    if (arrows !== heads) this.drawDots(context, heads, look)
    for (const head of arrows) {
      const number = colourNumber(head.height, look.ramp)
      const size = head.track === look.selected ? SIZE * 1.35 : SIZE
      context.save()
      context.translate(head.px, head.py)
      context.rotate(head.heading - bearing)
      context.drawImage(this.sprites[number], -size / 2, -size / 2, size, size)
      context.restore()
    }
    context.globalAlpha = 1
  }

  /** Pixel by pixel: as shapes, tens of thousands take software rendering most of a second. */
  private drawDots(context: CanvasRenderingContext2D, heads: Head[], {ramp, theme}: Look): void {
    const {width, height} = context.canvas
    const ratio = window.devicePixelRatio || 1
    const image = new ImageData(width, height)
    const pixels = new Uint32Array(image.data.buffer)
    const colours = Array.from({length: COLOURS + 1}, (_, number) => texel(colourOf(number, theme)))
    const rim = texel(theme === 'dark' ? [8, 12, 18] : [255, 255, 255])
    const [outer, inner] = [Math.round((DOT * ratio) / 2) + 1, Math.round((DOT * ratio) / 2)]
    for (const head of heads) {
      const [x, y] = [Math.round(head.px * ratio), Math.round(head.py * ratio)]
      fill(pixels, width, height, x, y, outer, rim)
      fill(pixels, width, height, x, y, inner, colours[colourNumber(head.height, ramp)])
    }
    this.dots.width = width
    this.dots.height = height
    this.dots.getContext('2d')!.putImageData(image, 0, 0)
    context.drawImage(this.dots, 0, 0, width / ratio, height / ratio)
  }

  private makeSprites(theme: Theme, ratio: number): void {
    const key = `${theme} ${ratio}`
    if (key === this.made) return
    this.made = key
    this.sprites = []
    for (let i = 0; i <= COLOURS; i++) this.sprites.push(sprite(colourOf(i, theme), theme, Math.ceil(SIZE * ratio * 1.5)))
  }
}

/** Which of the symbols' colours a height has; the last one is of unknown heights. */
function colourNumber(height: number, [low, high]: Look['ramp']): number {
  if (Number.isNaN(height)) return COLOURS
  return Math.round(Math.max(0, Math.min(1, (height - low) / Math.max(1e-3, high - low))) * (COLOURS - 1))
}

function colourOf(number: number, theme: Theme): Rgb {
  return number === COLOURS ? UNKNOWN_HEIGHT[theme] : altitudeColour(number / (COLOURS - 1), theme)
}

/** As a little-endian number: the bytes red, green, blue, opaque. */
const texel = ([red, green, blue]: Rgb) => (255 << 24) | (blue << 16) | (green << 8) | red

/** A square around a pixel, as far as it is in the picture. */
function fill(pixels: Uint32Array, width: number, height: number, x: number, y: number, reach: number, colour: number): void {
  const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach)]
  for (let row = Math.max(0, y - reach); row < Math.min(height, y + reach); row++) if (right > left) pixels.fill(colour, row * width + left, row * width + right)
}

/** Around the symbols, widest first. */
const RIMS: Record<Theme, string[]> = {
  light: ['rgba(20,26,34,0.75)', 'rgba(255,255,255,1)'],
  dark: ['rgba(255,255,255,0.7)', 'rgba(8,12,18,0.95)'],
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
  RIMS[theme].forEach((rim, i) => {
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
  // among thousands a few names would be chosen by chance: only the selected one has its
  const named = heads.length > MOST_ARROWS ? heads.filter(({track}) => track === look.selected) : heads
  const ordered = [...named].sort((a, b) => Number(b.track === look.selected) - Number(a.track === look.selected) || a.track - b.track)
  let placed = 0
  for (const head of ordered) {
    if (placed >= most) break
    const name = trackName(data, head.track)
    if (!name) continue
    const lines = zoom >= 8.5 && !Number.isNaN(head.height) ? [name, `${data.level ? '≈ ' : ''}${format.height(head.height, data.height)}`] : [name]
    if (declutter.place(lines, head.px, head.py, head.track === look.selected)) placed++
  }
}
