// Lines that stand out from anything on the map: dark in a light halo, or the other way round in the dark.

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
