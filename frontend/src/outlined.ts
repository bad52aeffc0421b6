// Lines and words that stand out from anything on the map: dark in a light halo, or the other way round in the dark.

import {PALETTES} from './theme'
import type {Theme} from './ramps'

/** Stroke what `path` lays out, twice: the halo below, the line above. */
export function strokeOutlined(context: CanvasRenderingContext2D, theme: Theme, path: () => void): void {
  const {label, labelHalo} = PALETTES[theme]
  context.lineJoin = 'round'
  for (const [width, colour] of [[5, labelHalo], [2, label]] as const) {
    context.lineWidth = width
    context.strokeStyle = colour
    context.beginPath()
    path()
    context.stroke()
  }
}

/** Write a text centred on a place of the screen, with the same halo. */
export function writeOutlined(context: CanvasRenderingContext2D, theme: Theme, text: string, px: number, py: number): void {
  const {label, labelHalo} = PALETTES[theme]
  context.save()
  Object.assign(context, {textAlign: 'center', textBaseline: 'middle', lineJoin: 'round', lineWidth: 4, strokeStyle: labelHalo, fillStyle: label})
  context.strokeText(text, px, py)
  context.fillText(text, px, py)
  context.restore()
}
