"""The reports of the demonstration dossier: claims of one article, and what other sources say to them.

Facts with their sources, in sentences of our own; German first, English as the translation. `ARTICLE` are the claims
of the article, `OTHERS` what confirms, contradicts, supersedes or adds.

Grades of the article's claims are those that came with them. Of other sources: reliability C where an agency, an
official or the maker is named as the origin, else F (cannot be judged); credibility 2 where two sources and the article
agree, 3 where one agrees or what it contradicts is graded lower, 6 where nothing speaks for more.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ARTICLE", "OTHERS", "Claim"]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One report before it becomes a value of the model."""

    id: str
    de: tuple[str, str]
    """Title and text."""

    en: tuple[str, str]
    date: str = ""
    precision: str | None = None
    place: str = ""
    """A key of the places."""

    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    grade: str
    status: str = "reported"
    source: str = ""
    recorded: str = "2024-02-05"
    relation: tuple[str, ...] = ()
    """Kind and the id of the other report, in turn."""

    note: str = ""
    """Of the relations."""


ARTICLE: tuple[Claim, ...] = (
    Claim(
        id="artikel-01",
        de=("Kasachische Offiziere dürfen an türkischen Militärschulen studieren",
            "Seit 1993 steht kasachischen Offizieren ein Studium an türkischen Militärschulen offen."),
        en=("Kazakh officers may study at Turkish military schools",
            "Since 1993 Turkish military schools have been open to officers from Kazakhstan."),
        date="1993", actors=("kasachstan", "tuerkei"), topics=("training",), grade="B2",
    ),
    Claim(
        id="artikel-02",
        de=("Bis 2019 wurden dort 200 kasachische Offiziere ausgebildet",
            "Bis zum Jahr 2019 haben 200 kasachische Offiziere eine Ausbildung in der Türkei erhalten."),
        en=("By 2019, 200 Kazakh officers had been trained there",
            "Up to 2019, 200 officers from Kazakhstan had received training in Türkiye."),
        date="2019", precision="before", actors=("kasachstan", "tuerkei"), topics=("training",), grade="B2",
    ),
    Claim(
        id="artikel-03",
        de=("Türkische Zuschüsse zur Modernisierung, jährlich höchstens 1 Mio. US-Dollar",
            "Seit den späten 1990er Jahren gibt die Türkei jedes Jahr Geld zur Modernisierung, nie mehr als eine "
            "Million US-Dollar im Jahr."),
        en=("Turkish grants for modernisation, never above 1 M US$ a year",
            "Since the late 1990s Türkiye has paid grants for modernisation every year, never above one million US "
            "dollars."),
        date="1996/1999", precision="since", actors=("tuerkei", "kasachstan"), topics=("finance",), grade="B3",
    ),
    Claim(
        id="artikel-04",
        de=("Gemeinschaftsunternehmen Aselsan Engineering gegründet",
            "2011 gründen Aselsan und Kazakhstan Engineering in Astana ein gemeinsames Unternehmen für Funktechnik, "
            "Waffenstationen, automatisierte Führung und elektronische Kampfführung."),
        en=("Joint venture Aselsan Engineering founded",
            "In 2011 Aselsan and Kazakhstan Engineering set up a joint company in Astana for communications, combat "
            "modules, automated control and electronic-warfare equipment."),
        date="2011", place="astana", actors=("aselsan", "kazakhstan-engineering", "aselsan-engineering"),
        topics=("agreement", "production"), grade="B2",
    ),
    Claim(
        id="artikel-05",
        de=("Vereinbarung über die Fertigung der ANKA in Kasachstan",
            "Im Mai 2022 vereinbaren Kazakhstan Engineering und Turkish Aerospace Industries, die ANKA in Kasachstan "
            "zu fertigen."),
        en=("Agreement on making the ANKA in Kazakhstan",
            "In May 2022 Kazakhstan Engineering and Turkish Aerospace Industries agree to make the ANKA in "
            "Kazakhstan."),
        date="2022-05", actors=("kazakhstan-engineering", "tai"), topics=("agreement", "production"),
        platforms=("anka-s",), grade="B2",
    ),
    Claim(
        id="artikel-06",
        de=("Auswahl eines einheimischen Herstellers hat begonnen",
            "Ende November 2023 erklärt das Verteidigungsministerium, die Auswahl eines einheimischen Herstellers "
            "türkischer Aufklärungs- und Kampfdrohnen habe begonnen."),
        en=("Selection of a domestic producer has begun",
            "At the end of November 2023 the Ministry of Defence says that it has begun to select a domestic producer "
            "of Turkish reconnaissance and combat UAVs."),
        date="2023-11", place="astana", actors=("verteidigungsministerium",), topics=("production",), grade="C3",
    ),
    Claim(
        id="artikel-07",
        de=("Serienfertigung der ANKA in Kasachstan soll 2024 beginnen",
            "Für 2024 ist der Beginn der Serienfertigung der ANKA in Kasachstan vorgesehen. Eine Quelle dafür, dass "
            "sie begonnen hat, wurde nicht gefunden."),
        en=("Series production of the ANKA in Kazakhstan to begin in 2024",
            "Series production of the ANKA in Kazakhstan is planned to begin in 2024. No source was found that says "
            "it has begun."),
        date="2024", precision="planned", place="kasachstan", actors=("kazakhstan-engineering", "tai"),
        topics=("production",), platforms=("anka-s",), grade="C4", status="unconfirmed",
        relation=("plan", "artikel-05"),
    ),
    Claim(
        id="artikel-08",
        de=("Kasachstan wäre vor der Ukraine das erste Land, das türkische UAVs im eigenen Werk baut",
            "Die Jamestown Foundation folgert, Kasachstan könnte 2024 als erstes Land außerhalb der Türkei türkische "
            "UAVs in eigenen Werken bauen, noch vor der Ukraine."),
        en=("Kazakhstan would be the first to make Turkish UAVs in its own plants, before Ukraine",
            "The Jamestown Foundation concludes that in 2024 Kazakhstan could become the first country outside "
            "Türkiye to make Turkish UAVs in plants of its own, ahead of Ukraine."),
        date="2024", place="kasachstan", actors=("kasachstan", "tuerkei", "ukraine"), topics=("production",),
        grade="C3", status="assessment",
    ),
    Claim(
        id="artikel-09",
        de=("Baykar-Werk in der Ukraine soll 2025 in Betrieb gehen",
            "Das Werk von Baykar in der Ukraine soll nach Plan 2025 den Betrieb aufnehmen und Bayraktar fertigen."),
        en=("Baykar plant in Ukraine to go into operation in 2025",
            "By plan, Baykar's plant in Ukraine takes up work in 2025 and makes Bayraktar."),
        date="2025", precision="planned", place="ukraine", actors=("baykar",), topics=("production",),
        platforms=("bayraktar-tb2", "bayraktar-akinci"), grade="C4", status="planned",
    ),
    Claim(
        id="artikel-10",
        de=("Zenit in Oral und Asfat/YDA wollen gemeinsam Schiffe bauen",
            "Das Werk Zenit in Oral (Uralsk) und die Gruppe Asfat/YDA kommen überein, zusammen Schiffe für die "
            "türkische Marine zu bauen."),
        en=("Zenit of Oral and Asfat/YDA to build ships together",
            "The plant Zenit in Oral (Uralsk) and the Asfat/YDA group agree to build ships for the Turkish navy "
            "together."),
        place="oral", actors=("zenit", "asfat", "yda"), topics=("shipbuilding", "agreement"), grade="B2",
    ),
    Claim(
        id="artikel-11",
        de=("Maschinenbauwerk Petropawl baut sechs UAV-Muster mit China",
            "Das Schwermaschinenwerk in Petropawl fertigt zusammen mit China aus chinesischen Teilen sechs UAVs für "
            "militärische und zivile Zwecke."),
        en=("Petropavl heavy-machinery plant makes six UAVs with China",
            "Together with China the heavy-machinery plant in Petropavl makes six UAVs from Chinese components, for "
            "military and civil use."),
        place="petropawl", actors=("petropawl-werk", "china"), topics=("production",), grade="C4",
    ),
    Claim(
        id="artikel-12",
        de=("Kasachische Luftwaffe betreibt Wing Loong",
            "Die Luftwaffe Kasachstans hat Wing Loong im Dienst."),
        en=("The Kazakh air force operates Wing Loong",
            "The air force of Kazakhstan has Wing Loong in service."),
        place="kasachstan", actors=("kasachstan",), topics=("operation",), platforms=("wing-loong-1",), grade="B2",
    ),
    Claim(
        id="artikel-13",
        de=("Kasachisches Heer nutzt Orlan-10",
            "Das Heer Kasachstans nutzt Orlan-10."),
        en=("The Kazakh army uses Orlan-10",
            "The army of Kazakhstan uses Orlan-10."),
        place="kasachstan", actors=("kasachstan",), topics=("operation",), platforms=("orlan-10",), grade="D4",
    ),
)  # fmt: skip

_ANKA_ORDER = (
    "Drei ANKA-S und zwei Bodenstationen bestellt",
    "Kasachstan bestellt im Herbst 2021 drei ANKA(-S) und zwei Bodenstationen; ob im Oktober oder im November, darüber "
    "gehen die Quellen auseinander.",
)
_ANKA_ORDER_EN = (
    "Three ANKA-S and two ground stations ordered",
    "In autumn 2021 Kazakhstan orders three ANKA(-S) and two ground stations; sources disagree on October or November.",
)
_MEMORANDUM = (
    "Absichtserklärung von TAI und Kazakhstan Engineering in Ankara",
    "TAI und Kazakhstan Engineering unterzeichnen in Ankara eine Absichtserklärung; als Tag wird der 10. oder der 11. "
    "Mai 2022 genannt.",
)
_MEMORANDUM_EN = (
    "Memorandum of TAI and Kazakhstan Engineering in Ankara",
    "TAI and Kazakhstan Engineering sign a memorandum in Ankara; 10 or 11 May 2022 is given as the day.",
)
_VENTURE = (
    "Gemeinschaftsunternehmen in Astana: Werk für 44 Mio. US-Dollar",
    "2011 entsteht das Gemeinschaftsunternehmen von Aselsan in Astana; das Werk kostet 44 Millionen US-Dollar, die "
    "Anteile betragen 50, 49 und 1 Prozent.",
)
_VENTURE_EN = (
    "Joint venture in Astana: a plant for 44 M US$",
    "In 2011 Aselsan's joint venture in Astana comes into being; the plant costs 44 million US dollars, the shares are "
    "50, 49 and 1 per cent.",
)
_ASSEMBLY = (
    "TAI: Zusammenbau ab 2024",
    "Nach TAI soll der Zusammenbau der ANKA in Kasachstan 2024 beginnen.",
)
_ASSEMBLY_EN = ("TAI: assembly from 2024", "According to TAI the ANKA is to be assembled in Kazakhstan from 2024 on.")
_DAMAGED = (
    "Baykar-Werk in der Ukraine vor der Inbetriebnahme schwer beschädigt",
    "Das Werk von Baykar in der Ukraine wird Ende August 2025 als schwer beschädigt gemeldet, bevor es den Betrieb "
    "aufgenommen hat.",
)
_DAMAGED_EN = (
    "Baykar plant in Ukraine badly damaged before it opened",
    "At the end of August 2025 Baykar's plant in Ukraine is reported badly damaged before it had taken up work.",
)

OTHERS: tuple[Claim, ...] = (
    Claim(
        id="today-az",
        de=("Abkommen über militärische Ausbildung",
            "Am 8. August 1993 schließen beide Staaten ein Abkommen über militärische Ausbildung."),
        en=("Agreement on military education",
            "On 8 August 1993 both states conclude an agreement on military education."),
        date="1993-08-08", actors=("kasachstan", "tuerkei"), topics=("training", "agreement"), grade="F3",
        source="today.az 188916", relation=("confirms", "artikel-01"),
    ),
    Claim(
        id="dogruhaber",
        de=("200 Offiziere ausgebildet", "Bis 2019 wurden 200 kasachische Offiziere in der Türkei ausgebildet."),
        en=("200 officers trained", "By 2019, 200 Kazakh officers had been trained in Türkiye."),
        date="2019", precision="before", actors=("kasachstan", "tuerkei"), topics=("training",), grade="C3",
        source="dogruhaber 628873 (Anadolu)", relation=("confirms", "artikel-02"),
    ),
    Claim(
        id="worldtribune",
        de=("6,5 Mio. US-Dollar Hilfe insgesamt",
            "Von 1998 bis etwa 2005 beträgt die türkische Hilfe zusammen 6,5 Millionen US-Dollar; das passt zu "
            "höchstens einer Million im Jahr."),
        en=("6.5 M US$ of aid in total",
            "From 1998 to about 2005 Turkish aid adds up to 6.5 million US dollars, which fits with at most one "
            "million a year."),
        date="1998/2005", actors=("tuerkei", "kasachstan"), topics=("finance",), grade="F3",
        source="worldtribune 2006", relation=("adds", "artikel-03"),
    ),
    Claim(
        id="vpk-name", de=_VENTURE, en=_VENTURE_EN, date="2011", place="astana",
        actors=("aselsan", "kazakhstan-engineering", "aselsan-engineering"), topics=("agreement", "production"),
        grade="F2", source="vpk.name 102557", relation=("confirms", "artikel-04"),
    ),
    Claim(
        id="hurriyet", de=_VENTURE, en=_VENTURE_EN, date="2011", place="astana",
        actors=("aselsan", "kazakhstan-engineering", "aselsan-engineering"), topics=("agreement", "production"),
        grade="F2", source="hurriyet 59359", relation=("confirms", "artikel-04"),
    ),
    Claim(
        id="zbiam",
        de=("Drei Wing Loong und eine Bodenstation geliefert",
            "2016 werden drei Luftfahrzeuge Wing Loong und eine Bodenstation geliefert."),
        en=("Three Wing Loong and one ground station delivered",
            "In 2016 three Wing Loong aircraft and one ground station are delivered."),
        date="2016", place="kasachstan", actors=("kasachstan",), topics=("procurement",), platforms=("wing-loong-1",),
        grade="F3", source="zbiam.pl 80759", relation=("confirms", "artikel-12"),
    ),
    Claim(
        id="trt-global", de=_ANKA_ORDER, en=_ANKA_ORDER_EN, date="2021-10/2021-11", place="kasachstan",
        actors=("kasachstan", "tai"), topics=("procurement",), platforms=("anka-s",), grade="F3",
        source="trt.global 7232352", relation=("adds", "artikel-05", "contradicts", "rid-it"),
        note="uneins über den Monat: Oktober oder November 2021",
    ),
    Claim(
        id="rid-it", de=_ANKA_ORDER, en=_ANKA_ORDER_EN, date="2021-10/2021-11", place="kasachstan",
        actors=("kasachstan", "tai"), topics=("procurement",), platforms=("anka-s",), grade="F3",
        source="rid.it 4955", relation=("adds", "artikel-05", "contradicts", "trt-global"),
        note="uneins über den Monat: Oktober oder November 2021",
    ),
    Claim(
        id="bazaartimes", de=_MEMORANDUM, en=_MEMORANDUM_EN, date="2022-05-10/2022-05-11", place="ankara",
        actors=("tai", "kazakhstan-engineering"), topics=("agreement",), platforms=("anka-s",), grade="F2",
        source="bazaartimes", relation=("confirms", "artikel-05", "contradicts", "caspiannews"),
        note="uneins über den Tag: 10. oder 11. Mai 2022",
    ),
    Claim(
        id="caspiannews", de=_MEMORANDUM, en=_MEMORANDUM_EN, date="2022-05-10/2022-05-11", place="ankara",
        actors=("tai", "kazakhstan-engineering"), topics=("agreement",), platforms=("anka-s",), grade="F2",
        source="caspiannews", relation=("confirms", "artikel-05", "contradicts", "bazaartimes"),
        note="uneins über den Tag: 10. oder 11. Mai 2022",
    ),
    Claim(
        id="trend-az",
        de=("Stellvertretender Minister nennt nur israelische und chinesische UAVs",
            "Im Dezember 2022 nennt der stellvertretende Verteidigungsminister als genutzt nur israelische und "
            "chinesische UAVs; Orlan-10 kommt nicht vor."),
        en=("Deputy minister names Israeli and Chinese UAVs only",
            "In December 2022 the deputy minister of defence names Israeli and Chinese UAVs only as being in use; "
            "Orlan-10 is not among them."),
        date="2022-12", place="kasachstan", actors=("verteidigungsministerium",), topics=("operation",),
        platforms=("orlan-10", "wing-loong-1"), grade="C3", source="trend.az 3688905",
        relation=("contradicts", "artikel-13"), note="mittelbar: Orlan-10 wird nicht genannt",
    ),
    Claim(
        id="kursiv",
        de=("Vereinbarung von Zenit, Asfat und YDA auf der IDEF in Istanbul",
            "Im Juli 2023 schließen Zenit, Asfat und YDA auf der Messe IDEF in Istanbul eine Vereinbarung."),
        en=("Agreement of Zenit, Asfat and YDA at IDEF, Istanbul",
            "In July 2023 Zenit, Asfat and YDA conclude an agreement at the IDEF fair in Istanbul."),
        date="2023-07", place="istanbul", actors=("zenit", "asfat", "yda"), topics=("shipbuilding", "agreement"),
        grade="F3", source="kursiv 2023-07-31", relation=("confirms", "artikel-10"),
    ),
    Claim(
        id="rferl", de=_ASSEMBLY, en=_ASSEMBLY_EN, date="2023-10-15", place="kasachstan", actors=("tai",),
        topics=("production",), platforms=("anka-s",), grade="C2", status="planned", source="rferl 32639593",
        relation=("confirms", "artikel-07"), note="als Planung",
    ),
    Claim(
        id="shephardmedia", de=_ASSEMBLY, en=_ASSEMBLY_EN, date="2023-10-15", place="kasachstan", actors=("tai",),
        topics=("production",), platforms=("anka-s",), grade="C2", status="planned", source="shephardmedia",
        relation=("confirms", "artikel-07"), note="als Planung",
    ),
    Claim(
        id="turan-az",
        de=("Baykar-Werk bei Kiew im Bau, Fertigung für 2025 geplant",
            "Im Februar 2024 ist das Werk von Baykar bei Kiew im Bau; die Fertigung ist für 2025 geplant."),
        en=("Baykar plant near Kyiv under construction, production planned for 2025",
            "In February 2024 Baykar's plant near Kyiv is under construction; production is planned for 2025."),
        date="2024-02", place="kiew", actors=("baykar",), topics=("production",), grade="F3", status="planned",
        source="turan.az 777130", recorded="2024-03-04", relation=("confirms", "artikel-09"), note="als Planung",
    ),
    Claim(
        id="menafn",
        de=("Baykar unterzeichnet in Istanbul einen Fahrplan zur Lokalisierung",
            "Im Oktober 2024 unterzeichnet Baykar in Istanbul einen Fahrplan zur Lokalisierung der Fertigung."),
        en=("Baykar signs a localisation roadmap in Istanbul",
            "In October 2024 Baykar signs a roadmap for localised production in Istanbul."),
        date="2024-10", place="istanbul", actors=("baykar",), topics=("agreement", "production"), grade="F6",
        source="menafn 1108817014", recorded="2024-11-04", relation=("adds", "artikel-08"),
    ),
    Claim(
        id="pravda-ua", de=_DAMAGED, en=_DAMAGED_EN, date="2025-08-28", place="ukraine", actors=("baykar",),
        topics=("damage", "production"), grade="F2", source="pravda.com.ua 7528226", recorded="2025-09-01",
        relation=("supersedes", "artikel-09"),
    ),
    Claim(
        id="meduza", de=_DAMAGED, en=_DAMAGED_EN, date="2025-08-28", place="ukraine", actors=("baykar",),
        topics=("damage", "production"), grade="F2", source="meduza", recorded="2025-09-01",
        relation=("supersedes", "artikel-09"),
    ),
    Claim(
        id="ipeclub",
        de=("Petropawl: vier Prototypen, 27 Muster geplant",
            "Das Gemeinschaftsunternehmen mit China in Petropawl hat vier Prototypen; geplant sind 27 Muster."),
        en=("Petropavl: four prototypes, 27 types planned",
            "The joint venture with China in Petropavl has four prototypes; 27 types are planned."),
        place="petropawl", actors=("petropawl-werk", "china"), topics=("production",), grade="C3",
        source="ipeclub.co (Eurasianet)", relation=("contradicts", "artikel-11"),
        note="vier Prototypen statt sechs UAVs",
    ),
)  # fmt: skip
