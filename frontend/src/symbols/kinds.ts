// Kinds of aircraft that have a symbol of their own, and how they are read from a type: an ICAO designator (Doc 8643)
// or a name. What is not recognised is unknown, never guessed at. Emitter categories of ADS-B are not read here: B2 is a
// balloon there, and a bomber in Doc 8643.

import type {Text} from '../texts'
import type {TrackData} from '../tracks/data'

export const KINDS = ['airliner', 'light', 'helicopter', 'glider', 'paraglider', 'balloon', 'airship', 'uav-fixed', 'uav-rotor', 'unknown'] as const
export type Kind = (typeof KINDS)[number]

export const KIND_TITLES: Record<Kind, Text> = {
  airliner: 'airliner', light: 'light aircraft', helicopter: 'helicopter', glider: 'glider', paraglider: 'paraglider', balloon: 'balloon',
  airship: 'airship', 'uav-fixed': 'fixed-wing UAV', 'uav-rotor': 'rotary-wing UAV', unknown: 'unknown kind',
}

/** Balloons drift: they have no heading. */
export const turns = (kind: Kind) => kind !== 'balloon'

/** The first that fits; words before designators, unmanned before manned ones. */
const RULES: [Kind, RegExp][] = [
  ['uav-rotor', /QUAD(RO|RI)?.?[CK]OPTER|HEXA.?[CK]OPTER|OCTO.?[CK]OPTER|MULTI.?[CK]OPTER|\bDJI\b|MAVIC|MATRICE|CAMCOPTER/],
  ['uav-fixed', /\bUA[VS]\b|\bRPAS\b|DROH?NE?\b|BAYRAKTAR|AKINCI|\bANKA\b|WING.?LOONG|ORLAN|\b[MR]Q-?\d|REAPER|GLOBAL.?HAWK|SCANEAGLE|SHAHED|\bHERON\b/],
  ['paraglider', /PARAGLID|GLEITSCHIRM|HANG.?GLID|DRACHENFL/],
  ['balloon', /BALLOO?N|^BALL$/],
  ['airship', /AIRSHIP|LUFTSCHIFF|ZEPPELIN|BLIMP|^SHIP$/],
  ['glider', /GLIDER|SEGELFL|SAILPLANE|^GLID$|^(ASK|ASW|ASG|ASH)[ -]?\d|^(LS|DG)-?\d|^(DISCUS|VENTUS|NIMBUS|ARCUS|JANUS|ASTIR|DUO DISCUS)\b/],
  ['helicopter', /HELI[CK]OPTER|HUBSCHRAUBER|ROTORCRAFT|^GYRO$/],
  ['helicopter', /^(A109|A119|A1[3468]9|ALO[23]|AS(32|3B|50|55|65)|B06T?|B105|B(212|222|230|407|412|427|429|430|505)|B47[GJ]|BK17|EC(20|25|30|35|45|55|75)|EH10|EN(28|48)|G2CA|GAZL|H1[2-7]\d|H(47|53|60|64|500)|KA\d\d|LYNX|MD(52|60)|MI\d\d?|NH90|PUMA|R(22|44|66)|S(61|64|76|92)|UH1)$/],
  ['airliner', /^(A30[6B]|A3(10|18|19|2\d|3\d|4\d|5\d|K|8\d)|A(19|20|21)N|B70\d|B7[1-8][0-9A-Z]|B77[LW]|B3[789XJ]M|BCS[13]|E(135|145|170|175|190|195|290|295|75[LS])|CRJ\d|AT(43|45|46|72|73|75|76)|DH8[A-D]|F(50|70|100)|RJ(70|85|1H)|B46\d|MD(11|8\d|90)|SU95|T(134|154|204)|IL(62|76|86|96)|AN(24|26|124)|SF34|SB20|JS(31|32|41)|C919|AJ27)$/],
  ['light', /^(C(1[5-9]\d|20\d|210)|C77R|P28[ABRTU]|PA\d\d[A-Z]?|PC(6T|7|9|12)|DA(20|40|42|50|62)|DV20|DR40|SR2[02]T?|BE(33|35|36|55|58|76)|M20[PT]|TB(9|10|20|21)|TBM[789]|AA5|G115|RV\d\d?|ULAC|C42|EV97|WT9)$|LIGHT AIRCRAFT|ULTRALIGHT|KLEINFLUGZEUG/],
]

export function kindOf(type: string | null | undefined): Kind {
  const text = (type ?? '').trim().toUpperCase()
  return RULES.find(([, rule]) => rule.test(text))?.[0] ?? 'unknown'
}

const known = new WeakMap<TrackData['meta'], Kind[]>()

/** The kind of every track. */
export function kindsOf({meta, count}: TrackData): Kind[] {
  let kinds = known.get(meta)
  if (!kinds) known.set(meta, (kinds = Array.from({length: count}, (_, track) => kindOf(meta.platforms?.[track]))))
  return kinds
}
