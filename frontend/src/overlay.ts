// What is drawn over the map on a canvas of its own: graticule, aircraft at the picture's time, their labels.

import type {Layers} from './layers'
import {Declutter, type Label, type Rect} from './declutter'
import {drawGraticule} from './graticule'
import type {Screen} from './screen'
import type {Settings} from './settings'
import {drawCurtain, drawDrops} from './space/drops'
import {HeadPainter, headsInView, labelHeads, MOST_SYMBOLS, reachOf, type Head} from './tracks/heads'
import type {TrackData} from './tracks/data'
import type {TracksLayer} from './tracks/layer'
import type {Look} from './tracks/look'
import {PALETTES} from './theme'
import type {Theme} from './ramps'
import {writeValue} from './ui/paint-legend'

/** The share of a symbol that no label may cover: beyond it there are tips of wings only. */
const CORE = 0.7

const FONT = '600 11px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** What a tool of the map leaves on it. */
export interface Drawn {
  paint: (context: CanvasRenderingContext2D, screen: Screen, theme: Theme, distance: (metres: number) => string) => void
}

export class Overlay {
  readonly canvas = document.createElement('canvas')
  /** Heads as last drawn, for picking. */
  heads: {layer: TracksLayer; item: string; data: TrackData; look: Look; heads: Head[]}[] = []
  /** Labels as last drawn. */
  labels: Label[] = []
  /** Pixels of the canvas per CSS pixel. */
  ratio = 1
  private readonly context = this.canvas.getContext('2d')!
  private readonly painter = new HeadPainter()
  private readonly widths = new Map<string, number>()

  constructor(private readonly layers: Layers, private readonly settings: Settings, private readonly tools: Drawn[], private readonly taken: () => (rect: Rect) => boolean) {
    this.canvas.className = 'overlay'
    this.canvas.setAttribute('aria-hidden', 'true')
  }

  draw(screen: Screen, zoom: number, bearing: number, left: number): void {
    const {context} = this
    this.fit(screen)
    context.clearRect(0, 0, screen.width, screen.height)
    const flat = screen.depth.lift === 0
    if (flat) drawGraticule(context, screen, this.settings.theme, left, text => (this.settings.language === 'de' ? text.replace('.', ',') : text))
    this.heads = this.layers.items
      .filter(item => item.tracks && item.visible && item.opacity > 0)
      .map(item => {
        const layer = item.tracks!
        const data = layer.shown
        const look = layer.lookOn(data)
        return {layer, item: item.spec.id, data, look, heads: headsInView(data, look, screen)}
      })
    context.font = FONT
    const declutter = new Declutter(text => this.measure(text), screen.width, screen.height, this.taken())
    for (const {look, heads} of this.heads) {
      if (heads.length > MOST_SYMBOLS) continue // there is no place left where a label would cover none
      for (const {px, py, track} of heads) {
        const half = CORE * reachOf(look, track === look.selected)
        declutter.block({left: px - half, top: py - half, right: px + half, bottom: py + half})
      }
    }
    for (const {layer, heads} of flat ? [] : this.heads) {
      if (layer.selectedTrack) drawCurtain(context, layer.selectedTrack, screen)
      if (heads.length <= MOST_SYMBOLS) drawDrops(context, heads, this.settings.theme)
    }
    for (const {data, look, heads} of this.heads) {
      this.painter.draw(context, data, heads, look, bearing, this.ratio)
      labelHeads(data, heads, look, zoom, this.settings.format, declutter, value => writeValue(look.paint, value, this.settings))
    }
    context.font = FONT
    for (const {dossier} of this.layers.items) dossier?.paint(context, screen)
    this.labels = declutter.labels
    for (const label of this.labels) this.write(label)
    context.font = FONT
    for (const tool of this.tools) tool.paint(context, screen, this.settings.theme, metres => this.settings.format.chosen(metres))
  }

  private write({left, top, lines, strong}: Label): void {
    const {context} = this
    const {label, labelHalo} = PALETTES[this.settings.theme]
    context.font = strong ? FONT.replace('600', '700') : FONT
    context.textBaseline = 'top'
    context.lineJoin = 'round'
    context.lineWidth = 3
    context.strokeStyle = labelHalo
    context.fillStyle = label
    lines.forEach((line, i) => {
      context.strokeText(line, left + 2, top + 2 + 13 * i)
      context.fillText(line, left + 2, top + 2 + 13 * i)
    })
    context.textBaseline = 'alphabetic'
  }

  private measure(text: string): number {
    let width = this.widths.get(text)
    if (width === undefined) {
      if (this.widths.size > 20_000) this.widths.clear()
      width = this.context.measureText(text).width
      this.widths.set(text, width)
    }
    return width
  }

  private fit({width, height}: Screen): void {
    const {ratio} = this
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w
      this.canvas.height = h
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0)
  }
}
