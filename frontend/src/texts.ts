// Every text of the interface, in English; Python sends the translations. An unknown text does not compile.

export const TEXTS = [
  // frame
  'Air picture', 'Map of the air picture', 'Loading …', 'This browser offers no WebGL 2; the map cannot be drawn without it.', 'The map could not be drawn: {reason}',
  'The graphics card has dropped the map; it is being drawn anew.', 'The graphics card keeps dropping the map.', 'Reload the map',
  'The notebook has not answered for a minute: its kernel is busy or has stopped. The map waits for it.',
  'Layer “{name}” could not be loaded: {reason}', 'Base map: Natural Earth', 'Cities: GeoNames (CC BY 4.0)',
  // banner
  'SYNTHETIC', 'EXERCISE', 'OPERATION', 'Synthetic data: invented, not observed',
  // layers panel
  'Layers', 'Show layers', 'Hide layers', 'Opacity', 'Opacity of {name}', 'Legend of {name}', 'No layers in this picture', 'Failed',
  'Terrain', 'Airspaces', 'Tracks', 'Places', '{count} tracks', '{count} airspaces', '{count} places', '1 station', '{count} stations', '{count} fixes', '1 track', '1 airspace', '1 place', '1 fix',
  'Height', 'Height unknown', 'above mean sea level', 'pressure altitude (1013.25 hPa)', 'above the WGS 84 ellipsoid', 'accuracy ±{value}',
  'Equal colours mean equal heights in all layers of this height reference',
  'inactive at this time', 'activation unknown',
  // dossier
  'Reports', '1 report', '{count} reports', '1 report with a place', '{count} reports with a place', 'Report {grade}', 'Agreement', 'Production', 'Procurement', 'Operation', 'Training',
  'Finance', 'Shipbuilding', 'Damage', 'Other', 'Source A or B', 'Source C to E', 'Source F: cannot be judged', 'Circles: the place is known no more exactly',
  'exact place', 'known to the city', 'known to the region', 'known to the country', 'Report',
  // overlays and base maps
  'Overlay', '1 feature', '{count} features', '{columns} × {rows} cells', 'from near only', 'Line', 'Point', 'others', 'no value', 'Remove {name}',
  'Add file …', 'GeoJSON, GeoPackage, Shapefile (.zip), KML, GeoTIFF; only in this session', 'Drop the file to lay it over the map', 'Progress',
  '{name} is being read …', '{name} could not be sent: {reason}',
  'Base map', 'Built-in world map', 'server', 'Base map “{name}” cannot be shown: {reason}', 'A tile cannot be drawn: {reason}',
  'Base map “{name}” gives no tiles; the built-in one is shown.',
  // density
  'Display', 'Display of {name}', 'automatic', 'Lines', 'Density', 'Flights per cell', 'Seconds flown per cell', 'of {width}', 'What the density counts',
  // airspace families
  'Control zone', 'Control area', 'Class C', 'Class D', 'Class E, F, G', 'Prohibited area', 'Restricted area', 'Danger area',
  'Transponder or radio mandatory zone', 'Glider and other sectors', 'Unknown class', 'Class {name}',
  // altitude filter
  'Altitude filter', 'Lowest height', 'Highest height', 'All heights', 'Tracks of unknown height stay visible',
  // colours
  'Colour by', 'Columns of the data', 'Ground speed', 'Vertical rate', 'Aircraft type', 'Time', 'Callsign', 'ICAO address', 'Squawk', 'Source',
  'On the ground', 'Track angle', 'Ground speed, as reported', 'Vertical rate, as reported', 'Height above mean sea level', 'Pressure altitude',
  'Height above the ellipsoid', 'Horizontal accuracy', 'Vertical accuracy', 'others: {names}', 'unknown', 'yes', 'no', 'sinks', 'climbs',
  // filters
  'Filters', '{shown} of {all} flights', 'Remove all filters', 'Remove filter {name}', 'unknown values hidden',
  'Lowest speed', 'Highest speed', 'Time of day', 'From, UTC', 'Until, UTC', 'Show what a filter cannot judge because the value is unknown',
  'Hours of the UTC day, in quarters of an hour; over midnight where the end is earlier', 'The filters hide flight {name}.',
  // symbols
  'Symbols', 'Civil symbols', 'APP-6 symbols', 'airliner', 'light aircraft', 'helicopter', 'glider', 'paraglider', 'balloon', 'airship', 'fixed-wing UAV', 'rotary-wing UAV',
  'unknown kind', 'Identity unknown: the data state no affiliation',
  // time
  'Play', 'Pause', 'Step back', 'Step forward', 'Speed', 'Trail', 'Whole flight paths', 'real time', '{count} s', '{count} min', '{count} h',
  'Time of the picture', 'No times in this picture', 'local', '{count} in flight',
  '{count} days', 'Break of {duration}',
  // what is received now
  'received now', 'Live', 'Replay', 'Go on with what is received now', 'Received now', 'No connection to the server for {age}', 'heard {age} ago', 'connecting', 'received', 'nothing comes', 'dead', 'told to its end',
  'clock wrong by {count} s', '{count} of {all} feeds', '1 new alert', '{count} new alerts', 'No new alerts', 'Log fault', '{count} entries wait', 'Show the alerts', 'Sound on', 'Sound off',
  'carried on for {count} s from the last fix',
  // map controls
  'Zoom in', 'Zoom out', 'North up', 'Full screen', 'Leave full screen', 'Frame everything', 'Units', 'Scale',
  'Aviation units', 'Metric units',
  // keys
  'Keyboard', 'Keys: {key}', 'Play or pause', 'Move the map', 'Step through time', 'Zoom', 'Three dimensions, flat map', 'Turn (three dimensions)',
  'Tilt (three dimensions)', 'Close the tool, then the details', 'Space bar', 'Enter', 'Backspace', 'Page up', 'Page down', 'Shift',
  'Tab goes from control to control; keys act while the map or one of its controls has the focus.',
  // handing out
  'Hand out', 'Sheet', 'Paper', 'Resolution', 'Colours', 'Light', 'Dark', 'A4 landscape', 'A4 portrait', 'A3 landscape', 'Save as PNG', 'Film', 'From', 'To', 'Step', 'Frames a second', 'Format',
  'Preview', 'Save as film', 'Stop', 'Working …', 'Stopped.', 'That did not work: {reason}', 'Saved: {name}', 'Frame {number} of {count}',
  '{count} frames, {seconds} s', 'First frame, {width} × {height} pixels', 'Made with lagebild on {date}',
  '{count} frames are more than the {most} a film may have; take a longer step.',
  'This browser encodes WebM on pages with https or on this machine only; GIF works everywhere.',
  'Link to this view', 'Copy link', 'The link is in the clipboard.', 'Copy the link from the field below.',
  'Camera, time, filters and layers are in the address; whoever opens it needs access to this server.',
  // three dimensions
  'Three dimensions', 'Flat map', 'Exaggeration', 'Tilt', 'Rotation', '{factor}× too high', 'true heights', 'suits the zoom',
  'Without terrain the ground lies at 0 m.', 'Heights stand as {reference}, not converted.', 'Airspaces that fade out upwards are unlimited or of unknown limit.',
  'Q and E turn, page up and down tilt; or drag with the right mouse button.',
  // search
  'Search', 'Found', 'Position, callsign, airspace or place', 'Position', 'Flight', 'Airspace', 'Place', 'City', '{kind}, layer hidden',
  'Nothing is named “{text}”, nor is it a position.', 'Positions: 47.12 10.54 · 470724N0103236E · 32T PT 17051 20038 · 32 N 617051 5220038',
  // measuring
  'Measure', 'Take back the last point', 'Click on the map, or Enter for its middle; backspace takes back, Escape ends. Geodesic on WGS 84, bearings true.', 'Sum', 'Area',
  'Point at the middle of the map',
  // range rings
  'Range rings', 'Centres', 'Radii in {unit}', 'Typed position', 'Add this centre', 'Around what is selected', '“{text}” is no position.',
  'Radii are up to {count} numbers above 0 and up to {longest}, such as {example}.', 'Click on the map, or Enter for its middle, sets a centre. Geodesic circles on WGS 84.',
  // selecting by area
  'Selection', 'Selected', 'Select by box', 'Select by lasso', 'Select what is in view', 'Clear selection', 'Nothing is selected.', 'Nothing that is shown lies in this area.',
  'Drag over the map. Selected is what is shown at this time and within the filters.',
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
