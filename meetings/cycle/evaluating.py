"""What each next step after an evaluation does, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

NEXT_WORDS = {
    "continue": _("このまま続けます。方策は開いたままで、もう一度評価します。"),
    "revise": _("方策を直して続けます。つぎに、直した版とその理由を書きます。"),
    "end": _("この方策を終わりにします。達成できていなければ、つぎの方策を決めることになります。"),
    "next_year": _("この方策を終わりにし、課題を次の年度に引きつぎます。これまでの記録は、そのまま続きます。"),
}
