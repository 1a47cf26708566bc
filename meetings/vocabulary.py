"""Words of meetings: scenes, kinds, verdicts. Codes stay, words are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

SCENES = {
    "discharge": _("退院支援"),
    "daily": _("日常の療養支援"),
    "sudden": _("急変時"),
    "end_of_life": _("看取り"),
    "disaster": _("災害"),
    "information": _("情報共有"),
    "staffing": _("人材"),
    "awareness": _("普及"),
}
"""Where in the course of care an issue shows. Source: domain facts 6.4 (甲府, 柏, PDCA sheets)."""

GROUP_KINDS = {
    "coordination_meeting": _("連携会議"),
    "working_group": _("ワーキンググループ"),
    "subcommittee": _("部会"),
    "council": _("協議会"),
}

TIERS = {1: _("一次連携"), 2: _("二次連携"), 3: _("三次連携")}
"""釜石 (事例①): the base with one profession, with two, with all."""

ITEM_KINDS = {
    "status": _("現状把握"),
    "issues": _("課題整理"),
    "countermeasures": _("対応策の検討"),
    "progress": _("実施報告"),
    "evaluation": _("評価"),
    "report": _("報告"),
}

ENTRY_KINDS = {
    "remark": _("発言"),
    "report": _("報告"),
    "issue": _("課題"),
    "countermeasure": _("方策"),
    "decision": _("決定"),
    "homework": _("宿題"),
}

SEATS = {"chair": _("座長"), "vice": _("副座長"), "member": _("委員"), "secretariat": _("事務局"), "observer": _("オブザーバー")}

ANSWERS = {"attend": _("出席"), "web": _("Web"), "substitute": _("代理"), "absent": _("欠席")}
"""What is answered to an invitation; the same four are noted at the meeting, where 出席 reads 会場."""

THEMES = {
    1: _("課題の抽出と方策の決定"),
    2: _("実施の確認"),
    3: _("評価"),
}
"""甲府: three meetings a fiscal year, one cycle."""

STAGES = {"found": _("課題の抽出"), "decided": _("方策の決定"), "carried_out": _("実施"), "evaluated": _("評価")}

VERDICTS = {"achieved": _("達成"), "partly": _("一部達成"), "not_achieved": _("未達")}
NEXT_STEPS = {"continue": _("継続"), "revise": _("修正"), "end": _("終了"), "next_year": _("次年度へ")}
ENDINGS = {"stopped": _("中止"), "merged": _("統合")}
CLOSINGS = {"dropped": _("見送り"), "merged": _("統合")}
RISE_ANSWERS = {"taken": _("引き受ける"), "returned": _("もとの会議で続ける"), "declined": _("見送る")}
