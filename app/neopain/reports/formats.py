"""The export formats, by the word of their option: adding one is a file with its `FORMAT` and a row here."""

from __future__ import annotations

from neopain.reports import csv_log, edf_recording, fhir_bundle, hl7_message, json_lines, parquet_tables
from neopain.reports.export_format import ExportFormat

FORMATS: tuple[ExportFormat, ...] = (
    csv_log.FORMAT,
    json_lines.FORMAT,
    fhir_bundle.FORMAT,
    hl7_message.FORMAT,
    parquet_tables.FORMAT,
    edf_recording.FORMAT,
)
