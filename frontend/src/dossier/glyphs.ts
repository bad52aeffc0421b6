// Symbols of topics, drawn in a box of 16 by 16 around the middle; strokes only, so that they can be told in any colour.

import type {Text} from '../texts'

interface Glyph {
  title: Text
  /** An SVG path. */
  path: string
}

const GLYPHS: Record<string, Glyph> = {
  agreement: {title: 'Agreement', path: 'M-5 -6 H3 L6 -3 V6 H-5 Z M-2 -2 H3 M-2 1 H3 M-2 4 H1'},
  production: {title: 'Production', path: 'M-6 6 V-1 L-2 2 V-1 L2 2 V-6 H6 V6 Z'},
  procurement: {title: 'Procurement', path: 'M-6 -3 L0 -6 L6 -3 V4 L0 7 L-6 4 Z M-6 -3 L0 0 L6 -3 M0 0 V7'},
  operation: {title: 'Operation', path: 'M0 -6 V6 M-7 1 L0 -2 L7 1 M-3 6 L0 4 L3 6'},
  training: {title: 'Training', path: 'M-7 -2 L0 -5 L7 -2 L0 1 Z M-4 0 V4 Q0 7 4 4 V0'},
  finance: {title: 'Finance', path: 'M-6 0 A6 6 0 1 0 6 0 A6 6 0 1 0 -6 0 M3 -3 A4 4 0 1 0 3 3 M-5 -1 H1 M-5 1 H1'},
  shipbuilding: {title: 'Shipbuilding', path: 'M-7 1 H7 L4 6 H-4 Z M0 1 V-6 L4 -2 H0'},
  damage: {title: 'Damage', path: 'M0 -7 L7 6 H-7 Z M0 -2 V2 M0 4 V4.6'},
}

const OTHER: Glyph = {title: 'Other', path: 'M-3 0 A3 3 0 1 0 3 0 A3 3 0 1 0 -3 0'}

export const glyphOf = (topic: string): Glyph => (Object.hasOwn(GLYPHS, topic) ? GLYPHS[topic] : OTHER)

const paths = new Map<string, Path2D>()

/** The path of a topic's symbol, made once. */
export function glyphPath(topic: string): Path2D {
  const {path} = glyphOf(topic)
  let made = paths.get(path)
  if (!made) paths.set(path, (made = new Path2D(path)))
  return made
}
