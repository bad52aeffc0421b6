// Cities for the base map, weightiest first, as columns: a third of the size of rows, and ordered by importance.

/** A capital counts like a city of so many times its people: Bern before Zürich's suburbs, but Vaduz after Stuttgart. */
const CAPITAL_WEIGHT = 6

/** `{name_de, name_en, longitude, latitude, population, capital}`, each an array, in order of weight. */
export function placesColumns(rows) {
  const weight = row => row.population * (row.capital ? CAPITAL_WEIGHT : 1)
  const ordered = [...rows].sort((a, b) => weight(b) - weight(a))
  const round = value => Math.round(value * 1e4) / 1e4
  return {
    name_de: ordered.map(row => row.name_de),
    name_en: ordered.map(row => (row.name_en === row.name_de ? '' : row.name_en)),
    longitude: ordered.map(row => round(row.longitude)),
    latitude: ordered.map(row => round(row.latitude)),
    population: ordered.map(row => row.population),
    capital: ordered.map(row => Number(Boolean(row.capital))),
  }
}
