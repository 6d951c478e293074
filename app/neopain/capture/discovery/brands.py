"""Where the cameras of a brand have their stream: facts from their makers' manuals, no more.

Each path is the maker's usual one for a stream of middle size (the "sub" or second stream where there is one,
since a face needs no 4K). A camera of another generation may have another: the test of the camera tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from neopain.core.errors import SettingFault


@dataclass(frozen=True, slots=True)
class Brand:
    """One row.

    Attributes:
        name: as it stands on the camera.
        template: an address with `{host}`.
    """

    name: str
    template: str

    def address(self, host: str) -> str:
        """The address of such a camera.

        Args:
            host: name or number, with a port of its own or without; an IPv6 number in brackets or bare.

        Raises: SettingFault for what is no host.
        """
        typed = host.strip()
        if re.fullmatch(r"[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*", typed, re.IGNORECASE):
            typed = f"[{typed}]"
        if not re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?", typed):
            raise SettingFault(
                "a camera of a brand wants its name or number in the network alone, such as 192.168.1.20; "
                "this is more than that; for a whole address choose no brand"
            )
        scheme, rest = self.template.split("://", 1)
        if re.search(r":[0-9]{1,5}$", typed.rpartition("]")[2]):
            # A port that was typed goes before the brand's own.
            rest = re.sub(r"^\{host\}:[0-9]+", "{host}", rest)
        return f"{scheme}://{rest.replace('{host}', typed)}"


BRANDS: tuple[Brand, ...] = (
    Brand("Amcrest, Dahua, Lorex", "rtsp://{host}/cam/realmonitor?channel=1&subtype=1"),
    Brand("AVTech", "rtsp://{host}/live/ch00_1"),
    Brand("Axis", "rtsp://{host}/axis-media/media.amp?resolution=1280x720"),
    Brand("Bosch", "rtsp://{host}/?inst=2"),
    Brand("Canon", "rtsp://{host}/rtpstream/config1=r"),
    Brand("D-Link", "rtsp://{host}/live2.sdp"),
    Brand("ESP32-CAM", "http://{host}:81/stream"),
    Brand("Foscam", "rtsp://{host}:88/videoSub"),
    Brand("Grandstream", "rtsp://{host}/4"),
    Brand("Hanwha, Samsung Wisenet", "rtsp://{host}/profile2/media.smp"),
    Brand("Hikvision, Annke, HiLook", "rtsp://{host}/Streaming/Channels/102"),
    Brand("i-PRO, Panasonic", "rtsp://{host}/MediaInput/h264/stream_2"),
    Brand("Mobotix (MxPEG off)", "http://{host}/cgi-bin/faststream.jpg?stream=full"),
    Brand("Milesight", "rtsp://{host}/sub"),
    Brand("motion, motionEye", "http://{host}:8081/"),
    Brand("Reolink", "rtsp://{host}/Preview_01_sub"),
    Brand("Sony", "rtsp://{host}/media/video2"),
    Brand("Tasmota camera", "http://{host}:81/stream"),
    Brand("TP-Link Tapo, VIGI", "rtsp://{host}/stream2"),
    Brand("Trendnet", "rtsp://{host}/play2.sdp"),
    Brand("Uniview", "rtsp://{host}/media/video2"),
    Brand("Vivotek", "rtsp://{host}/live2.sdp"),
    Brand("Wyze (RTSP firmware)", "rtsp://{host}/live"),
)
