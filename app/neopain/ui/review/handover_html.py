"""The page of a handover as the small HTML that Qt shows, prints and writes; in the screen's language."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from statistics import median

from PySide6.QtCore import QCoreApplication

from neopain import __version__
from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.clinical.scales import band_of, scale_by_id
from neopain.core.readings import Reason
from neopain.core.record import Annotation, Assessment
from neopain.reports.content.handover import Handover, HourLine
from neopain.reports.content.summary import NO_READING
from neopain.ui.language.numbers import decimal
from neopain.ui.language.sign_words import action_words
from neopain.ui.language.translate import shown
from neopain.ui.language.words import minutes_seconds, reason_words
from neopain.ui.sheets.annotation.earlier_pad import assessment_words
from neopain.ui.sheets.annotation.note_sheet import note_words

PICTURE = "trend"
"""Name of the picture of the trend, for whoever shows the page."""
ONE_DAY_S = 20 * 3600.0
MOST_ALARMS, MOST_NOTES, MOST_EPISODES, MOST_REASONS = 10, 12, 6, 6
"""One page: of more the newest stand there, and those before them are counted."""

TABLE = (
    "<table width='100%' cellpadding='2' cellspacing='0' border='1' "
    "style='border-collapse: collapse; border-color: #999999;'>"
)

translate = QCoreApplication.translate


def page_of(one: Handover, *, width_px: int, height_px: int) -> str:
    """The page; the picture of the trend is `width_px` wide."""
    picture = f'<p><img src="{PICTURE}" width="{width_px}" height="{height_px}"></p>'
    halves = (
        "<table width='100%' cellspacing='0' cellpadding='0'><tr>"
        f"<td width='49%' valign='top'>{_hours(one)}{_unscored(one)}{_signs(one)}</td><td width='12'></td>"
        f"<td valign='top'>{_alarms(one)}{_episodes(one)}</td></tr></table>"
    )
    return "".join((_head(one), _sums(one), picture, halves, _people(one), _machine(one), _meaning()))


def _when(one: Handover, at: float, form: str = "") -> str:
    """Time of day; with its day on a page about more than one."""
    if not form:
        form = "%H:%M" if one.stop - one.start <= ONE_DAY_S else "%m-%d %H:%M"
    return one.stay.utc(at).astimezone(one.zone).strftime(form)


def _head(one: Handover) -> str:
    code = escape(one.stay.line.patient_code or translate("handover", "nobody admitted"))
    span = f"{_when(one, one.start, '%Y-%m-%d %H:%M')} - {_when(one, one.stop, '%Y-%m-%d %H:%M (UTC%z)')}"
    mark = translate("handover", "SIMULATED - not a person")
    simulated = f" &nbsp; <b>*** {mark} ***</b>" if one.simulated else ""
    title = translate("handover", "Handover: {code}").format(code=code)
    under = translate("handover", "facial pain score (investigational), 0 to 10; not a clinical scale")
    return f"<h2>{title}{simulated}</h2><p>{span} &nbsp; {under}</p>"


def _share(part_s: float, whole_s: float) -> str:
    return f"{100 * part_s / whole_s:.0f} %" if whole_s > 0.0 else "-"


def _sums(one: Handover) -> str:
    times = one.statistics
    of_scored = translate("handover", "{span} ({share} of scored time)")

    def over(seconds: float) -> str:
        if times.scored_s <= 0.0:
            return translate("handover", "nothing was scored")
        return of_scored.format(span=minutes_seconds(seconds), share=_share(seconds, times.scored_s))

    scored = translate("handover", "{span} of {whole} ({share})")
    rows = [
        (translate("handover", "Over the upper limit"), over(times.over_upper_s)),
        (translate("handover", "Over the lower limit"), over(times.over_lower_s)),
        (
            translate("handover", "Scored"),
            scored.format(
                span=minutes_seconds(times.scored_s),
                whole=minutes_seconds(times.observed_s),
                share=_share(times.scored_s, times.observed_s),
            ),
        ),
        (
            translate("handover", "Care mode and standby / not monitored"),
            f"{minutes_seconds(times.excluded_s)} / {minutes_seconds(one.not_monitored_s)}",
        ),
    ]
    cells = "".join(f"<td>{name}<br><b>{value}</b></td>" for name, value in rows)
    return f"{TABLE}<tr>{cells}</tr></table>"


def _hours(one: Handover) -> str:
    heads = (
        translate("handover", "Hour from"),
        translate("handover", "Scored"),
        translate("handover", "Median"),
        translate("handover", "Highest"),
        translate("handover", "Over ▲▲"),
        translate("handover", "Alarms"),
    )
    rows = [_row(heads, "th"), *(_row(_hour(one, line)) for line in one.hours)]
    return _block(translate("handover", "Hour by hour"), _table(rows))


def _hour(one: Handover, line: HourLine) -> tuple[str, ...]:
    times = line.statistics
    points = ["-" if value is None else decimal(value) for value in (line.median, line.highest)]
    over = minutes_seconds(times.over_upper_s) if times.scored_s > 0.0 else "-"
    scored = _share(times.scored_s, times.observed_s)
    if times.observed_s <= 0.0:
        scored = translate("handover", "not monitored")
    return (_when(one, line.start), scored, *points, over, str(line.alarms))


def _alarms(one: Handover) -> str:
    heads = (
        translate("handover", "Alarm"),
        translate("handover", "at"),
        translate("handover", "lasted"),
        translate("handover", "acknowledged"),
    )
    rows = [_row(heads, "th"), *(_row(_alarm(one, alarm)) for alarm in one.alarms[-MOST_ALARMS:])]
    answered = [alarm.response_s for alarm in one.alarms if alarm.response_s is not None]
    middle = "-" if not answered else minutes_seconds(median(answered))
    summary = translate(
        "handover",
        "{count} pain alarms, {answered} acknowledged, median after {middle}; {others} technical alarms",
    ).format(count=len(one.alarms), answered=len(answered), middle=middle, others=one.technical_alarms)
    table = _table(rows) if one.alarms else ""
    before = _before(len(one.alarms), MOST_ALARMS)
    said = f"{summary}.{before}" if before else summary
    return _block(translate("handover", "Alarms and response"), f"{said}{table}")


def _alarm(one: Handover, alarm: SeenAlarm) -> tuple[str, ...]:
    lasted = "-" if alarm.ended_at is None else minutes_seconds(alarm.ended_at - alarm.raised_at)
    answered = translate("handover", "by nobody")
    if alarm.response_s is not None:
        answered = translate("handover", "after {span}").format(span=minutes_seconds(alarm.response_s))
    return (escape(shown(alarm.words)), _when(one, alarm.raised_at), lasted, answered)


def _episodes(one: Handover) -> str:
    longest = sorted(one.episodes, key=lambda episode: episode.start - episode.stop)[:MOST_EPISODES]
    words = translate("handover", "{when} for {span}, peak {peak}")
    lines = [
        words.format(
            when=_when(one, episode.start),
            span=minutes_seconds(episode.stop - episode.start),
            peak=decimal(episode.peak),
        )
        for episode in sorted(longest, key=lambda episode: episode.start)
    ]
    head = translate("handover", "Episodes over the upper limit: {count}").format(count=len(one.episodes))
    return _block(head, "; ".join(lines) + _more(len(one.episodes), MOST_EPISODES))


def _unscored(one: Handover) -> str:
    longest = one.unscored[:MOST_REASONS]
    lines = [f"{_reason(reason)} {minutes_seconds(seconds)}" for reason, seconds in longest]
    nothing = translate("handover", "all time was scored")
    if one.statistics.observed_s <= 0.0:
        # Care mode, standby, or nothing recorded: no second of it was scored.
        nothing = translate("handover", "no score was wanted in this time")
    more = _more(len(one.unscored), MOST_REASONS)
    return _block(translate("handover", "Why not scored"), ("; ".join(lines) or nothing) + more)


def _signs(one: Handover) -> str:
    """Intensity and actions, where there are any: a model without them leaves no empty heading."""
    signs, lines = one.signs, []
    if signs is not None and signs.median is not None:
        words = translate("handover", "intensity: median {median}, strong in {share} of {span}")
        lines.append(
            words.format(
                median=decimal(signs.median),
                share=f"{100 * signs.strong:.0f} %",
                span=minutes_seconds(float(signs.intensity_s)),
            )
        )
    if signs is not None and signs.actions:
        names = action_words()
        told = ", ".join(f"{names[action][1]} {100 * share:.0f} %" for action, share in signs.actions)
        lines.append(translate("handover", "present, of the time seen: {actions}").format(actions=told))
    return _block(translate("handover", "Expression, while scored"), "<br>".join(lines)) if lines else ""


def _reason(reason: str) -> str:
    if reason == NO_READING:
        return translate("handover", "no reading")
    return escape(reason_words(Reason(reason)))


def _people(one: Handover) -> str:
    return "".join(
        (
            _block(
                translate("handover", "Manual scores"),
                _list(_assessment(one, score) for score in one.assessments)
                or translate("handover", "none in this time"),
            ),
            _block(
                translate("handover", "Analgesia noted"),
                _list(_note(one, note) for note in one.analgesia)
                or translate("handover", "none in this time"),
            ),
            _block(
                translate("handover", "Procedures and other notes"),
                _list(_done(one)) or translate("handover", "none in this time"),
            ),
        )
    )


def _done(one: Handover) -> list[str]:
    """Cards of procedures and notes, by time."""
    cards = [(card.at, f"{_when(one, card.at)} {escape(shown(card.text))}") for card in one.procedures]
    notes = [(note.at, _note(one, note)) for note in one.other_notes]
    return [words for _, words in sorted((*cards, *notes), key=lambda told: told[0])]


def _assessment(one: Handover, score: Assessment) -> str:
    words = f"{_when(one, score.at)} <b>{escape(shown(assessment_words(score)))}</b>"
    if score.total is not None:
        words += f" ({escape(shown(band_of(scale_by_id(score.scale), score.total)))})"
    return words + (f" [{escape(score.author)}]" if score.author else "")


def _note(one: Handover, note: Annotation) -> str:
    by = f" [{escape(note.author)}]" if note.author else ""
    return f"{_when(one, note.at)} {escape(note_words(note))}{by}"


def _machine(one: Handover) -> str:
    steps = [
        translate("handover", "▲▲ {upper} ▲ {lower} from {when}").format(
            upper="-" if step.upper_limit is None else decimal(step.upper_limit),
            lower="-" if step.lower_limit is None else decimal(step.lower_limit),
            when=_when(one, max(step.at, one.start)),
        )
        for step in one.limits
    ]
    words = translate("handover", "Limits: {limits}. Model: {models}. Source: {sources}. NeoPain {version}.")
    return "<p><small>" + words.format(
        limits="; ".join(steps) or "-",
        models=escape(", ".join(one.models)),
        sources=escape(", ".join(one.sources)),
        version=__version__,
    ) + "</small></p>"  # fmt: skip


def _meaning() -> str:
    head = translate("handover", "What this page does not mean")
    words = translate(
        "handover",
        "A low score does not rule out pain, and time without a score says nothing of it. The score "
        "describes the face only; it is investigational and replaces no assessment by a person. Manual "
        "scores stand apart and are never averaged with it. Nothing here is advice on treatment.",
    )
    return f"<p><b>{head}:</b> {words}</p>"


def _block(head: str, body: str) -> str:
    return f"<p><b>{head}</b><br>{body}</p>" if "<table" not in body else f"<p><b>{head}</b></p>{body}"


def _list(lines: Iterable[str]) -> str:
    found = list(lines)
    return _before(len(found), MOST_NOTES) + " &nbsp;·&nbsp; ".join(found[-MOST_NOTES:])


def _before(count: int, shown: int) -> str:
    if count <= shown:
        return ""
    return translate("handover", " {count} earlier ones, then: ").format(count=count - shown)


def _more(count: int, shown: int) -> str:
    if count <= shown:
        return ""
    return translate("handover", " ... and {count} more").format(count=count - shown)


def _row(cells: Iterable[str], kind: str = "td") -> str:
    return "<tr>" + "".join(f"<{kind} align='left'>{cell}</{kind}>" for cell in cells) + "</tr>"


def _table(rows: Iterable[str]) -> str:
    return f"{TABLE}{''.join(rows)}</table>"
