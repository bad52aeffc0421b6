// How many times too high heights are shown, so that ten kilometres can be seen beside a thousand.

export const EXAGGERATIONS = [1, 1.5, 2, 3, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80, 100]

/** From so near on heights are shown as they are, and so much more for each level of zoom further away. */
const TRUE_FROM = 12
const PER_LEVEL = 0.62

/** A round one that suits a view; true heights where they can be seen. */
export function suitableExaggeration(zoom: number): number {
  const wanted = 2 ** (PER_LEVEL * (TRUE_FROM - zoom))
  return EXAGGERATIONS.reduce((a, b) => (Math.abs(Math.log(b / wanted)) < Math.abs(Math.log(a / wanted)) ? b : a))
}
