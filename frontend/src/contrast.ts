// Legibility as WCAG 2 measures it.

import type {Rgb} from './ramps'

/** From 1 (the same) to 21 (black on white); text needs 4.5. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** The colour, mixed with `towards` as far as it takes to be read on all of the grounds. */
export function readable(colour: Rgb, grounds: Rgb[], towards: Rgb, wanted = 4.5): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(colour, towards, share)
    if (grounds.every(ground => contrast(mixed, ground) >= wanted)) return mixed
  }
  return towards
}

/** `share` of `b`, the rest of `a`. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((channel, i) => Math.round(channel + (b[i] - channel) * share)) as Rgb
}

/** Of `#rrggbb`. */
export function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)) as Rgb
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map(channel => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
