// The licences of everything that ends up in the assets.

import fs from 'node:fs'
import path from 'node:path'

const NATURAL_EARTH = `Natural Earth (https://www.naturalearthdata.com), public domain: countries, as packed by world-atlas.
lagebild changes them: Crimea is drawn with Ukraine.
`
const GEONAMES = `GeoNames (https://www.geonames.org), Creative Commons Attribution 4.0: names and places of cities, where the base map has them.
lagebild selects and orders them.
`

export function thirdParty(here, metafile) {
  const roots = ['world-atlas', 'leaflet', 'dejavu-fonts-ttf', 'i18n-iso-countries', 'maplibre-gl', ...bundled(metafile)]
  const names = new Set()
  for (const name of roots) collect(here, name, names)
  const parts = [...names].sort().map(name => describe(here, name))
  return [`Software and data of others in this folder\n`, NATURAL_EARTH, GEONAMES, ...parts].join(`\n${'-'.repeat(100)}\n\n`)
}

function bundled(metafile) {
  const names = Object.keys(metafile.inputs).map(file => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
  return names.filter(Boolean)
}

/** A package and what it depends on: maplibre-gl's distribution contains its dependencies. */
function collect(here, name, names) {
  const file = path.join(here, 'node_modules', name, 'package.json')
  if (names.has(name) || name.startsWith('@types/') || !fs.existsSync(file)) return
  names.add(name)
  for (const dependency of Object.keys(JSON.parse(fs.readFileSync(file, 'utf8')).dependencies ?? {})) collect(here, dependency, names)
}

function describe(here, name) {
  const folder = path.join(here, 'node_modules', name)
  const {version, license} = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const file = fs.readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
  const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : '(the package holds no licence text)'
  return `${name} ${version}\nLicence: ${license ?? 'see below'}\n\n${text}\n`
}
