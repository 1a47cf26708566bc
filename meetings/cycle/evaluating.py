"""What each next step after an evaluation does, in words."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from meetings.models import Evaluation, Next, Verdict

NEXT_WORDS = {
    "continue": _("このまま続けます。方策は開いたままで、もう一度評価します。"),
    "revise": _("方策を直して続けます。つぎに、直した版とその理由を書きます。"),
    "end": _("この方策を終わりにします。達成できていなければ、つぎの方策を決めることになります。"),
    "next_year": _("この方策を終わりにし、課題を次の年度に引きつぎます。これまでの記録は、そのまま続きます。"),
}


def what_next(said: Evaluation) -> str:
    """The same once it was said: what was reached needs no further decision."""
    if said.next == Next.END and said.verdict == Verdict.ACHIEVED:
        return str(gettext("達成したので、この方策を終わりにしました。"))
    return str(NEXT_WORDS[said.next])
