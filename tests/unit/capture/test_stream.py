"""Why a network camera cannot be reached, in words."""

import pytest

from neopain.capture.address import check_address
from neopain.capture.stream import _knock
from neopain.core.errors import SourceFault


@pytest.mark.parametrize("host", ["a..b", f"{'x' * 64}.local"])
def test_a_host_name_that_cannot_exist_is_a_fault_of_the_source(host):
    with pytest.raises(SourceFault, match="cannot exist"):
        _knock(check_address(f"rtsp://{host}/stream"))
