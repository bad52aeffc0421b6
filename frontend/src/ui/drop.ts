// Files onto the map: by dropping them, or by a button, for dropping needs a mouse.

import {upload} from '../overlays/uploads'
import type {Settings} from '../settings'
import {h} from './dom'

export interface DropHost {
  ask: (message: Record<string, unknown>) => Promise<Record<string, unknown>>
  notice: (text: string) => void
  added: (layer: string) => void
}

const ACCEPTED = '.geojson,.json,.gpkg,.zip,.kml,.fgb,.parquet,.tif,.tiff,.jp2'

export class FileDrop {
  /** In the layers panel. */
  readonly element = h('section', {class: 'add-file'})
  /** Over the stage, while a file is held above it. */
  readonly cover = h('div', {class: 'drop-cover', hidden: true})
  private readonly input = h('input', {type: 'file', accept: ACCEPTED, hidden: true, multiple: true, onchange: () => this.chosen()})
  private readonly bar = h('progress', {max: 1, hidden: true})
  private readonly line = h('div', {class: 'layer-note', role: 'status'})
  private waiting: Promise<void> = Promise.resolve()
  /** Elements under the held file: enter and leave come for each. */
  private depth = 0

  constructor(stage: HTMLElement, private readonly settings: Settings, private readonly host: DropHost) {
    stage.addEventListener('dragenter', event => this.over(event, 1))
    stage.addEventListener('dragleave', event => this.over(event, -1))
    stage.addEventListener('dragover', event => { if (hasFiles(event)) take(event) })
    stage.addEventListener('drop', event => this.dropped(event))
    this.render()
  }

  render(): void {
    const {t} = {t: this.settings.t.bind(this.settings)}
    this.cover.replaceChildren(h('div', {}, t('Drop the file to lay it over the map')))
    this.bar.setAttribute('aria-label', t('Progress'))
    this.element.replaceChildren(h('button', {type: 'button', class: 'text-button', title: t('GeoJSON, GeoPackage, Shapefile (.zip), KML, GeoTIFF; only in this session'), onclick: () => this.input.click()}, t('Add file …')),
      this.input, this.bar, this.line)
  }

  private over(event: DragEvent, step: number): void {
    if (!hasFiles(event)) return
    take(event)
    this.depth = Math.max(0, this.depth + step)
    this.cover.hidden = this.depth === 0
  }

  private dropped(event: DragEvent): void {
    this.depth = 0
    this.cover.hidden = true
    if (!hasFiles(event)) return
    take(event)
    this.add([...(event.dataTransfer?.files ?? [])])
  }

  private chosen(): void {
    this.add([...(this.input.files ?? [])])
    this.input.value = '' // the same file may be chosen again
  }

  /** One after the other. */
  add(files: File[]): void {
    for (const file of files) this.waiting = this.waiting.then(() => this.send(file))
  }

  private async send(file: File): Promise<void> {
    const {ask, notice, added} = this.host
    try {
      const result = await upload(file, {ask, progress: (name, share) => this.show(name, share)})
      if ('error' in result) notice(this.settings.say(result.error))
      else added(result.layer)
    } catch (error) {
      notice(this.settings.t('{name} could not be sent: {reason}', {name: file.name, reason: String((error as Error)?.message ?? error)}))
    }
    this.bar.hidden = true
    this.line.textContent = ''
  }

  private show(name: string, share: number | null): void {
    const {t} = {t: this.settings.t.bind(this.settings)}
    this.bar.hidden = false
    if (share === null) this.bar.removeAttribute('value')
    else this.bar.value = share
    this.line.textContent = share === null ? t('{name} is being read …', {name}) : `${name} · ${Math.round(100 * share)} %`
  }
}

function hasFiles(event: DragEvent): boolean {
  return [...(event.dataTransfer?.types ?? [])].includes('Files')
}

/** Neither the browser nor the notebook's own dropping shall open it. */
function take(event: DragEvent): void {
  event.preventDefault()
  event.stopPropagation()
}
