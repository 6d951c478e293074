"""The export formats, by the word of their option: adding one is a file with its `FORMAT` and a row here."""

from __future__ import annotations

from neopain.reports.formats import csv_log, edf_recording, hl7_message, json_lines, parquet_tables
from neopain.reports.formats.export_format import ExportFormat
from neopain.reports.formats.fhir import bundle as fhir_bundle

FORMATS: tuple[ExportFormat, ...] = (
    csv_log.FORMAT,
    json_lines.FORMAT,
    fhir_bundle.FORMAT,
    hl7_message.FORMAT,
    parquet_tables.FORMAT,
    edf_recording.FORMAT,
)
