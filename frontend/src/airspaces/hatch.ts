// Diagonal hatching, as charts have it for prohibited, restricted and danger areas.

import type {Rgb} from '../ramps'

const SIZE = 20
const WIDTH = 2.4
const ALPHA = 0.55

/** A square that repeats without seams; computed, because reading a canvas back takes a tenth of a second in software. */
export function hatchImage([red, green, blue]: Rgb): {width: number; height: number; data: Uint8Array} {
  const data = new Uint8Array(4 * SIZE * SIZE)
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      // distance from the nearest of the lines x + y = k SIZE
      const along = (x + y + 1) % SIZE
      const distance = Math.min(along, SIZE - along) * Math.SQRT1_2
      const alpha = ALPHA * Math.max(0, Math.min(1, WIDTH / 2 + 0.5 - distance))
      data.set([red * alpha, green * alpha, blue * alpha, 255 * alpha], 4 * (y * SIZE + x))
    }
  }
  return {width: SIZE, height: SIZE, data}
}
