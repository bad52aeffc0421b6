// Colours of the density: viridis (van der Walt, Smith; CC0), of steadily changing lightness, so that it reads with any colour vision
// and is not taken for the heights' plasma. Many stand out from the theme's ground, few lie close to it.

import {interpolate, type Rgb, type Theme} from '../ramps'
import {shareOf} from './density'

const VIRIDIS: Rgb[] = [
  [68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37],
].map(rgb => rgb as Rgb)
const AT = VIRIDIS.map((_, i) => i / (VIRIDIS.length - 1))
const PART = {light: {low: 0.94, high: 0}, dark: {low: 0.14, high: 1}}
/** Below flights the map still shows. */
const ALPHA = {low: 0.5, high: 0.86}

export function densityColour(share: number, theme: Theme): Rgb {
  const {low, high} = PART[theme]
  return interpolate(AT, VIRIDIS, low + (high - low) * share)
}

export const densityAlpha = (share: number) => ALPHA.low + (ALPHA.high - ALPHA.low) * share

const STEPS = 255

/** RGBA of the cells, colours multiplied by alpha; empty cells are transparent. */
export function densityTexels(cells: Float32Array, top: number, theme: Theme): Uint8Array {
  const table = new Uint8Array(4 * (STEPS + 1))
  for (let step = 0; step <= STEPS; step++) {
    const alpha = densityAlpha(step / STEPS)
    table.set([...densityColour(step / STEPS, theme).map(channel => channel * alpha), 255 * alpha], 4 * step)
  }
  const texels = new Uint8Array(4 * cells.length)
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] <= 0) continue
    const at = 4 * Math.round(STEPS * shareOf(cells[i], top))
    for (let channel = 0; channel < 4; channel++) texels[4 * i + channel] = table[at + channel]
  }
  return texels
}
