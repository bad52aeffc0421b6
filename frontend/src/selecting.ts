// The selection: highlighted on the map, told to Python, and described in the details panel.

import type {Layers} from './layers'
import {titleOf} from './describe'
import {sameSelection, selectionOf, type Under} from './interaction'
import type {Map as MapLibre} from 'maplibre-gl'
import type {Model} from './model'
import type {Pick, Selection} from './scene'
import type {Settings} from './settings'
import type {DetailsPanel} from './ui/details'

export interface SelectingHost {
  map: MapLibre
  model: Model
  layers: Layers
  settings: Settings
  details: DetailsPanel
  /** The details panel opened or closed. */
  moved: () => void
  /** Something else is selected, or told about. */
  changed: () => void
}

const same = (a: Pick[], b: Pick[]) => a.length === b.length && a.every((pick, i) => samePick(pick, b[i]))

export const samePick = (a: Selection | Pick, b: Selection | Pick) => a.kind === b.kind && a.layer === b.layer && a.index === b.index

export class Selecting {
  /** All that is selected. */
  picked: Pick[] = []
  /** What of it is told about in the details panel. */
  private current: Selection = {}

  constructor(private readonly host: SelectingHost) {
    host.model.watch('picked', () => this.fromPython())
    host.model.watch('focus', () => this.fromPython())
    host.model.watch('details', () => this.showDetails())
  }

  get focus(): Selection {
    return this.current
  }

  /** One thing alone, or nothing. */
  select(found: Under | null): void {
    this.focusOn(found)
    // what of an overlay is told about is no part of the table
    this.pick(found && found.kind !== 'overlay' ? [{kind: found.kind, layer: found.item.spec.id, index: found.index}] : [])
  }

  /** All of an area; who finds one thing alone is told about it. */
  selectAll(picks: Pick[], underOf: (pick: Pick) => Under | null): void {
    this.focusOn(picks.length === 1 ? underOf(picks[0]) : null)
    this.pick(picks)
  }

  /** Tell about one of many, or about none of them. */
  focusOn(found: Under | null): void {
    const {model, details, settings} = this.host
    const selection = selectionOf(found)
    if (sameSelection(selection, this.current)) return
    this.current = selection
    // emptied first, so that an answer equal to the last one still arrives as a change
    model.set('details', {})
    model.set('focus', selection)
    if (found) details.showLoading(titleOf(found, settings))
    else details.hide()
    this.highlight()
    this.host.moved()
    this.host.changed()
  }

  /** The details were closed: what was selected alone no longer is. */
  unfocus(): void {
    if (this.picked.length > 1) this.focusOn(null)
    else this.select(null)
  }

  /** Draw the highlight; called again when layers have arrived. */
  highlight(): void {
    const {layers, map} = this.host
    const {current, picked} = this
    for (const {spec, tracks, airspaces, features, places, dossier} of layers.items) {
      const here = (kind: Pick['kind']) => picked.flatMap(pick => (pick.kind === kind && pick.layer === spec.id ? [pick.index] : []))
      const index = current.layer === spec.id && typeof current.index === 'number' ? current.index : null
      if (tracks) {
        tracks.look.selected = current.kind === 'track' && index !== null && index < tracks.data.count ? index : null
        tracks.look.picked = here('track').filter(track => track < tracks.data.count)
      }
      airspaces?.setSelected(map, [...here('airspace'), ...(current.kind === 'airspace' && index !== null ? [index] : [])])
      dossier?.setSelected([...here('report'), ...(current.kind === 'report' && index !== null ? [index] : [])])
      places?.setSelected(map, [...here('place'), ...(current.kind === 'place' && index !== null ? [index] : [])])
      features?.setSelected(map, current.kind === 'overlay' ? index : null)
    }
    map.triggerRepaint()
  }

  /** What was selected before this view came. */
  restore(): void {
    this.read()
    this.showDetails()
  }

  private pick(picks: Pick[]): void {
    if (same(picks, this.picked)) return
    this.picked = picks
    this.host.model.set('picked', picks)
    this.highlight()
    this.host.changed()
  }

  private fromPython(): void {
    const {model} = this.host
    if (same(model.get('picked') ?? [], this.picked) && sameSelection(model.get('focus') ?? {}, this.current)) return
    this.read()
    this.showDetails()
  }

  private read(): void {
    this.picked = this.host.model.get('picked') ?? []
    this.current = this.host.model.get('focus') ?? {}
    this.highlight()
    this.host.changed()
  }

  private showDetails(): void {
    const {model, details, moved} = this.host
    const content = model.get('details')
    const told = content !== null && content !== undefined && Object.keys(content).length > 0
    if (!this.current.kind) details.hide()
    else if (told) details.show(content)
    moved()
  }
}
