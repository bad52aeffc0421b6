// Colours of the base map. The panels' colours are in styles.css.

import type {Theme} from './ramps'

export interface Palette {
  sea: string
  land: string
  border: string
  coast: string
  disputed: string
  country: string
  city: string
  place: string
  halo: string
  graticule: string
  graticuleText: string
  label: string
  labelHalo: string
  selected: string
}

export const PALETTES: Record<Theme, Palette> = {
  light: {
    sea: '#d5e2ea', land: '#f4f3ee', border: '#8f98a0', coast: '#93a9b8', disputed: '#8f98a0', country: '#5c6670', city: '#3d464e',
    place: '#2b3a67', halo: 'rgba(255,255,255,0.85)', graticule: 'rgba(60,80,100,0.16)', graticuleText: 'rgba(60,75,90,0.75)',
    label: '#18222c', labelHalo: 'rgba(255,255,255,0.92)', selected: '#0d1b2a',
  },
  dark: {
    sea: '#0e151c', land: '#1b232b', border: '#5a6772', coast: '#3d4d5a', disputed: '#5a6772', country: '#93a1ad', city: '#b6c1ca',
    place: '#b9c8f5', halo: 'rgba(10,15,20,0.85)', graticule: 'rgba(170,195,215,0.13)', graticuleText: 'rgba(170,190,205,0.7)',
    label: '#eef3f7', labelHalo: 'rgba(8,12,17,0.9)', selected: '#ffffff',
  },
}
