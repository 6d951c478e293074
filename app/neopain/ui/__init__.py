"""What is seen and touched: asks, shows, never decides.

Takes: readings, log entries, snapshots, frames.  Gives: commands of people.
Knows: PySide6, pyqtgraph (trend_plot only), the words of capture.  Never: SQL, models, cameras, limits.
"""
