// Country names in German and English, and where to write them.

import {createRequire} from 'node:module'
import {feature} from 'topojson-client'
import {areaOf, poleOfInaccessibility} from './geometry.mjs'

const require = createRequire(import.meta.url)
const iso = require('i18n-iso-countries')
const LANGUAGES = {
  de: require('i18n-iso-countries/langs/de.json').countries,
  en: require('i18n-iso-countries/langs/en.json').countries,
}

/** The library's long or dated forms, which no map writes. */
const SHORT = {
  de: {GB: 'Vereinigtes Königreich', US: 'USA', RU: 'Russland', CD: 'DR Kongo', CG: 'Kongo', BA: 'Bosnien und Herzegowina', SY: 'Syrien',
       MK: 'Nordmazedonien', MD: 'Moldau', KP: 'Nordkorea', KR: 'Südkorea', VA: 'Vatikanstadt', PS: 'Palästina', CI: 'Elfenbeinküste'},
  en: {GB: 'United Kingdom', US: 'United States', RU: 'Russia', CD: 'DR Congo', CG: 'Congo', BA: 'Bosnia and Herzegovina', SY: 'Syria',
       MK: 'North Macedonia', MD: 'Moldova', KP: 'North Korea', KR: 'South Korea', VA: 'Vatican City', PS: 'Palestine', CI: "Côte d'Ivoire",
       IR: 'Iran', VE: 'Venezuela', BO: 'Bolivia', TZ: 'Tanzania', LA: 'Laos', TW: 'Taiwan', BN: 'Brunei', TR: 'Türkiye', CN: 'China',
       FM: 'Micronesia', FK: 'Falkland Islands'},
}

/** Units of the source without an ISO number. */
const UNNUMBERED = {
  Kosovo: {de: 'Kosovo', en: 'Kosovo'},
  Somaliland: {de: 'Somaliland', en: 'Somaliland'},
  'N. Cyprus': {de: 'Nordzypern', en: 'Northern Cyprus'},
}

/** One label a country: `[{name_de, name_en, longitude, latitude, area}]`, area in square degrees of the largest part. */
export function countryLabels(topology) {
  return topology.objects.countries.geometries.flatMap(geometry => {
    const names = namesOf(geometry)
    if (!names) return []
    const part = largestPart(feature(topology, geometry).geometry)
    const at = poleOfInaccessibility(part)
    return [{
      ...names,
      longitude: round(at.longitude),
      latitude: round(at.latitude),
      area: round(areaOf(part[0]) * Math.cos(at.latitude * (Math.PI / 180))),
    }]
  })
}

export function namesOf({id, properties}) {
  const code = id && iso.numericToAlpha2(id)
  if (!code) {
    const known = UNNUMBERED[properties.name]
    return known && {name_de: known.de, name_en: known.en}
  }
  return {name_de: nameIn('de', code) ?? properties.name, name_en: nameIn('en', code) ?? properties.name}
}

function nameIn(language, code) {
  const found = SHORT[language][code] ?? LANGUAGES[language][code]
  return Array.isArray(found) ? found[0] : found
}

function largestPart({type, coordinates}) {
  const parts = type === 'Polygon' ? [coordinates] : coordinates
  return parts.reduce((a, b) => (areaOf(b[0]) > areaOf(a[0]) ? b : a))
}

const round = value => Math.round(value * 1000) / 1000
