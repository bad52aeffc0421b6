// The tooltip's words for what is under the pointer.

import {activityAt} from './airspaces/data'
import {familyColour, FAMILIES} from './airspaces/families'
import {utc} from './format'
import {titleIn, type Precision} from './dossier/data'
import {glyphOf} from './dossier/glyphs'
import type {Under} from './interaction'
import {css} from './ramps'
import type {Settings} from './settings'
import type {Text} from './texts'
import {ticksOf, trackName} from './tracks/data'
import {paintColour, valueAt} from './tracks/paint'
import {positionAt} from './tracks/position'
import {paintTitle, writeValue} from './ui/paint-legend'
import {PALETTES} from './theme'
import {REFERENCES} from './ui/legend'
import type {TooltipEntry} from './ui/tooltip'

const PRECISIONS: Record<Precision, Text> = {point: 'exact place', city: 'known to the city', region: 'known to the region', country: 'known to the country'}

export function describe(found: Under, settings: Settings, time: number | null): TooltipEntry {
  if (found.kind === 'overlay') return {title: titleOf(found, settings), lines: [[found.label ? found.item.spec.name : '', found.item.spec.synthetic ? settings.t('SYNTHETIC') : ''].filter(Boolean).join(' · ')].filter(Boolean), colour: found.colour}
  if (found.kind === 'report') return describeReport(found, settings)
  if (found.kind === 'place') return {title: titleOf(found, settings), lines: [[found.item.spec.name, found.item.spec.synthetic ? settings.t('SYNTHETIC') : ''].filter(Boolean).join(' · ')], colour: PALETTES[settings.theme].place}
  return found.kind === 'track' ? describeTrack(found, settings) : describeAirspace(found, settings, time)
}

export function titleOf(found: Under, settings: Settings): string {
  if (found.kind === 'overlay') return found.label || found.item.spec.name
  if (found.kind === 'report') return titleIn(found.item.dossier!.reports[found.index], settings.language)
  if (found.kind === 'place') return found.item.places!.named[found.index].name || settings.t('unnamed')
  const name = found.kind === 'track' ? trackName(found.item.tracks!.data, found.index) : found.airspace.name
  return name || settings.t('unnamed')
}

function describeReport(found: Extract<Under, {kind: 'report'}>, settings: Settings): TooltipEntry {
  const {grade, place, topic, precision} = found.item.dossier!.reports[found.index]
  return {
    title: titleOf(found, settings),
    lines: [[settings.t('Report {grade}', {grade}), settings.t(glyphOf(topic).title)].join(' · '), [place, settings.t(PRECISIONS[precision])].filter(Boolean).join(' · ')],
    colour: PALETTES[settings.theme].place,
  }
}

function describeTrack(found: Extract<Under, {kind: 'track'}>, settings: Settings): TooltipEntry {
  const {format, theme} = settings
  const data = found.item.tracks!.shown
  const {paint} = found.item.tracks!.lookOn(data)
  const known = data.height !== null && !Number.isNaN(found.height)
  const at = positionAt(data, found.index, ticksOf(data, found.time))
  const value = paint.source === 'height' ? found.height : at ? valueAt(paint, data, at.a, at.b, at.share) : NaN
  const said = paint.source === 'height' || paint.source === 'time' ? '' : `${paintTitle(paint, settings)}: ${writeValue(paint, value, settings)}`
  const height = known ? `${format.height(found.height, data.height)}${found.rise ? ` ±${format.height(found.rise)}` : ''} · ${settings.t(REFERENCES[data.height!])}` : settings.t('height unknown')
  const carried = at?.carried ? settings.t('carried on for {count} s from the last fix', {count: format.number(Math.round(at.carried.since / 1000))}) : ''
  return {
    title: titleOf(found, settings),
    lines: [said, carried, [utc(found.time), found.item.spec.synthetic ? settings.t('SYNTHETIC') : ''].filter(Boolean).join(' · '), height],
    colour: css(paintColour(paint, value, theme)),
  }
}

function describeAirspace(found: Extract<Under, {kind: 'airspace'}>, settings: Settings, time: number | null): TooltipEntry {
  const {airspace, item} = found
  const activity = activityAt(airspace, time)
  const icao = airspace.icao_class ? settings.t('Class {name}', {name: airspace.icao_class}) : ''
  // “Class E, F, G · Class E” would say it twice
  const family = icao && airspace.family.startsWith('class-') ? '' : settings.t(FAMILIES[airspace.family].title)
  const state = activity === 'active' ? '' : settings.t(activity === 'inactive' ? 'inactive at this time' : 'activation unknown')
  return {
    title: titleOf(found, settings),
    lines: [
      [family, icao].filter(Boolean).join(' · '),
      [`${airspace.lower ?? '?'} – ${airspace.upper ?? '?'}`, state, item.spec.synthetic ? settings.t('SYNTHETIC') : ''].filter(Boolean).join(' · '),
    ],
    colour: css(familyColour(airspace.family, settings.theme)),
  }
}
