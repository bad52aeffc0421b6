// Symbols as small pictures, each made once: civil ones in any colour, APP-6 ones by kind and affiliation.

import {css, type Rgb, type Theme} from '../ramps'
import {app6Picture} from './app6'
import type {Kind} from './kinds'
import {SHAPES} from './shapes'

export type SymbolSet = 'civil' | 'app6'

export interface Sprite {
  picture: HTMLCanvasElement
  /** CSS pixels. */
  width: number
  height: number
  /** It stands upright, whatever the heading, which is shown by a line of its own. */
  upright: boolean
}

/** Larger than drawn, so that turned and selected symbols stay sharp. */
const OVERSAMPLING = 1.5
/** Room for the rim, in units of the grid. */
const RIM = 2.4

export class Sprites {
  private readonly made = new Map<string, Sprite>()

  /** Whatever fails, there is a symbol: that of the civil set, and of an unknown kind the arrowhead. */
  of(set: SymbolSet, kind: Kind, colour: Rgb, affiliation: string, theme: Theme, ratio = window.devicePixelRatio || 1): Sprite {
    const app6 = set === 'app6' ? this.kept(`app6 ${kind} ${affiliation} ${ratio}`, () => app6Picture(kind, affiliation, ratio * OVERSAMPLING)) : null
    return app6 ?? this.kept(`${kind} ${css(colour)} ${theme} ${ratio}`, () => civil(kind, colour, theme, ratio * OVERSAMPLING))!
  }

  private readonly failed = new Set<string>()

  private kept(key: string, make: () => Sprite | null): Sprite | null {
    const found = this.made.get(key)
    if (found || this.failed.has(key)) return found ?? null
    const sprite = make()
    if (sprite) this.made.set(key, sprite)
    else this.failed.add(key)
    return sprite
  }
}

function civil(kind: Kind, colour: Rgb, theme: Theme, ratio: number): Sprite {
  const {fill, lines, size} = SHAPES[kind]
  const picture = document.createElement('canvas')
  picture.width = picture.height = Math.ceil(size * ratio)
  const context = picture.getContext('2d')!
  const scale = picture.width / (24 + 2 * RIM)
  context.setTransform(scale, 0, 0, scale, RIM * scale, RIM * scale)
  context.lineJoin = context.lineCap = 'round'
  const rims = theme === 'dark' ? ['rgba(255,255,255,0.7)', 'rgba(8,12,18,0.95)'] : ['rgba(20,26,34,0.75)', 'rgba(255,255,255,1)']
  const [body, extra] = [new Path2D(fill), lines ? new Path2D(lines) : null]
  const stroke = (width: number, style: string) => {
    context.strokeStyle = style
    context.lineWidth = width
    context.stroke(body)
    if (extra) {
      context.lineWidth = width + 1.5
      context.stroke(extra)
    }
  }
  stroke(4.2, rims[0])
  stroke(2.6, rims[1])
  context.fillStyle = context.strokeStyle = css(colour)
  context.lineWidth = 1.5
  if (extra) context.stroke(extra)
  context.fill(body)
  return {picture, width: size, height: size, upright: false}
}
