// The civil symbols, drawn for this map on a grid of 24, pointing north.

import type {Kind} from './kinds'

interface Shape {
  /** SVG path data, filled. */
  fill: string
  /** Lines beside it: rotor blades, arms, cords. */
  lines?: string
  /** Side of the symbol on the map, CSS pixels. */
  size: number
}

export const SHAPES: Record<Kind, Shape> = {
  airliner: {size: 28, fill: 'M12 1.6C13.2 1.6 13.7 3.2 13.7 5V8.8L22 14.6V17L13.7 14.3V18.4L16.6 20.6V22.4L12 21.2 7.4 22.4V20.6L10.3 18.4V14.3L2 17V14.6L10.3 8.8V5C10.3 3.2 10.8 1.6 12 1.6Z'},
  light: {size: 26, fill: 'M12 2.8C13.1 2.8 13.6 3.9 13.6 5.6V7.2H22V11H13.6L13.1 17.6H16.4V20.6H7.6V17.6H10.9L10.4 11H2V7.2H10.4V5.6C10.4 3.9 10.9 2.8 12 2.8Z'},
  helicopter: {
    size: 28, lines: 'M4.2 2.4 19.8 18M19.8 2.4 4.2 18',
    fill: 'M12 4.4C14.8 4.4 15.6 7 15.4 10.4 15.2 13.2 13.9 14.6 13.2 15.2V19.8H15.6V22H8.4V19.8H10.8V15.2C10.1 14.6 8.8 13.2 8.6 10.4 8.4 7 9.2 4.4 12 4.4Z',
  },
  glider: {size: 30, fill: 'M12 4C12.9 4 13.2 5.2 13.2 7V8.8L23.4 10.4V12L13 11.9 12.7 18H15.4V20H8.6V18H11.3L11 11.9 .6 12V10.4L10.8 8.8V7C10.8 5.2 11.1 4 12 4Z'},
  paraglider: {size: 26, lines: 'M3 10.6 12 18.4 21 10.6', fill: 'M1.4 11.4C3.6 3 20.4 3 22.6 11.4 17.4 7.8 6.6 7.8 1.4 11.4ZM12 16A2.7 2.7 0 0 1 12 21.4 2.7 2.7 0 0 1 12 16Z'},
  balloon: {size: 26, fill: 'M12 1.6A7.4 7.4 0 0 1 19.4 9C19.4 12.6 16 15 14.3 17.2H9.7C8 15 4.6 12.6 4.6 9A7.4 7.4 0 0 1 12 1.6ZM9.7 18.8H14.3V22.4H9.7Z'},
  airship: {size: 28, fill: 'M12 1.4C15.6 1.4 17 6 17 10.8 17 14.2 15.9 17 14.8 18.6L18.4 20.2V22.6L12 21.2 5.6 22.6V20.2L9.2 18.6C8.1 17 7 14.2 7 10.8 7 6 8.4 1.4 12 1.4Z'},
  'uav-fixed': {size: 28, fill: 'M12 2.6 13.4 8.2 22.8 9.6V12.2L13.5 12.4 13.1 15.6 18.4 20.6 16.8 22.2 12 18.8 7.2 22.2 5.6 20.6 10.9 15.6 10.5 12.4 1.2 12.2V9.6L10.6 8.2Z'},
  'uav-rotor': {
    size: 26, lines: 'M5.6 5.6 18.4 18.4M18.4 5.6 5.6 18.4',
    fill: 'M5.4 1.8A3.6 3.6 0 0 1 5.4 9 3.6 3.6 0 0 1 5.4 1.8ZM18.6 1.8A3.6 3.6 0 0 1 18.6 9 3.6 3.6 0 0 1 18.6 1.8ZM5.4 15A3.6 3.6 0 0 1 5.4 22.2 3.6 3.6 0 0 1 5.4 15ZM18.6 15A3.6 3.6 0 0 1 18.6 22.2 3.6 3.6 0 0 1 18.6 15ZM12 6.4 15.4 15.2H8.6Z',
  },
  // what is not known flies all the same: an arrowhead with a notched base
  unknown: {size: 24, fill: 'M12 2.7 18.8 20.2 12 16.4 5.2 20.2Z'},
}
