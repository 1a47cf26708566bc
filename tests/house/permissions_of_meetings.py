"""Who may do what: meetings. The author of the table sits in the group, and her institution is in charge of its countermeasure."""

from __future__ import annotations

from tests.house.deeds import Deed

MEETINGS: dict[str, list[Deed]] = {
    "会議体と会議 / Groups and their meetings（「書いた人」は、その会議体の委員 / the author sits in the group）": [
        Deed("会議の入り口、1年の見わたし、自分の宿題（中身は読めるものだけ）",
             "Meetings, the year at a glance, my tasks: what is on them is what I may read",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ × →", """
             GET /cycle/
             GET /meetings/
             GET /meetings/all
             GET /tasks/"""),
        Deed("会議体、年間計画、委員、会議、議題、次第を読む", "A group, its year, members, meetings, agenda and programme",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ － － － →", """
             GET /groups/<int:group_id>
             GET /groups/<int:group_id>/backlog
             GET /groups/<int:group_id>/members
             GET /groups/<int:group_id>/parties
             GET /meetings/<int:meeting_id>
             GET /meetings/<int:meeting_id>/agenda
             GET /meetings/<int:meeting_id>/invite.ics
             GET /meetings/<int:meeting_id>/program
             GET /meetings/<int:meeting_id>/program.docx"""),
        Deed("ほかの地域の会議体を読む", "A group of the other area",
             "→ － － － － － － ○ ○ ○ ○ － →", """
             GET /groups/<int:group_id> 〔あちらの会議〕"""),
        Deed("委員だけの会議体を読む（委員と事務局）", "A group for members only: they and its secretariat",
             "→ ○ － － － ○ － － － － － － →", """
             GET /groups/<int:group_id> 〔委員だけの会議〕"""),
        Deed("会議体をつくる（拠点。自分の地域に）", "Setting up a group: bases, each in their own area",
             "→ × × × × ○ × × ○ ○ × × →", """
             GET /groups/new
             POST /groups/new"""),
        Deed("会議体、委員、年間計画、会議を決める、変える、招待する（事務局）",
             "Deciding and changing groups, members, the year and its meetings; inviting: the secretariat",
             "→ × × × × ○ × × × － － － →", """
             GET /groups/<int:group_id>/edit
             POST /groups/<int:group_id>/edit
             POST /groups/<int:group_id>/end
             GET /groups/<int:group_id>/meetings/new
             POST /groups/<int:group_id>/meetings/new
             POST /groups/<int:group_id>/members
             POST /groups/<int:group_id>/parties/waivers
             POST /groups/<int:group_id>/parties/waivers/removal
             GET /groups/<int:group_id>/plan/<int:fiscal_year>
             POST /groups/<int:group_id>/plan/<int:fiscal_year>
             POST /meetings/<int:meeting_id>/cancellation
             GET /meetings/<int:meeting_id>/edit
             POST /meetings/<int:meeting_id>/edit
             POST /meetings/<int:meeting_id>/invitations
             GET /meetings/<int:meeting_id>/letters
             POST /meetings/<int:meeting_id>/letters
             GET /members/<int:member_id>/edit
             POST /members/<int:member_id>/edit
             POST /members/<int:member_id>/invitations
             POST /members/<int:member_id>/leave"""),
        Deed("招待に答える（招待された人）", "Answering an invitation: who is asked",
             "→ ○ × × × × × × × － － － →", """
             POST /meetings/<int:meeting_id>/answer"""),
        Deed("手紙のリンクから招待に答える（リンクそのものが鍵です）", "Answering from a letter: the link is the proof",
             "○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○", """
             GET /meeting-answers/<token>
             POST /meeting-answers/<token>"""),
    ],
    "議題と提案 / Agenda and proposals": [
        Deed("議題を入れる、直す、ならべる、はずす、資料を付ける（事務局）",
             "Putting items on the agenda, changing, ordering and removing them, papers: the secretariat",
             "→ × × × × ○ × × × － － － →", """
             GET /items/<int:item_id>/edit
             POST /items/<int:item_id>/edit
             POST /items/<int:item_id>/papers
             POST /items/<int:item_id>/place
             POST /items/<int:item_id>/removal
             GET /meetings/<int:meeting_id>/agenda/template
             POST /meetings/<int:meeting_id>/agenda/template
             POST /meetings/<int:meeting_id>/forward
             POST /meetings/<int:meeting_id>/items
             POST /papers/<int:paper_id>/removal"""),
        Deed("資料を開く", "Opening a paper",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ － － － →", """
             GET /papers/<int:paper_id>"""),
        Deed("提案する（読める人はだれでも。都道府県は見るだけ）", "Proposing: whoever reads the group; the prefecture only looks in",
             "→ ○ ○ ○ ○ ○ × ○ ○ － － － →", """
             POST /groups/<int:group_id>/proposals
             GET /groups/<int:group_id>/proposals/new"""),
        Deed("提案に答える（事務局）", "Answering a proposal: the secretariat",
             "→ × － － － ○ － － － － － － →", """
             GET /proposals/<int:proposal_id>/answer
             POST /proposals/<int:proposal_id>/answer"""),
    ],
    "会議を開く、議事録 / Holding a meeting, and its minutes": [
        Deed("会議の画面を手もとで見る（委員と事務局）", "Following a meeting: its members and secretariat",
             "→ ○ × × × ○ × × × － － － →", """
             GET /meetings/<int:meeting_id>/follow"""),
        Deed("会議の途中で、発言したいと伝える、取り下げる（その会議に席のある人）",
             "Telling, while a meeting goes on, that one wants to speak, and taking it back: who has a seat in it",
             "→ ○ × × × × × × × － － － →", """
             POST /meetings/<int:meeting_id>/wish
             POST /meetings/<int:meeting_id>/wish/taking-back"""),
        Deed("自分の発言を見る、会議の途中で直してもらう（その会議に席のある人。直すのは話した本人だけ）",
             "My own remarks, and asking while the meeting goes on for another text: who has a seat, each for what they said",
             "→ ○ × × × × × × × － － － →", """
             GET /entries/<int:entry_id>/asking
             POST /entries/<int:entry_id>/asking
             GET /meetings/<int:meeting_id>/remarks"""),
        Deed("会議を進め、書く（事務局）", "Holding a meeting and writing in it: the secretariat",
             "→ × × × × ○ × × × － － － →", """
             POST /items/<int:item_id>/countermeasures
             POST /items/<int:item_id>/decisions
             POST /items/<int:item_id>/entries
             POST /items/<int:item_id>/evaluations/<int:countermeasure_id>
             POST /items/<int:item_id>/homework
             POST /items/<int:item_id>/issues
             POST /items/<int:item_id>/turn
             POST /meetings/<int:meeting_id>/closing
             POST /meetings/<int:meeting_id>/guests
             GET /meetings/<int:meeting_id>/hold
             POST /meetings/<int:meeting_id>/listeners
             POST /meetings/<int:meeting_id>/opening
             POST /meetings/<int:meeting_id>/presence
             POST /meetings/<int:meeting_id>/reopening
             POST /meetings/<int:meeting_id>/wishes
             POST /meetings/<int:meeting_id>/wishes/ending"""),
        Deed("書いた文の、前の文を読む（委員と事務局）", "Earlier texts of a sentence: members and secretariat",
             "→ ○ － － － ○ － － － － － － →", """
             GET /entries/<int:entry_id>/revisions"""),
        Deed("書いた文を直す、消す（事務局）", "Changing and removing a sentence: the secretariat",
             "→ × － － － ○ － － － － － － →", """
             GET /entries/<int:entry_id>
             POST /entries/<int:entry_id>
             POST /entries/<int:entry_id>/removal"""),
        Deed("確定した議事録を読む（委員でない人には公開用）", "Fixed minutes; in their public form for who is no member",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ － － － →", """
             GET /meetings/<int:meeting_id>/minutes 〔確定した議事録〕
             GET /meetings/<int:meeting_id>/minutes.docx 〔確定した議事録〕
             GET /meetings/<int:meeting_id>/minutes.txt 〔確定した議事録〕
             GET /meetings/<int:meeting_id>/minutes/print 〔確定した議事録〕"""),
        Deed("確定の前の議事録を読む（委員と事務局）", "Minutes before they are fixed: members and secretariat",
             "→ ○ － － － ○ － － － － － － →", """
             GET /meetings/<int:meeting_id>/minutes
             GET /meetings/<int:meeting_id>/minutes.docx
             GET /meetings/<int:meeting_id>/minutes.txt
             GET /meetings/<int:meeting_id>/minutes/print"""),
        Deed("議事録の直しを申し出る、確認する（委員と事務局。確認は署名人）",
             "Asking for corrections, approving (the signers): members and secretariat",
             "→ ○ × × × ○ × × × － － － →", """
             POST /meetings/<int:meeting_id>/minutes/approvals
             GET /meetings/<int:meeting_id>/minutes/corrections
             POST /meetings/<int:meeting_id>/minutes/corrections"""),
        Deed("議事録を整える、送る、申し出に答える、確定する、訂正する、掲示板に載せる（事務局）",
             "Writing, sending, answering, fixing, setting right, posting: the secretariat",
             "→ × × × × ○ × × × － － － →", """
             GET /corrections/<int:correction_id>/answer
             POST /corrections/<int:correction_id>/answer
             POST /corrections/<int:correction_id>/taking
             GET /meetings/<int:meeting_id>/minutes/edit
             POST /meetings/<int:meeting_id>/minutes/edit
             GET /meetings/<int:meeting_id>/minutes/errata
             POST /meetings/<int:meeting_id>/minutes/errata
             GET /meetings/<int:meeting_id>/minutes/fixing
             POST /meetings/<int:meeting_id>/minutes/fixing
             GET /meetings/<int:meeting_id>/minutes/posting
             POST /meetings/<int:meeting_id>/minutes/posting
             GET /meetings/<int:meeting_id>/minutes/sending
             POST /meetings/<int:meeting_id>/minutes/sending"""),
    ],
    "課題と取組 / The cycle（「書いた人」は委員で、その施設が方策の担当 / the author's institution is in charge）": [
        Deed("課題、取組の1年、報告書を読む", "An issue, the year of a group and its report",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ － － － →", """
             GET /groups/<int:group_id>/years/<int:fiscal_year>
             GET /groups/<int:group_id>/years/<int:fiscal_year>.docx
             GET /groups/<int:group_id>/years/<int:fiscal_year>.xlsx
             GET /groups/<int:group_id>/years/<int:fiscal_year>/indicators
             GET /issues/<int:issue_id>
             GET /tasks/<int:task_id>"""),
        Deed("課題を出す（事務局。ほかの人は、ここから提案へ進む。中身は自分の地域）",
             "Raising an issue: secretariats; for others the page leads to a proposal",
             "→ ○ ○ ○ ○ ○ × ○ ○ ○ ○ × →", """
             GET /issues/new
             POST /issues/new"""),
        Deed("ひとつの例を、みんなの課題の文にする", "Turning one case into the text of a general issue",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ × →", """
             GET /issues/generalise
             POST /issues/generalise"""),
        Deed("患者さんがだれか分かる言葉がないか、書きながら確かめる", "Asking, while writing, whether words tell who a patient is",
             "→ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ ○ →", """
             POST /guard"""),
        Deed("実施と指標の数を書く、宿題を済みにする（担当の施設と事務局）",
             "What was done, the numbers, a task that is done: the institution in charge, and the secretariat",
             "→ ○ ○ ○ × ○ × × × － － － →", """
             GET /countermeasures/<int:countermeasure_id>/implementations
             POST /countermeasures/<int:countermeasure_id>/implementations
             GET /countermeasures/<int:countermeasure_id>/values
             POST /countermeasures/<int:countermeasure_id>/values
             POST /tasks/<int:task_id>/done"""),
        Deed("課題を書きかえる、方策を決める、変える、評価する、引きつぐ、閉じる、上の会議に上げる、知らせる（事務局）",
             "Rewording, deciding, revising, evaluating, carrying over, closing, raising to an upper group, telling: the secretariat",
             "→ × × × × ○ × × × － － － →", """
             GET /countermeasures/<int:countermeasure_id>/discontinuation
             POST /countermeasures/<int:countermeasure_id>/discontinuation
             GET /countermeasures/<int:countermeasure_id>/evaluations
             POST /countermeasures/<int:countermeasure_id>/evaluations
             GET /countermeasures/<int:countermeasure_id>/versions
             POST /countermeasures/<int:countermeasure_id>/versions
             POST /issues/<int:issue_id>/carrying
             GET /issues/<int:issue_id>/closing
             POST /issues/<int:issue_id>/closing
             GET /issues/<int:issue_id>/countermeasures
             POST /issues/<int:issue_id>/countermeasures
             POST /issues/<int:issue_id>/evidence
             GET /issues/<int:issue_id>/rises
             POST /issues/<int:issue_id>/rises
             GET /issues/<int:issue_id>/telling
             POST /issues/<int:issue_id>/telling
             GET /issues/<int:issue_id>/words
             POST /issues/<int:issue_id>/words
             POST /tasks/<int:task_id>/reopening"""),
        Deed("まちがえた評価、中止・統合、課題を閉じたこと、引きついだことを取り消す（事務局。記録は残る）",
             "Taking back an evaluation, an end, a closing or a carrying over that was a mistake: the secretariat; the record stays",
             "→ × × × × ○ × × × － － － →", """
             GET /carryings/<int:carrying_id>/taking-back
             POST /carryings/<int:carrying_id>/taking-back
             GET /closings/<int:closing_id>/taking-back
             POST /closings/<int:closing_id>/taking-back
             GET /discontinuations/<int:discontinuation_id>/taking-back
             POST /discontinuations/<int:discontinuation_id>/taking-back
             GET /evaluations/<int:evaluation_id>/taking-back
             POST /evaluations/<int:evaluation_id>/taking-back"""),
        Deed("上がってきた課題に返事をする（上の会議の事務局）", "Answering what rose: the secretariat of the upper group",
             "→ × × × × ○ × × × － － － →", """
             GET /rises/<int:rise_id>/answer
             POST /rises/<int:rise_id>/answer"""),
        Deed("聞きとりを読む（委員と事務局）", "Hearing notes: members and secretariat",
             "→ ○ × × × ○ × × × － － － →", """
             GET /groups/<int:group_id>/hearings"""),
        Deed("聞きとりの1件を読む（委員と事務局）", "One hearing note",
             "→ ○ － － － ○ － － － － － － →", """
             GET /hearings/<int:note_id>"""),
        Deed("聞きとりを書く（事務局）", "Writing down a hearing: the secretariat",
             "→ × × × × ○ × × × － － － →", """
             GET /groups/<int:group_id>/hearings/new
             POST /groups/<int:group_id>/hearings/new"""),
        Deed("聞きとりを課題に結ぶ（事務局）", "Coding a hearing into an issue: the secretariat",
             "→ × － － － ○ － － － － － － →", """
             POST /hearings/<int:note_id>/codings"""),
    ],
}  # fmt: skip
