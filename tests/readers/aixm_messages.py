"""Small AIXM messages, written after the schema and the temporality concept."""

from pyproj import Geod

import lagebild as lb
from lagebild.readers.recognise import recognise

GEOD = Geod(ellps="WGS84")
DONLON = "airspaces/aixm51-donlon-airspace.xml"
SQUARE = "47 8 47 9 48 9 48 8 47 8"
EAST_HALF = "47 8.5 47 9 48 9 48 8.5 47 8.5"
FL100 = '<aixm:upperLimit uom="FL">100</aixm:upperLimit><aixm:upperLimitReference>STD</aixm:upperLimitReference>'
GROUND = '<aixm:lowerLimit uom="FT">GND</aixm:lowerLimit>'


def lower(value, unit="FT", reference="MSL"):
    return f'<aixm:lowerLimit uom="{unit}">{value}</aixm:lowerLimit><aixm:lowerLimitReference>{reference}</aixm:lowerLimitReference>'


def upper(value, unit="FT", reference="MSL"):
    return lower(value, unit, reference).replace("lower", "upper")


def line(places, kind="LineStringSegment"):
    return f"<gml:{kind}><gml:posList>{places}</gml:posList></gml:{kind}>"


def surface(*segments, crs="urn:ogc:def:crs:EPSG::4326"):
    return (
        f'<aixm:horizontalProjection><aixm:Surface srsName="{crs}"><gml:patches><gml:PolygonPatch><gml:exterior>'
        f"<gml:Ring><gml:curveMember><aixm:Curve><gml:segments>{''.join(segments)}</gml:segments></aixm:Curve>"
        "</gml:curveMember></gml:Ring></gml:exterior></gml:PolygonPatch></gml:patches></aixm:Surface>"
        "</aixm:horizontalProjection>"
    )


def contributor(uuid, dependency="FULL_GEOMETRY"):
    return (
        f"<aixm:contributorAirspace><aixm:AirspaceVolumeDependency><aixm:dependency>{dependency}</aixm:dependency>"
        f'<aixm:theAirspace xlink:href="urn:uuid:{uuid}"/></aixm:AirspaceVolumeDependency></aixm:contributorAirspace>'
    )


def component(*content, operation="BASE", sequence=1):
    return (
        "<aixm:geometryComponent><aixm:AirspaceGeometryComponent>"
        f"<aixm:operation>{operation}</aixm:operation><aixm:operationSequence>{sequence}</aixm:operationSequence>"
        f"<aixm:theAirspaceVolume><aixm:AirspaceVolume>{''.join(content)}</aixm:AirspaceVolume></aixm:theAirspaceVolume>"
        "</aixm:AirspaceGeometryComponent></aixm:geometryComponent>"
    )


def activation(status, *sheets, nil=""):
    interval = "".join(
        f"<aixm:timeInterval><aixm:Timesheet>{sheet}</aixm:Timesheet></aixm:timeInterval>" for sheet in sheets
    )
    if nil:
        interval = f'<aixm:timeInterval xsi:nil="true" nilReason="{nil}"/>'
    return (
        f"<aixm:activation><aixm:AirspaceActivation>{interval}<aixm:status>{status}</aixm:status>"
        "</aixm:AirspaceActivation></aixm:activation>"
    )


def sheet(day, start="", end="", **more):
    words = {"day": day, "startTime": start, "endTime": end, "timeReference": "UTC", **more}
    return "".join(f"<aixm:{name}>{word}</aixm:{name}>" for name, word in words.items() if word)


def slice_of(uuid, content, *, interpretation="BASELINE", sequence=1):
    return (
        f"<aixm:timeSlice><aixm:AirspaceTimeSlice><aixm:interpretation>{interpretation}</aixm:interpretation>"
        f"<aixm:sequenceNumber>{sequence}</aixm:sequenceNumber><aixm:type>R</aixm:type>"
        f"<aixm:designator>{uuid.upper()}</aixm:designator>{content}</aixm:AirspaceTimeSlice></aixm:timeSlice>"
    )


def airspace(uuid, *content, slices=""):
    body = slices or slice_of(uuid, "".join(content))
    return (
        f'<message:hasMember><aixm:Airspace gml:id="uuid.{uuid}"><gml:identifier codeSpace="urn:uuid:">{uuid}'
        f"</gml:identifier>{body}</aixm:Airspace></message:hasMember>"
    )


def message(*members):
    joined = "\n".join(members)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<message:AIXMBasicMessage '
        'xmlns:message="http://www.aixm.aero/schema/5.1/message" xmlns:aixm="http://www.aixm.aero/schema/5.1" '
        'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{joined}\n</message:AIXMBasicMessage>'
    )


def reader(folder):
    """Return what reads a message of some members, by way of a file in the folder."""

    def reading(*members):
        path = folder / "airspaces.txt"
        path.write_text(message(*members), encoding="utf-8")
        assert recognise(path).name == "AIXM 5.1"
        return lb.read_airspaces(path)

    return reading
