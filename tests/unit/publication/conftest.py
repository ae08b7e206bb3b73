"""A store in small: an invented district, its pledge, and names that mean harm."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from govgraph.publication import facts
from govgraph.publication.facts import Facts
from govgraph.publication.page import Publication
from govgraph.publication.render import Renderer
from tests.conftest import ROOT

BASE = "https://data.example.org/"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&{{7*7}}"

DATA = f"""
@prefix id: <{BASE}id/> .
@prefix gg: <https://w3id.org/govgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix qudt: <http://qudt.org/vocab/unit/> .
@prefix voc: <https://w3id.org/govgraph/voc/> .

<{BASE}id/agent/newsroom> a foaf:Organization ; skos:prefLabel "示例编辑部"@zh-hans .
<{BASE}id/area/999901> a gg:AdministrativeUnit ; skos:prefLabel "云溪区"@zh-hans , "Yunxi District"@en , "Yúnxī Qū"@zh-latn-pinyin .
<{BASE}id/area/999902> a gg:AdministrativeUnit ; skos:prefLabel "石桥区"@zh-hans .
<{BASE}id/official/li> a gg:Official ; skos:prefLabel "李云"@zh-hans , "Li Yun"@en .
<{BASE}id/body/999901-cpc> a gg:PublicBody ; skos:prefLabel "云溪区委"@zh-hans .
<{BASE}id/post/secretary> a org:Post ; skos:prefLabel "云溪区委书记"@zh-hans ; org:postIn <{BASE}id/body/999901-cpc> .
<{BASE}id/statement/1> a gg:Statement ; gg:statedBy <{BASE}id/official/li> ; gg:inCapacityOf <{BASE}id/post/secretary> ;
  gg:reportedIn <{BASE}id/source/1> ; gg:statedOn "2030-01-28"^^xsd:date ; skos:prefLabel "李云的表态"@zh-hans .
<{BASE}id/source/1> a gg:SourceDocument ; skos:prefLabel "示例报道"@zh-hans ; schema:url <javascript:alert(1)> .
<{BASE}id/source/2> a gg:SourceDocument ; skos:prefLabel "示例公报"@zh-hans ; schema:url <https://example.org/a?b=c&d> .
<{BASE}id/period/2030> a dct:PeriodOfTime ; skos:prefLabel "2030年"@zh-hans , "2030"@en .
<{BASE}id/pledge/1> a gg:Pledge ; skos:prefLabel "云溪区2030年增长目标"@zh-hans ; gg:statedIn <{BASE}id/statement/1> ;
  gg:concernsArea <{BASE}id/area/999901> ; gg:pledgedBy <{BASE}id/official/li> ; gg:hasTarget <{BASE}id/target/1-1> ;
  gg:evidence <{BASE}id/pledge/1#e1> .
<{BASE}id/pledge/1#e1> a oa:SpecificResource ; oa:hasSource <{BASE}id/snapshot/1> ; oa:hasSelector <{BASE}id/pledge/1#e1-position> , <{BASE}id/pledge/1#e1-quote> ;
  gg:fragmentSha256 "{"a" * 64}" .
<{BASE}id/pledge/1#e1-position> a oa:TextPositionSelector ; oa:start 10 ; oa:end 18 .
<{BASE}id/pledge/1#e1-quote> a oa:TextQuoteSelector ; oa:exact "增长6.5%以上" .
<{BASE}id/snapshot/1> a gg:TextSnapshot ; skos:prefLabel "快照"@zh-hans .
<{BASE}id/target/1-1> a gg:Target , gg:QuantitativeTarget ; gg:targetOf <{BASE}id/pledge/1> ; gg:area <{BASE}id/area/999901> ;
  gg:indicator voc:growth ; gg:comparator <https://w3id.org/govgraph/voc/comparator/at-least> ; gg:statedValue 6.5 ;
  gg:statedUnit voc:percent ; gg:unit qudt:PERCENT ; gg:lowerBound 6.5 ; gg:lowerInclusive true ; gg:period <{BASE}id/period/2030> ;
  gg:currentAssessment <{BASE}id/assessment/1> .
<{BASE}id/target/2-1> a gg:Target , gg:QuantitativeTarget ; gg:targetOf <{BASE}id/pledge/2> ; gg:area <{BASE}id/area/999901> ;
  gg:indicator voc:growth ; gg:comparator <https://w3id.org/govgraph/voc/comparator/at-least> ; gg:statedValue 7.0 ;
  gg:statedUnit voc:percent ; gg:unit qudt:PERCENT ; gg:lowerBound 7.0 ; gg:lowerInclusive true ; gg:period <{BASE}id/period/2030> .
<{BASE}id/pledge/2> a gg:Pledge ; gg:hasTarget <{BASE}id/target/2-1> ; skos:prefLabel "{HOSTILE.replace('"', chr(92) + '"')}"@zh-hans .
<{BASE}id/target/3-1> a gg:Target , gg:QuantitativeTarget ; gg:targetOf <{BASE}id/pledge/1> ; gg:area <{BASE}id/area/999901> ;
  gg:indicator voc:money ; gg:comparator <https://w3id.org/govgraph/voc/comparator/more-than> ; gg:statedValue 1100.0 ;
  gg:statedUnit voc:yi ; gg:unit qudt:CCY_CNY ; gg:lowerBound 110000000000.0 ; gg:lowerInclusive false .
<{BASE}id/target/4-1> a gg:Target , gg:QuantitativeTarget ; gg:targetOf <{BASE}id/pledge/1> ; gg:area <{BASE}id/area/999901> ;
  gg:indicator voc:money ; gg:comparator <https://w3id.org/govgraph/voc/comparator/magnitude-class> ; gg:statedValue 2500.0 ; gg:statedUnit voc:yi .
<{BASE}id/target/5-1> a gg:Target , gg:QuantitativeTarget ; gg:targetOf <{BASE}id/pledge/1> ; gg:area <{BASE}id/area/999901> ;
  gg:indicator voc:growth ; gg:comparator <https://w3id.org/govgraph/voc/comparator/about> ; gg:statedValue 7.0 ;
  gg:statedUnit voc:percent ; gg:unit qudt:PERCENT ; gg:centralValue 7.0 .
<{BASE}id/observation/1> a gg:Observation ; gg:area <{BASE}id/area/999901> ; gg:indicator voc:growth ; gg:period <{BASE}id/period/2030> ;
  gg:value 4.6 ; gg:unit qudt:PERCENT ; prov:hadPrimarySource <{BASE}id/source/2> .
<{BASE}id/observation/2> a gg:Observation ; gg:area <{BASE}id/area/999901> ; gg:indicator voc:money ; gg:value 53500000000.0 ; gg:unit qudt:CCY_CNY ;
  gg:comparator <https://w3id.org/govgraph/voc/comparator/more-than> .
<{BASE}id/assessment/1> a gg:Assessment ; gg:assesses <{BASE}id/target/1-1> ; gg:forPeriod <{BASE}id/period/2030> ;
  gg:outcome <https://w3id.org/govgraph/voc/outcome/missed> ; gg:usesObservation <{BASE}id/observation/1> ; gg:deviation -1.9 ;
  gg:assessedOn "2031-06-30"^^xsd:date ; gg:explanation "目标 ≥ 6.5 %，实际 4.6 %，差 1.9 个百分点"@zh-hans .
voc:growth a gg:Indicator , skos:Concept ; skos:prefLabel "增速"@zh-hans , "growth"@en .
voc:money a gg:Indicator , skos:Concept ; skos:prefLabel "投资"@zh-hans , "investment"@en .
voc:percent a gg:Unit , skos:Concept ; skos:prefLabel "百分比"@zh-hans , "percent"@en ; skos:altLabel "%"@zh-hans ; gg:factor 1 ; gg:baseUnit qudt:PERCENT .
voc:yi a gg:Unit , skos:Concept ; skos:prefLabel "亿元"@zh-hans , "100 million yuan"@en ; gg:factor 100000000 ; gg:baseUnit qudt:CCY_CNY .
voc:yuan a gg:Unit , skos:Concept ; skos:prefLabel "元"@zh-hans , "yuan"@en ; gg:factor 1 ; gg:baseUnit qudt:CCY_CNY .
<https://w3id.org/govgraph/voc/comparator/at-least> a skos:Concept ; skos:prefLabel "至少"@zh-hans , "at least"@en .
<https://w3id.org/govgraph/voc/comparator/more-than> a skos:Concept ; skos:prefLabel "超过"@zh-hans , "more than"@en .
<https://w3id.org/govgraph/voc/comparator/about> a skos:Concept ; skos:prefLabel "约"@zh-hans , "about"@en .
<https://w3id.org/govgraph/voc/comparator/magnitude-class> a skos:Concept ; skos:prefLabel "量级"@zh-hans , "of the class"@en .
<https://w3id.org/govgraph/voc/outcome/missed> a skos:Concept ; skos:prefLabel "未实现"@zh-hans , "missed"@en .
"""


@pytest.fixture(scope="session")
def small() -> Renderer:
    store = ox.Store()
    for quad in ox.parse(DATA, format=ox.RdfFormat.TURTLE):
        store.add(quad)
    words = ox.parse(path=str(ROOT / "ontology" / "core.ttl"))
    known = facts.read_words(quad.triple for quad in words)
    publication = Publication(
        base=BASE,
        version="1.0.0",
        release="1.0.0-abcdefabcdef",
        issued="2031-07-01",
        title={"zh-hans": "示例", "en": "Example"},
        publisher="agent/newsroom",
        contact="mailto:desk@example.org",
        licence="https://creativecommons.org/licenses/by/4.0/",
    )
    return Renderer(publication, Facts(store, known))
