// Lines of longitude and latitude: they give a picture a frame where no coast or border is in view.

import {WORLD, latitudeOf, longitudeOf, mercatorX, mercatorY} from './mercator'
import type {Screen} from './screen'
import type {Theme} from './ramps'
import {PALETTES} from './theme'

const STEPS = [90, 60, 30, 20, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01]
/** Pixels which two lines should at least lie apart. */
const APART = 140

/** The finest step that keeps lines apart; `span` in degrees fills `pixels`. */
export function graticuleStep(span: number, pixels: number): number {
  const wanted = (span / pixels) * APART
  return [...STEPS].reverse().find(step => step >= wanted) ?? STEPS[0]
}

export function degreeLabel(value: number, positive: string, negative: string, step: number): string {
  const digits = step >= 1 ? 0 : step >= 0.1 ? (step === 0.25 ? 2 : 1) : 2
  const rounded = Math.abs(value).toFixed(digits)
  return `${rounded}°${Number(rounded) % 180 === 0 ? '' : value < 0 ? ` ${negative}` : ` ${positive}`}`
}

/** Draws the lines with their degrees along the left and lower edge, `left` pixels being covered by a panel. */
export function drawGraticule(context: CanvasRenderingContext2D, screen: Screen, theme: Theme, left: number, decimal: (text: string) => string): void {
  const view = screen.view(0)
  const west = longitudeOf(view.west / WORLD)
  const east = longitudeOf(view.east / WORLD)
  const north = Math.min(85, latitudeOf(view.north / WORLD))
  const south = Math.max(-85, latitudeOf(view.south / WORLD))
  const step = graticuleStep(east - west, screen.width)
  const palette = PALETTES[theme]
  context.strokeStyle = palette.graticule
  context.fillStyle = palette.graticuleText
  context.lineWidth = 1
  context.font = '10.5px system-ui, sans-serif'
  const line = (ax: number, ay: number, bx: number, by: number) => stroke(context, screen.project(ax, ay), screen.project(bx, by))
  for (let k = Math.ceil(west / step); k * step <= east; k++) {
    const x = mercatorX(k * step) * WORLD
    const [, [px, py]] = line(x, view.north, x, view.south)
    const wrapped = ((((k * step + 180) % 360) + 360) % 360) - 180
    if (px > left + 4) context.fillText(decimal(degreeLabel(wrapped, 'E', 'W', step)), px + 4, Math.min(py, screen.height) - 5)
  }
  for (let k = Math.ceil(south / step); k * step <= north; k++) {
    const y = mercatorY(k * step) * WORLD
    const [[, py]] = line(view.west, y, view.east, y)
    if (py < screen.height - 20) context.fillText(decimal(degreeLabel(k * step, 'N', 'S', step)), left + 6, py - 4)
  }
}

type Pixel = [px: number, py: number]

function stroke(context: CanvasRenderingContext2D, a: Pixel, b: Pixel): [Pixel, Pixel] {
  context.beginPath()
  context.moveTo(...a)
  context.lineTo(...b)
  context.stroke()
  return [a, b]
}
