"""Options that commands share: pictures, numbers within limits, outputs.

Takes: command-line words.  Gives: checked values, or a refusal before any work.
Knows: argparse, the study.  Never: commands.
"""
