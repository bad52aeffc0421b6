// The tooltip's words for what is under the pointer.

import {activityAt} from './airspaces/data'
import {familyColour, FAMILIES} from './airspaces/families'
import {utc} from './format'
import type {Under} from './interaction'
import {altitudeColour, css, UNKNOWN_HEIGHT} from './ramps'
import type {Settings} from './settings'
import {trackName} from './tracks/data'
import {REFERENCES} from './ui/legend'
import type {TooltipEntry} from './ui/tooltip'

export function describe(found: Under, settings: Settings, time: number | null): TooltipEntry {
  return found.kind === 'track' ? describeTrack(found, settings) : describeAirspace(found, settings, time)
}

export function titleOf(found: Under, settings: Settings): string {
  const name = found.kind === 'track' ? trackName(found.item.tracks!.data, found.index) : found.airspace.name
  return name || settings.t('unnamed')
}

function describeTrack(found: Extract<Under, {kind: 'track'}>, settings: Settings): TooltipEntry {
  const {data, look} = found.item.tracks!
  const {format, theme} = settings
  const known = data.height !== null && !Number.isNaN(found.height)
  const [low, high] = look.ramp
  const height = known ? `${format.height(found.height, data.height)}${found.rise ? ` ±${format.height(found.rise)}` : ''} · ${settings.t(REFERENCES[data.height!])}` : settings.t('height unknown')
  return {
    title: titleOf(found, settings),
    lines: [[utc(found.time), found.item.spec.synthetic ? settings.t('SYNTHETIC') : ''].filter(Boolean).join(' · '), height],
    colour: css(known ? altitudeColour((found.height - low) / Math.max(1e-3, high - low), theme) : UNKNOWN_HEIGHT[theme]),
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
