// Copies leaflet for the static map (folium): its style sheet may not ask for image files.

import fs from 'node:fs'
import path from 'node:path'

export function leafletAssets(here, target) {
  const dist = path.join(here, 'node_modules/leaflet/dist')
  fs.mkdirSync(target, {recursive: true})
  const script = fs.readFileSync(path.join(dist, 'leaflet.js'), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n')
  fs.writeFileSync(path.join(target, 'leaflet.js'), script)
  const style = fs.readFileSync(path.join(dist, 'leaflet.css'), 'utf8')
  fs.writeFileSync(path.join(target, 'leaflet.css'), style.replace(/url\((images\/[^)]+)\)/g, (_, name) => inlined(dist, name)))
}

function inlined(dist, name) {
  return `url(data:image/png;base64,${fs.readFileSync(path.join(dist, name)).toString('base64')})`
}
