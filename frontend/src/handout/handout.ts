// Handing the picture out: as a sheet, as a film, as a link.

import type {Clock} from '../clock'
import {utc} from '../format'
import type {Model} from '../model'
import type {Theme} from '../ramps'
import type {Scene} from '../scene'
import type {Settings} from '../settings'
import css from '../styles.css'
import {h} from '../ui/dom'
import {CAPTION, drawCaption} from './caption'
import {atSize, copyMap, type CaptureHost} from './capture'
import {encodeFilm, momentsOf, MOST_FRAMES, type Film, type Format} from './film'
import {linkTo, viewOf} from './link'
import {rasterise} from './raster'
import {buildSheet, mapOn, SHEET_DPI, SHEETS, type SheetName} from './sheet'

export interface HandoutHost extends CaptureHost {
  model: Model
  settings: Settings
  clock: Clock
  scene: () => Scene
  banner: () => HTMLElement
  legend: () => HTMLElement[]
  sources: () => string
  /** Length of a scale bar at the map's middle and what it stands for. */
  scale: () => {text: string; pixels: number}
}

export interface FilmSettings {
  format: Format
  /** ms since 1970. */
  from: number
  to: number
  /** ms of the picture's time from one frame to the next. */
  step: number
  /** Frames per second of the film. */
  rate: number
}

export class Handout {
  constructor(private readonly host: HandoutHost) {}

  /** A sheet as PNG; its pixels say how finely it is to be printed. */
  async sheet(name: SheetName, dpi: number, theme: Theme): Promise<Blob> {
    this.host.settings.wear(theme)
    try {
      return await this.drawSheet(name, dpi)
    } finally {
      this.host.settings.wear(null)
    }
  }

  private async drawSheet(name: SheetName, dpi: number): Promise<Blob> {
    const {host} = this
    const size = SHEETS[name]
    const ratio = dpi / SHEET_DPI
    const hole = mapOn(size, Boolean(host.scene().banner))
    return atSize(host, {width: hole.width, height: hole.height, ratio}, async () => {
      const content = {
        banner: host.banner(), title: host.scene().name, moment: this.moment, legend: host.legend(), scale: host.scale(), sources: host.sources(),
        made: host.settings.t('Made with lagebild on {date}', {date: utc(Date.now())}),
      }
      const paper = await rasterise(buildSheet(content, size, host.settings), css, size.width, size.height, ratio)
      const context = paper.getContext('2d')!
      copyMap(host, context, Math.round(hole.x * ratio), Math.round(hole.y * ratio))
      return withResolution(await blobOf(paper), dpi)
    })
  }

  /** The film's frames and the canvas they are drawn on: the same for preview and encoder. */
  film({from, to, step, rate}: FilmSettings): Film {
    const {host} = this
    const {clientWidth, clientHeight} = host.stage
    const ratio = host.map.getPixelRatio()
    // encoders want even numbers
    const even = (value: number) => 2 * Math.floor(value / 2)
    const canvas = h('canvas', {width: even(clientWidth * ratio), height: even((clientHeight + CAPTION) * ratio)})
    const moments = momentsOf(from, to, step)
    if (moments.length > MOST_FRAMES) throw new Error(host.settings.t('{count} frames are more than the {most} a film may have; take a longer step.', {count: moments.length, most: MOST_FRAMES}))
    return {canvas, count: moments.length, rate, draw: frame => this.drawFrame(canvas, moments[frame])}
  }

  async encode(film: Film, format: Format, progress: (share: number) => void, signal: AbortSignal): Promise<Blob> {
    const {clock} = this.host
    const before = clock.time
    clock.pause()
    try {
      return await encodeFilm(film, format, progress, signal)
    } finally {
      if (before !== null) clock.seek(before)
    }
  }

  get link(): string {
    return linkTo(location.href, viewOf(this.host.model))
  }

  /** The span a film may cover; null without times. */
  get span(): {start: number; end: number} | null {
    return this.host.scene().time
  }

  private async drawFrame(canvas: HTMLCanvasElement, time: number): Promise<void> {
    const {host} = this
    host.clock.seek(time)
    // where airspaces or the third dimension change with time, the map has more to load
    while (!host.map.loaded()) await new Promise(resolve => setTimeout(resolve, 5))
    const context = canvas.getContext('2d', {willReadFrequently: true})!
    copyMap(host, context, 0, 0)
    const {banner, name} = host.scene()
    drawCaption(context, {marking: banner && (host.banner().querySelector('strong')?.textContent ?? banner), title: name, moment: this.moment, sources: host.sources()}, host.settings.theme)
  }

  private get moment(): string {
    const {time} = this.host.clock
    return time === null ? '' : utc(time)
  }
}

function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser'))), 'image/png'))
}

/** Browsers write PNGs without their resolution; printing programs need it (PNG specification, pHYs). */
export async function withResolution(png: Blob, dpi: number): Promise<Blob> {
  const bytes = new Uint8Array(await png.arrayBuffer())
  const chunk = new DataView(new ArrayBuffer(21))
  const perMetre = Math.round(dpi / 0.0254)
  chunk.setUint32(0, 9)
  ;[...'pHYs'].forEach((letter, i) => chunk.setUint8(4 + i, letter.charCodeAt(0)))
  chunk.setUint32(8, perMetre)
  chunk.setUint32(12, perMetre)
  chunk.setUint8(16, 1)
  chunk.setUint32(17, crc32(new Uint8Array(chunk.buffer, 4, 13)))
  // behind the signature and IHDR, which is always 25 bytes long
  return new Blob([bytes.subarray(0, 33), chunk.buffer, bytes.subarray(33)], {type: 'image/png'})
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
