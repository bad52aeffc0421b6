// The dossier's reports on the map: circles of how exactly their place is known, and marks of topic and grade.

import type {GeoJSONSource, Map as MapLibre} from 'maplibre-gl'
import {unwrap} from '../mercator'
import {writeOutlined} from '../outlined'
import type {Theme} from '../ramps'
import type {Screen} from '../screen'
import {PALETTES} from '../theme'
import {circlesOf} from './circles'
import {clustered, common, type Cluster} from './clusters'
import {reliabilityOf, type Reliability, type ReportMark} from './data'
import {glyphPath} from './glyphs'

const RADIUS = 12
/** Marks nearer than this (px) become one. */
const MERGED = 30
const PARTS = ['fill', 'line'] as const

/** Outlines by reliability: they differ without colour too. */
export const DASHES: Record<Reliability, number[]> = {reliable: [], doubtful: [5, 3], unknown: [1.5, 3]}

export class DossierLayer {
  /** As last drawn, for picking. */
  private marks: Cluster<ReportMark>[] = []
  private shown: ReportMark[]
  private selected = new Set<number>()
  visible = true
  opacity = 1

  constructor(readonly id: string, readonly reports: ReportMark[], private theme: Theme) {
    this.shown = reports
  }

  /** Of all reports those with these ids; null: all. */
  filter(map: MapLibre, ids: string[] | null): void {
    const wanted = ids && new Set(ids)
    this.shown = wanted ? this.reports.filter(({id}) => wanted.has(id)) : this.reports
    map.getSource<GeoJSONSource>(this.id)?.setData(circlesOf(this.shown))
  }

  addTo(map: MapLibre, before: string): void {
    const {place} = PALETTES[this.theme]
    map.addSource(this.id, {type: 'geojson', data: circlesOf(this.shown)})
    map.addLayer({id: `${this.id}-fill`, type: 'fill', source: this.id, paint: {'fill-color': place, 'fill-opacity': 0.07}}, before)
    map.addLayer({id: `${this.id}-line`, type: 'line', source: this.id, paint: {'line-color': place, 'line-width': 1.2, 'line-dasharray': [3, 3]}}, before)
  }

  removeFrom(map: MapLibre): void {
    for (const part of PARTS) if (map.getLayer(`${this.id}-${part}`)) map.removeLayer(`${this.id}-${part}`)
    if (map.getSource(this.id)) map.removeSource(this.id)
  }

  setVisible(map: MapLibre, visible: boolean): void {
    this.visible = visible
    for (const part of PARTS) map.setLayoutProperty(`${this.id}-${part}`, 'visibility', visible ? 'visible' : 'none')
  }

  setOpacity(map: MapLibre, opacity: number): void {
    this.opacity = opacity
    map.setPaintProperty(`${this.id}-fill`, 'fill-opacity', 0.07 * opacity)
    map.setPaintProperty(`${this.id}-line`, 'line-opacity', opacity)
  }

  setTheme(map: MapLibre, theme: Theme): void {
    this.theme = theme
    map.setPaintProperty(`${this.id}-fill`, 'fill-color', PALETTES[theme].place)
    map.setPaintProperty(`${this.id}-line`, 'line-color', PALETTES[theme].place)
  }

  setSelected(indices: number[]): void {
    this.selected = new Set(indices)
  }

  /** Reports whose mark lies under a place of the screen, those that are selected last: another click takes the next. */
  pick(px: number, py: number): ReportMark[] {
    if (!this.visible || this.opacity === 0) return []
    return this.marks.find(mark => Math.hypot(mark.px - px, mark.py - py) <= RADIUS + 3)?.reports ?? []
  }

  paint(context: CanvasRenderingContext2D, screen: Screen): void {
    this.marks = []
    if (!this.visible || this.opacity === 0) return
    const {west, east} = screen.view(0)
    const project = ({x, y}: ReportMark) => screen.project(unwrap(x, (west + east) / 2), y)
    const inView = ({px, py}: Cluster<ReportMark>) => px > -RADIUS && py > -RADIUS && px < screen.width + RADIUS && py < screen.height + RADIUS
    this.marks = clustered(this.shown, project, MERGED).filter(inView)
    context.save()
    context.globalAlpha = this.opacity
    for (const mark of this.marks) this.draw(context, mark)
    context.restore()
  }

  private draw(context: CanvasRenderingContext2D, {px, py, reports}: Cluster<ReportMark>): void {
    const {label, labelHalo, place} = PALETTES[this.theme]
    const chosen = reports.some(({index}) => this.selected.has(index))
    context.save()
    context.translate(px, py)
    context.beginPath()
    context.arc(0, 0, RADIUS, 0, 2 * Math.PI)
    context.fillStyle = chosen ? place : labelHalo
    context.fill()
    context.lineWidth = chosen ? 3 : 2
    context.strokeStyle = chosen ? label : place
    context.setLineDash(DASHES[common(reports, reliabilityOf) ?? 'reliable'])
    context.stroke()
    context.setLineDash([])
    context.strokeStyle = chosen ? labelHalo : label
    context.lineWidth = 1.4
    context.lineJoin = 'round'
    context.stroke(glyphPath(common(reports, ({topic}) => topic) ?? ''))
    context.restore()
    const under = reports.length > 1 ? `${reports.length}` : reports[0].grade
    writeOutlined(context, this.theme, under, px, py + RADIUS + 8)
  }
}
