"""The end of a session in words, for people at a terminal."""

from __future__ import annotations

from neopain.core.score.coverage import Statistics
from neopain.core.score.digest import sum_of
from neopain.reports.content.summary import Summary


def summary_lines(summary: Summary) -> list[str]:
    """Lines of the summary: times, score, alarms, and why not scored."""
    times = summary.statistics
    share = "" if times.scored_share is None else f", scored {100 * times.scored_share:.0f} % of it"
    excluded = f" (without {times.excluded_s:.0f} s of care and standby)" if times.excluded_s else ""
    lines = [
        f"duration        {times.observed_s:.0f} s{excluded}{share}",
        f"readings        {summary.readings}, scored {summary.scored}",
    ]
    if summary.peak is None or summary.peak_s is None:
        lines.append("peak score      -- (nothing was scored)")
    else:
        lines.append(f"peak score      {summary.peak:.1f} at {summary.peak_s:.0f} s")
        lines += _over(
            summary.lower_limit, times.over_lower_s, summary.over_lower_share, summary.lower_episodes
        )
        lines += _over(
            summary.upper_limit, times.over_upper_s, summary.over_upper_share, len(summary.episodes)
        )
    lines.append(f"alarms          {summary.alarms}")
    lines += [f"not scored      {count} readings: {reason}" for reason, count in summary.reasons]
    return lines


def stay_lines(summary: Summary, earlier: Statistics | None) -> list[str]:
    """The counted time of the infant's whole stay with this session; none without earlier sessions."""
    if earlier is None or earlier.observed_s <= 0.0:
        return []
    times = sum_of((earlier, summary.statistics))
    share = "" if times.scored_share is None else f", scored {100 * times.scored_share:.0f} % of it"
    lines = [f"whole stay      {times.observed_s / 3600.0:.1f} h{share}"]
    for name, over_s, over_share in (
        ("lower", times.over_lower_s, times.over_lower_share),
        ("upper", times.over_upper_s, times.over_upper_share),
    ):
        if over_share is not None:
            told = f"{over_s:.0f} s ({100 * over_share:.0f} % of the scored time)"
            lines.append(f"  over {name}    {told}, each limit as it was in force")
    return lines


def _over(limit: float | None, over_s: float, share: float | None, episodes: int) -> list[str]:
    if limit is None or share is None:
        return []
    told = f"{over_s:.0f} s ({100 * share:.0f} % of the scored time), {episodes} episodes"
    return [f"over {limit:.1f}        {told}"]
