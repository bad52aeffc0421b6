// Web Mercator as integers: float32 shakes by metres at zoom 15, int32 steps by under four centimetres.

/** Units around the world; tracks may run one world beyond either end, which int32 still holds. */
export const WORLD = 2 ** 30

/** Beyond this latitude Web Mercator has no square world. */
export const MAX_LATITUDE = 85.051129

/** Length of the WGS 84 equator, m. */
export const EQUATOR = 40_075_016.686

const RADIANS = Math.PI / 180

/** Metres that the whole width of the map stands for at a latitude (degrees), as Web Mercator stretches it. */
export const worldWidth = (latitude: number) => EQUATOR * Math.cos(latitude * RADIANS)

export function mercatorX(longitude: number): number {
  return longitude / 360 + 0.5
}

export function mercatorY(latitude: number): number {
  const clamped = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude))
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (clamped * RADIANS) / 2)) / (2 * Math.PI)
}

export function longitudeOf(x: number): number {
  return (x - 0.5) * 360
}

export function latitudeOf(y: number): number {
  return Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RADIANS
}

/** The copy of longitude `x` nearest to `near`, both in units of WORLD. */
export function unwrap(x: number, near: number): number {
  return x + WORLD * Math.round((near - x) / WORLD)
}

/** Units of WORLD that one screen pixel covers; MapLibre's world is 512 pixels wide at zoom 0. */
export function unitsPerPixel(zoom: number): number {
  return WORLD / (512 * 2 ** zoom)
}
