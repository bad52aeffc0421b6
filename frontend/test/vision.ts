// How colours look to eyes that lack one kind of cones, and how far apart two colours are.

import type {Rgb} from '../src/ramps'

type Matrix = [Rgb, Rgb, Rgb]

/** Machado, Oliveira, Fernandes 2009, severity 1.0, on linear sRGB. */
export const VISIONS: Record<string, Matrix> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}

/** Distance in OKLab (Ottosson 2020); black to white is 1, and what stands side by side differs from 0.02 on. */
export function seenDistance(a: Rgb, b: Rgb, vision: Matrix): number {
  const [p, q] = [a, b].map(colour => oklab(times(vision, colour.map(linear))))
  return Math.hypot(...p.map((value, i) => value - q[i]))
}

const linear = (channel: number) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4)
const times = (matrix: Matrix, vector: number[]) => matrix.map(row => row.reduce((sum, factor, i) => sum + factor * vector[i], 0))

function oklab(rgb: number[]): number[] {
  const within = rgb.map(value => Math.max(0, Math.min(1, value)))
  const cones: Matrix = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]
  const lab: Matrix = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]]
  return times(lab, times(cones, within).map(Math.cbrt))
}
