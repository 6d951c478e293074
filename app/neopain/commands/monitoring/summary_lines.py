"""The end of a session in words, for people at a terminal."""

from __future__ import annotations

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


def _over(limit: float | None, over_s: float, share: float | None, episodes: int) -> list[str]:
    if limit is None or share is None:
        return []
    told = f"{over_s:.0f} s ({100 * share:.0f} % of the scored time), {episodes} episodes"
    return [f"over {limit:.1f}        {told}"]
