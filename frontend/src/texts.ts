// Every text of the interface, in English; Python sends the translations. An unknown text does not compile.

export const TEXTS = [
  // frame
  'Map of the air picture', 'Loading …', 'This browser offers no WebGL 2; the map cannot be drawn without it.', 'The map could not be drawn: {reason}',
  'The graphics card has dropped the map; it is being drawn anew.', 'The graphics card keeps dropping the map.', 'Reload the map',
  'The notebook has not answered for a minute: its kernel is busy or has stopped. The map waits for it.',
  'Layer “{name}” could not be loaded: {reason}', 'Base map: Natural Earth', 'Cities: GeoNames (CC BY 4.0)',
  // banner
  'SYNTHETIC', 'EXERCISE', 'OPERATION', 'Synthetic data: invented, not observed',
  // layers panel
  'Layers', 'Show layers', 'Hide layers', 'Opacity', 'Opacity of {name}', 'Legend of {name}', 'No layers in this picture', 'Failed',
  'Terrain', 'Airspaces', 'Tracks', 'Places', '{count} tracks', '{count} airspaces', '{count} places', '{count} fixes', '1 track', '1 airspace', '1 place', '1 fix',
  'Height', 'Height unknown', 'above mean sea level', 'pressure altitude (1013.25 hPa)', 'above the WGS 84 ellipsoid', 'accuracy ±{value}',
  'Equal colours mean equal heights in all layers of this height reference',
  'inactive at this time', 'activation unknown',
  // density
  'Display', 'Display of {name}', 'automatic', 'Lines', 'Density', 'Flights per cell', 'Seconds flown per cell', 'of {width}', 'What the density counts',
  // airspace families
  'Control zone', 'Control area', 'Class C', 'Class D', 'Class E, F, G', 'Prohibited area', 'Restricted area', 'Danger area',
  'Transponder or radio mandatory zone', 'Glider and other sectors', 'Unknown class', 'Class {name}',
  // altitude filter
  'Altitude filter', 'Lowest height', 'Highest height', 'All heights', 'Tracks of unknown height stay visible',
  // time
  'Play', 'Pause', 'Step back', 'Step forward', 'Speed', 'Trail', 'Whole flight paths', 'real time', '{count} s', '{count} min', '{count} h',
  'Time of the picture', 'No times in this picture', 'local', '{count} in flight',
  '{count} days', 'Break of {duration}',
  // map controls
  'Zoom in', 'Zoom out', 'North up', 'Full screen', 'Leave full screen', 'Frame everything', 'Units', 'Scale',
  'Aviation units', 'Metric units',
  // search
  'Search', 'Found', 'Position, callsign, airspace or place', 'Position', 'Flight', 'Airspace', 'Place', 'City',
  'Nothing is named “{text}”, nor is it a position.', 'Positions: 47.12 10.54 · 470724N0103236E · 32T PT 17051 20038 · 32 N 617051 5220038',
  // measuring
  'Measure', 'Take back the last point', 'Click on the map; backspace takes back, Escape ends. Geodesic on WGS 84, bearings true.', 'Sum', 'Area',
  // readout
  'Terrain {height} {accuracy}', 'No terrain', 'Second way to write positions',
  // tooltip and details
  'Details', 'Close', 'unnamed', 'ground', 'active', 'inactive', 'height unknown', '{count} more',
] as const

export type Text = (typeof TEXTS)[number]

export type Translate = (text: Text, values?: Record<string, string | number>) => string

/** A missing translation shows the English text. */
export function translator(translations: Record<string, string>): Translate {
  return (text, values) => {
    const translated = translations[text] || text
    if (!values) return translated
    return translated.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
  }
}
