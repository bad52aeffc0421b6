// Diagonal hatching, as charts have it for prohibited, restricted and danger areas.

import {css, type Rgb} from '../ramps'

const SIZE = 20

export function hatchImage(colour: Rgb): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const context = canvas.getContext('2d')!
  context.strokeStyle = css(colour, 0.42)
  context.lineWidth = 2
  context.beginPath()
  // the corners too, so that the lines continue across tiles of the pattern
  for (const shift of [-SIZE, 0, SIZE]) {
    context.moveTo(shift - 2, SIZE + 2)
    context.lineTo(shift + SIZE + 2, -2)
  }
  context.stroke()
  return context.getImageData(0, 0, SIZE, SIZE)
}
