// Bundles the map component and its base map into lagebild/_assets. Run: node build.mjs
// --readable leaves names as they are, for profiling. LAGEBILD_PLACES may name a JSON file of cities: [{name_de, name_en, longitude, latitude, population, capital}].

import {build} from 'esbuild'
import fs from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {buildBasemap, countriesGeoJson} from './basemap/build.mjs'
import {placesColumns} from './basemap/places.mjs'
import {fontAssets} from './fonts.mjs'
import {leafletAssets} from './leaflet.mjs'
import {thirdParty} from './licences.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const assets = path.resolve(here, '../lagebild/_assets')

/** Modules which exist only in the bundle: their text is made here and parsed in the browser. */
function virtualModules() {
  const places = process.env.LAGEBILD_PLACES
  const texts = {
    'virtual:basemap': () => JSON.stringify(buildBasemap()),
    'virtual:places': () => JSON.stringify(placesColumns(places ? JSON.parse(fs.readFileSync(places, 'utf8')) : [])),
    'virtual:maplibre-worker': () => readModule('maplibre-gl/dist/maplibre-gl-worker.mjs'),
    'virtual:maplibre-css': () => readModule('maplibre-gl/dist/maplibre-gl.css'),
  }
  return {
    name: 'virtual-modules',
    setup(build) {
      build.onResolve({filter: /^virtual:/}, ({path}) => ({path, namespace: 'virtual'}))
      build.onLoad({filter: /.*/, namespace: 'virtual'}, ({path}) => ({contents: texts[path](), loader: 'text'}))
    },
  }
}

function readModule(name) {
  return fs.readFileSync(path.join(here, 'node_modules', name), 'utf8')
}

const result = await build({
  absWorkingDir: here,
  entryPoints: ['src/index.ts'],
  outfile: path.join(assets, 'lagemap.js'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: !process.argv.includes('--readable'),
  charset: 'utf8',
  legalComments: 'none', // the licences go into THIRD_PARTY.txt
  loader: {'.css': 'text'},
  plugins: [virtualModules()],
  metafile: true,
  logLevel: 'warning',
})
leafletAssets(here, path.join(assets, 'leaflet'))
fontAssets(here, path.join(assets, 'fonts'))
fs.writeFileSync(path.join(assets, 'countries.geojson'), JSON.stringify(countriesGeoJson()))
fs.writeFileSync(path.join(assets, 'THIRD_PARTY.txt'), thirdParty(here, result.metafile))
const [output] = Object.values(result.metafile.outputs)
console.log(`lagemap.js: ${(output.bytes / 1e6).toFixed(2)} MB`)
