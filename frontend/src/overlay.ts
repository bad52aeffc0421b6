// What is drawn over the map on a canvas of its own: graticule, aircraft at the picture's time, their labels.

import type {Position} from './coordinates'
import type {Layers} from './layers'
import type {Measuring} from './measuring'
import {Declutter, type Label} from './declutter'
import {drawGraticule} from './graticule'
import {mercatorX, mercatorY, unwrap, WORLD} from './mercator'
import {strokeOutlined} from './outlined'
import type {Screen} from './screen'
import type {Settings} from './settings'
import {HeadPainter, headsInView, labelHeads, MOST_ARROWS, type Head} from './tracks/heads'
import type {TracksLayer} from './tracks/layer'
import {PALETTES} from './theme'

const FONT = '600 11px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

export class Overlay {
  readonly canvas = document.createElement('canvas')
  /** Heads as last drawn, for picking. */
  heads: {layer: TracksLayer; item: string; heads: Head[]}[] = []
  /** A place that was searched for. */
  mark: Position | null = null
  private readonly context = this.canvas.getContext('2d')!
  private readonly painter = new HeadPainter()
  private readonly widths = new Map<string, number>()

  constructor(private readonly layers: Layers, private readonly settings: Settings, private readonly measuring: Measuring) {
    this.canvas.className = 'overlay'
    this.canvas.setAttribute('aria-hidden', 'true')
  }

  draw(screen: Screen, zoom: number, bearing: number, left: number): void {
    const {context} = this
    this.fit(screen)
    context.clearRect(0, 0, screen.width, screen.height)
    drawGraticule(context, screen, this.settings.theme, left, text => (this.settings.language === 'de' ? text.replace('.', ',') : text))
    this.heads = this.layers.items
      .filter(item => item.tracks && item.visible && item.opacity > 0)
      .map(item => ({layer: item.tracks!, item: item.spec.id, heads: headsInView(item.tracks!.shown, item.tracks!.look, screen)}))
    context.font = FONT
    const declutter = new Declutter(text => this.measure(text), screen.width, screen.height)
    for (const {heads} of this.heads) {
      if (heads.length > MOST_ARROWS) continue // there is no place left where a label would cover none
      for (const {px, py} of heads) declutter.block({left: px - 6, top: py - 6, right: px + 6, bottom: py + 6})
    }
    for (const {layer, heads} of this.heads) {
      this.painter.draw(context, heads, layer.look, bearing)
      labelHeads(layer.shown, heads, layer.look, zoom, this.settings.format, declutter)
    }
    for (const label of declutter.labels) this.write(label)
    this.measuring.draw(context, screen, this.settings.theme)
    if (this.mark) this.drawMark(this.mark, screen)
  }

  /** A cross-hair that leaves the place itself free. */
  private drawMark({longitude, latitude}: Position, screen: Screen): void {
    const {context} = this
    const {west, east} = screen.view(0)
    const [px, py] = screen.project(unwrap(mercatorX(longitude) * WORLD, (west + east) / 2), mercatorY(latitude) * WORLD)
    strokeOutlined(context, this.settings.theme, () => {
      context.arc(px, py, 9, 0, 2 * Math.PI)
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(px + 5 * dx, py + 5 * dy)
        context.lineTo(px + 15 * dx, py + 15 * dy)
      }
    })
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
    const ratio = window.devicePixelRatio || 1
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (this.canvas.width !== w || this.canvas.height !== h) {
      this.canvas.width = w
      this.canvas.height = h
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0)
  }
}
