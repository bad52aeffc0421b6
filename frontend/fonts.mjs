// Copies the fonts that documents are printed in: with Latin, Greek and Cyrillic letters.

import fs from 'node:fs'
import path from 'node:path'

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']

export function fontAssets(here, target) {
  fs.mkdirSync(target, {recursive: true})
  for (const font of FONTS) fs.copyFileSync(path.join(here, 'node_modules/dejavu-fonts-ttf/ttf', font), path.join(target, font))
}
