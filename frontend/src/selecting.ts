// The selection: highlighted on the map, told to Python, and described in the details panel.

import type {Layers} from './layers'
import {titleOf} from './describe'
import {sameSelection, selectionOf, type Under} from './interaction'
import type {Map as MapLibre} from 'maplibre-gl'
import type {Model} from './model'
import type {Selection} from './scene'
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
}

export class Selecting {
  private current: Selection = {}

  constructor(private readonly host: SelectingHost) {
    host.model.watch('selection', () => this.fromPython())
    host.model.watch('details', () => this.showDetails())
  }

  select(found: Under | null): void {
    const {model, details, settings} = this.host
    const selection = selectionOf(found)
    if (sameSelection(selection, this.current)) return
    this.current = selection
    // emptied first, so that an answer equal to the last one still arrives as a change
    model.set('details', {})
    model.set('selection', selection)
    if (found) details.showLoading(titleOf(found, settings))
    else details.hide()
    this.highlight()
    this.host.moved()
  }

  /** Draw the highlight; called again when layers have arrived. */
  highlight(): void {
    const {layers, map} = this.host
    for (const {spec, tracks, airspaces, features} of layers.items) {
      const index = this.current.layer === spec.id && typeof this.current.index === 'number' ? this.current.index : null
      if (tracks) tracks.look.selected = this.current.kind === 'track' && index !== null && index < tracks.data.count ? index : null
      features?.setSelected(map, this.current.kind === 'overlay' ? index : null)
      airspaces?.setSelected(map, this.current.kind === 'airspace' ? index : null)
    }
    map.triggerRepaint()
  }

  /** What was selected before this view came. */
  restore(): void {
    this.current = this.host.model.get('selection') ?? {}
    this.showDetails()
    this.highlight()
  }

  private fromPython(): void {
    const selection = this.host.model.get('selection') ?? {}
    if (sameSelection(selection, this.current)) return
    this.current = selection
    this.highlight()
    this.showDetails()
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
