"""Whether a number speaks of public affairs rather than of a story's three apples."""

from __future__ import annotations

import re

from govgraph.extraction.readings import Statement

_GOVERNMENT = re.compile(
    r"支出|预算|经费|转移支付|医保|教师|招生|养老金|债务|天数|时长|时限|办理|审批|办结|投诉|优良|水质|余额|系数|指数|通勤|车程|评价|考核|排名|位次|实力|竞争力|环境|贸易|出口|进口|执法|检查|经营单位|部门|航班|生产总值|GDP|增速|城市|项目|企业|园区|集群|平台|基地|中心|学校|学位|医院|床位|幼儿园|村|镇|乡|社区|小区|街区|公园|景区|车间|工厂|实验室|机构|站|充电桩|岗位|就业|车位|泊位|"
    r"住房|公里|里程|用地|农田|造林|绿道|管网|道路|桥|机场|港|线路|航线|专利|人才|团队|高企|小巨人|上市|标准|品牌|主体|合作社|农场|大棚|仓|水库|"
    r"游客|旅客|投资|资金|贷款|融资|成本|利率|农户|增收|税|收入|产值|增加值|总额|消费|补贴|基金|产量|面积|人口|率|比重|占比|能耗|排放|浓度|吞吐量|用电|行业|事项|服务|培训|"
    r"产业|结构|经济|财政|活动|赛事|演出|会展|困难|残疾|老人|养老|托位|危房|户厕|厕所|垃圾|污水|河|湖|海绵|试点|示范|名录|场馆|博物馆|图书馆|书屋|戏|地块|土地|"
    r"厂房|载体|孵化器|楼宇|门店|首店|商圈|市场|案件|纠纷|隐患|政策|清单|任务|指标|工程|实事|试验|成果|技术|产品|设备|机组|电站|装机|储能|5G|基站"
)
_ACTS = re.compile(
    r"增至|新增|新建|改建|扩建|建成|建好|建起|建设|打造|引进|招引|引育|培育|完成|实现|实施|推进|推动|启动|开工|竣工|投产|落地|签约|储备|盘活|供应|收储|出让|筹集|发放|"
    r"开展|举办|创建|认定|整治|治理|修复|改造|种植|造林|化解|压减|淘汰|关停|招聘|选派|培训|帮扶|扶持|谋划|布局|达到|力争|确保|计划|安排|争取|目标|净增|"
    r"入库|上市|获批|新开|开通|加密|组建|设立|扩大|提升|提高|增长|下降|减少|进入|跻身|拥有|纳入|投入|投放|投用|解决|办好|覆盖|惠及|保障|吸引|接待|拆除|清理|新认定|新设|转移|抓好|狠抓|建立|形成|发展|壮大|集聚|突破|达|超|确定|票决|兑现|办好|办成|冲刺|奋战|剑指|锚定|紧盯|奋力|迈向|迈进"
)

# Weather, kitchens and laboratories.
_THING = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:项目|企业(?!家)|园区|工程|集群|乡镇|行政村|高铁|高速|水库|电站|学校|医院)"
)
_OF_NATURE = frozenset({"℃", "摄氏度", "毫米", "厘米", "升", "克", "毫克", "分", "分贝", "海里"})


def is_public(sentence: str, statement: Statement) -> bool:
    """Tell whether a number speaks of public affairs rather than of a story's three apples."""
    if statement.unit in _OF_NATURE:
        return False
    if (
        statement.unit in ("percent", "percentagePoint", "rank", "CNY", "USD")
        or statement.indicator
    ):
        return bool(statement.indicator or _GOVERNMENT.search(sentence) or _ACTS.search(sentence))
    quantity = statement.quantity
    if quantity.form in ("grade", "named", "great"):
        return True
    start = max(0, quantity.start - 40)
    near = sentence[start : quantity.end + 20]
    if quantity.scaled and not quantity.chinese:
        return True
    if quantity.chinese and not quantity.scaled and quantity.value < 10_000:
        # What is bounded is a rule: 每周下乡不得少于两天
        bounded = quantity.pre and statement.comparator in ("atLeast", "atMost")
        own = _THING.match(sentence, quantity.end)
        acts = bounded or own or _ACTS.search(sentence[start : quantity.end + 20])
        return bool(acts and _GOVERNMENT.search(near))
    return bool(_GOVERNMENT.search(near)) or bool(_ACTS.search(near))
