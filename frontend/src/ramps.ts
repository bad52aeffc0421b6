// Colour ramps: perceptually uniform, of steadily changing lightness, so that they read in grey and with any colour vision.

export type Rgb = [red: number, green: number, blue: number]
export type Theme = 'light' | 'dark'

/** matplotlib's plasma (Smith, van der Walt; CC0) at eighths, dark to bright. */
const PLASMA: Rgb[] = [
  [13, 8, 135], [84, 2, 163], [139, 10, 165], [185, 50, 137], [219, 92, 104], [244, 136, 73], [254, 188, 43], [252, 208, 38], [240, 249, 33],
].map(rgb => rgb as Rgb)
const PLASMA_AT = [0, 0.143, 0.286, 0.429, 0.571, 0.714, 0.857, 0.9, 1]

/** The part of plasma which stands out from the theme's ground. Low flight is the warm end: it is what one looks for. */
const ALTITUDE_PART = {light: {low: 0.74, high: 0}, dark: {low: 0.97, high: 0.24}}

export const UNKNOWN_HEIGHT: Record<Theme, Rgb> = {light: [105, 110, 118], dark: [168, 174, 182]}

/** Colour of a height, `share` running from 0 (lowest) to 1 (highest). */
export function altitudeColour(share: number, theme: Theme): Rgb {
  const {low, high} = ALTITUDE_PART[theme]
  return interpolate(PLASMA_AT, PLASMA, low + (high - low) * clamp(share))
}

/** 256 RGBA texels for the graphics card. */
export function altitudeTexels(theme: Theme): Uint8Array {
  const texels = new Uint8Array(256 * 4)
  for (let i = 0; i < 256; i++) texels.set([...altitudeColour(i / 255, theme), 255], 4 * i)
  return texels
}

/** Heights of the relief's colours, m AMSL. */
const RELIEF_AT = [-50, 0, 200, 600, 1200, 2000, 3000, 4500, 7000]
const RELIEF: Record<Theme, Rgb[]> = {
  light: [[214, 226, 222], [222, 231, 213], [228, 234, 210], [236, 233, 207], [232, 219, 190], [219, 200, 174], [205, 189, 175], [228, 223, 219], [250, 250, 250]],
  dark: [[30, 44, 48], [36, 50, 46], [42, 54, 46], [52, 58, 46], [62, 60, 48], [72, 66, 54], [80, 76, 70], [100, 98, 98], [128, 128, 130]],
}

export function reliefColour(height: number, theme: Theme): Rgb {
  return interpolate(RELIEF_AT, RELIEF[theme], height)
}

export function interpolate(at: number[], colours: Rgb[], value: number): Rgb {
  if (value <= at[0]) return colours[0]
  for (let i = 1; i < at.length; i++) {
    if (value <= at[i]) {
      const share = (value - at[i - 1]) / (at[i] - at[i - 1])
      return colours[i].map((channel, c) => Math.round(colours[i - 1][c] + (channel - colours[i - 1][c]) * share)) as Rgb
    }
  }
  return colours[colours.length - 1]
}

export function css([red, green, blue]: Rgb, alpha = 1): string {
  return alpha === 1 ? `rgb(${red},${green},${blue})` : `rgba(${red},${green},${blue},${alpha})`
}

/** `linear-gradient` along a bar, lowest left. */
export function gradient(colour: (share: number) => Rgb, steps = 12): string {
  const stops = Array.from({length: steps + 1}, (_, i) => css(colour(i / steps)))
  return `linear-gradient(to right, ${stops.join(', ')})`
}

const clamp = (value: number) => Math.max(0, Math.min(1, value))

const STEPS = [1, 2, 2.5, 5, 10]
const MOST_STEPS = 10
/** So little below zero is the Caspian's coast, or noise. */
const BELOW_ZERO = 0.02
/** By so much of the range a legend's middle label may stand beside the middle, to be a rounder number. */
const OFF_MIDDLE = 0.1

/** The narrowest range of a few round steps around the given one, for legends. */
export function niceRange([low, high]: [number, number]): [number, number] {
  const span = Math.max(1, high - low)
  const from = low < 0 && low > -BELOW_ZERO * span ? 0 : low
  const power = 10 ** Math.floor(Math.log10(span / MOST_STEPS))
  const ranges = [power, 10 * power].flatMap(unit => STEPS.map((step): [number, number] => {
    const bottom = Math.floor(from / (step * unit)) * step * unit
    const steps = Math.max(1, Math.ceil((high - bottom) / (step * unit)))
    return [bottom, bottom + (steps <= MOST_STEPS ? steps : Infinity) * step * unit]
  }))
  return ranges.reduce((a, b) => (b[1] - b[0] < a[1] - a[0] ? b : a))
}

/** The roundest number near the middle of a range. */
export function niceMiddle([low, high]: [number, number]): number {
  const middle = (low + high) / 2
  const power = 10 ** Math.floor(Math.log10(high - low))
  const units = [power, power / 10, power / 100].flatMap(unit => [10, 5, 2.5, 2, 1].map(step => step * unit))
  const numbers = units.map(unit => Math.round(middle / unit) * unit)
  return numbers.find(number => Math.abs(number - middle) <= OFF_MIDDLE * (high - low)) ?? middle
}
