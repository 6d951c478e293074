"""The bedside watch: readings, source states and commands in; snapshots, alarms and log lines out.

Takes: readings, source states, ticks, commands of people.  Gives: snapshots, log entries.
Knows: `core.alarms`, `core.score`, `core.clinical`.  Never: threads, wall clocks, disks.
"""
