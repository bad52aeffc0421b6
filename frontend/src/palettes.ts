// Colours which stay apart with any colour vision: for signed numbers, and for what has no order.
//
// The categories were found by maximising their smallest distance (OKLab) over normal vision, protanopia, deuteranopia
// and tritanopia (Machado 2009) at once, the grey of what is unknown included; the tests measure it again.

import {altitudeColour, interpolate, UNKNOWN_HEIGHT, type Rgb, type Theme} from './ramps'

export type Ramp = 'sequential' | 'diverging' | 'categories'

/** The most frequent first; the last one is for all others. */
const CATEGORIES: Record<Theme, Rgb[]> = {
  light: [[33, 0, 181], [242, 149, 54], [190, 25, 244], [121, 0, 33], [222, 1, 10], [37, 0, 13], [180, 158, 216]],
  dark: [[14, 139, 255], [246, 160, 22], [255, 255, 178], [230, 17, 20], [170, 236, 252], [39, 95, 193], [138, 107, 120]],
}

/** So many categories have a colour of their own. */
export const MOST_NAMED = CATEGORIES.light.length - 1

const DIVERGING_AT = [0, 0.5, 1]
const DIVERGING: Record<Theme, Rgb[]> = {
  light: [[176, 58, 0], [186, 182, 172], [16, 52, 176]],
  dark: [[255, 150, 40], [104, 108, 112], [86, 196, 255]],
}

export const UNKNOWN_COLOUR = UNKNOWN_HEIGHT

/** Colour of a category by its rank; ranks beyond the named ones share a colour. */
export function categoryColour(rank: number, theme: Theme): Rgb {
  return CATEGORIES[theme][Math.max(0, Math.min(MOST_NAMED, rank))]
}

/** `share` from 0 (lowest) to 1 (highest); 0.5 is neither. */
export function divergingColour(share: number, theme: Theme): Rgb {
  return interpolate(DIVERGING_AT, DIVERGING[theme], share)
}

/** Colour at a share of a ramp; of categories the share is (rank + 0.5) / 256. */
export function rampColour(ramp: Ramp, share: number, theme: Theme): Rgb {
  if (ramp === 'categories') return categoryColour(Math.floor(share * 256), theme)
  return ramp === 'diverging' ? divergingColour(share, theme) : altitudeColour(share, theme)
}

/** 256 RGBA texels for the graphics card. */
export function rampTexels(ramp: Ramp, theme: Theme): Uint8Array {
  const texels = new Uint8Array(256 * 4)
  const share = (i: number) => (ramp === 'categories' ? (i + 0.5) / 256 : i / 255)
  for (let i = 0; i < 256; i++) texels.set([...rampColour(ramp, share(i), theme), 255], 4 * i)
  return texels
}
