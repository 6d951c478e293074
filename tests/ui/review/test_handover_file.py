"""Where a handover's page is written."""

import pytest

from neopain.core.errors import RecordFault
from neopain.store.sqlite.database import FILE_NAME
from neopain.ui.review.handover_pdf import write_pdf


def test_it_never_takes_the_place_of_the_record(tmp_path):
    record = tmp_path / FILE_NAME
    record.write_bytes(b"own")
    with pytest.raises(RecordFault, match="own files"):
        write_pdf(None, record, replace=True)
    assert record.read_bytes() == b"own"
