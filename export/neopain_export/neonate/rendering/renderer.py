"""Draws a scene with OpenGL: the head with its skin, the things around it, and their shadows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeAlias

import moderngl
import numpy as np

from neopain.core.errors import EnvironmentFault, ProgramFault
from neopain_export.neonate.head import Surface
from neopain_export.neonate.mesh.solid import vertex_normals
from neopain_export.neonate.rendering.camera import eye_of, projection, shadow_matrix, view_matrix
from neopain_export.neonate.rendering.noise import noise_volume
from neopain_export.neonate.scene import Material

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from neopain.core.frames import RgbImage
    from neopain_export.neonate.scene import Light, Rendering, Scene, Tape, Thing

Buffers: TypeAlias = tuple[moderngl.Buffer, moderngl.Buffer]
"""Vertices, and the corners of triangles."""
GLSL = "#version 330\n"
GLSL_FILES = {".vert", ".frag", ".glsl"}
ROW = (("in_position", 3), ("in_normal", 3), ("in_rest", 3), ("in_mask", 4), ("in_extra", 2))
"""What a vertex has, and how many numbers each is."""
SHADOW_SIDE_PX = 768
NOISE_UNIT, SHADOW_UNIT = 0, 1
MAX_TAPES = 3


class Renderer:
    """One OpenGL context and its programs; used by one thread, drawing pictures of one size.

    Raises: EnvironmentFault when this machine can make no OpenGL context.
    """

    def __init__(self, shaders: Path, width_px: int, height_px: int) -> None:
        self.width_px, self.height_px = width_px, height_px
        self._context = _make_context()
        read = {
            path.name: path.read_text(encoding="utf-8")
            for path in shaders.iterdir()
            if path.suffix in GLSL_FILES
        }
        light = read["light.glsl"]
        # a program each: software rendering goes through every branch of one, for every pixel
        self._head = {
            surface: self._context.program(
                vertex_shader=GLSL + "#define HEAD\n" + read["place.vert"],
                fragment_shader=f"{GLSL}#define {surface.name}\n" + light + read["skin.frag"],
            )
            for surface in Surface
        }
        self._thing = self._context.program(
            vertex_shader=GLSL + read["place.vert"], fragment_shader=GLSL + light + read["thing.frag"]
        )
        self._shadow = self._context.program(
            vertex_shader=GLSL + read["shadow.vert"], fragment_shader=GLSL + read["shadow.frag"]
        )
        volume = noise_volume()
        self._noise = self._context.texture3d(volume.shape[:3], 4, volume.tobytes())
        self._noise.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._depth = self._context.depth_texture((SHADOW_SIDE_PX, SHADOW_SIDE_PX))
        self._depth.compare_func = "<="
        self._depth.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._depth.repeat_x = self._depth.repeat_y = False
        self._shadow_target = self._context.framebuffer(depth_attachment=self._depth)
        size = (width_px, height_px)
        # one sample a pixel: the film's softness hides the steps, and software rendering is twice as quick
        self._target = self._context.framebuffer(
            [self._context.renderbuffer(size, 4)], self._context.depth_renderbuffer(size)
        )

    def render(self, scene: Scene) -> RgbImage:
        """Draw the scene; returns uint8 (height, width, 3) RGB."""
        with self._context:  # another renderer of this thread may have been at work
            return self._draw_scene(scene)

    def _draw_scene(self, scene: Scene) -> RgbImage:
        if len(scene.tapes) > MAX_TAPES:
            raise ProgramFault(f"the skin shader draws at most {MAX_TAPES} tapes; got {len(scene.tapes)}")
        context = self._context
        children = (scene,) if scene.beside is None else (scene, scene.beside)
        heads = [self._upload_head(child) for child in children]
        things = [(self._upload_thing(thing), thing) for child in children for thing in child.things]
        things.sort(key=lambda pair: -pair[1].finish.alpha)
        direction = _unit(scene.light.key_direction)
        lamp = shadow_matrix(direction)
        context.enable_only(moderngl.DEPTH_TEST)
        self._shadow_target.use()
        self._shadow_target.clear()
        _give(self._shadow, shadow_matrix=lamp)
        for buffers in (*heads, *(buffers for buffers, thing in things if thing.finish.alpha == 1.0)):
            self._draw(self._shadow, buffers)
        self._noise.use(NOISE_UNIT)
        self._depth.use(SHADOW_UNIT)
        self._target.use()
        context.enable(moderngl.BLEND)
        self._target.clear(0.0, 0.0, 0.0, 1.0)
        matrix = projection(scene.view, self.width_px / self.height_px) @ view_matrix(scene.view)
        for program in (*self._head.values(), self._thing):
            _give(program, view_projection=matrix, shadow_matrix=lamp, eye=eye_of(scene.view))
            _give(program, noise=NOISE_UNIT, shadow_map=SHADOW_UNIT, key_direction=direction)
            _give_light(program, scene.light)
            _give_rendering(program, scene.rendering)
        # What hides the head comes before it: what is hidden need not be shaded. Of two that are equally near
        # the head is seen, and of the head what stands first in the pack: so it is drawn from its end.
        ground = next((place for place, (_, thing) in enumerate(things) if thing.ground), len(things))
        self._draw_things(things[:ground])
        context.enable(moderngl.CULL_FACE)
        context.depth_func = "<="
        for child, head in zip(reversed(children), reversed(heads), strict=True):
            self._draw_head(child, head)
        context.depth_func = "<"
        self._draw_things(things[ground:])
        pixels = np.frombuffer(self._target.read(components=3, alignment=1), np.uint8)
        for buffers in (*heads, *(buffers for buffers, _ in things)):
            for buffer in buffers:
                buffer.release()
        return np.ascontiguousarray(pixels.reshape(self.height_px, self.width_px, 3)[::-1])

    def close(self) -> None:
        """Release the context."""
        self._context.release()

    def _draw_head(self, scene: Scene, buffers: Buffers) -> None:
        for program in self._head.values():
            _give_face(program, scene)
        for surface, first, count in scene.head.pack.runs:
            self._draw(self._head[surface], buffers, 3 * first, 3 * count)

    def _draw_things(self, things: Sequence[tuple[Buffers, Thing]]) -> None:
        for buffers, thing in things:
            _give_finish(self._thing, thing)
            # the lining of cap and swaddle can be seen; of everything else only the outside
            lined = thing.finish.material in {Material.KNIT, Material.CLOTH}
            (self._context.disable if lined else self._context.enable)(moderngl.CULL_FACE)
            self._draw(self._thing, buffers)

    def _upload_head(self, scene: Scene) -> Buffers:
        pack = scene.head.pack
        normals = vertex_normals(scene.vertices, pack.triangles)
        hollow = scene.head.cavities(scene.vertices, normals)
        part = pack.part.astype(np.float32)[:, None]
        rows = np.hstack([scene.vertices, normals, scene.head.rest, pack.masks, part, hollow[:, None]])
        return self._upload(rows, pack.triangles[::-1])

    def _upload_thing(self, thing: Thing) -> Buffers:
        solid = thing.solid
        filler = np.zeros((len(solid.vertices), 6), np.float32)
        return self._upload(
            np.hstack([solid.vertices, solid.normals, solid.pattern, filler]), solid.triangles
        )

    def _upload(self, rows: NDArray[np.float32], triangles: NDArray[np.int32]) -> Buffers:
        vertices = self._context.buffer(np.ascontiguousarray(rows, np.float32).tobytes())
        return vertices, self._context.buffer(np.ascontiguousarray(triangles, np.int32).tobytes())

    def _draw(self, program: moderngl.Program, buffers: Buffers, first: int = 0, count: int = -1) -> None:
        # what a program does not look at its compiler has dropped
        given = [(name, size, isinstance(program.get(name, None), moderngl.Attribute)) for name, size in ROW]
        layout = " ".join(f"{size}f" if used else f"{size}x4" for _, size, used in given)
        names = [name for name, _, used in given if used]
        array = self._context.vertex_array(program, [(buffers[0], layout, *names)], buffers[1])
        array.render(vertices=count, first=first)
        array.release()


def driver() -> str:
    """Who draws: the OpenGL renderer and its release. Raises: EnvironmentFault without OpenGL."""
    context = _make_context()
    try:
        return " ".join(str(context.info[key]) for key in ("GL_RENDERER", "GL_VERSION"))
    finally:
        context.release()


def _make_context() -> moderngl.Context:
    try:
        # moderngl's hint for further arguments is wrong: it takes them as they are, not in dicts
        options: dict[str, Any] = {"backend": "egl"} if sys.platform.startswith("linux") else {}
        return moderngl.create_context(standalone=True, **options)
    # moderngl and its backends raise bare Exception when there is no display, library or driver
    except Exception as fault:
        raise EnvironmentFault(
            f"drawing the simulated neonate needs OpenGL 3.3; got: {fault}; on Debian or Ubuntu run "
            "'apt install libegl1 libgl1-mesa-dri' (software rendering is enough)"
        ) from fault


def _unit(direction: tuple[float, float, float]) -> NDArray[np.float64]:
    vector = np.array(direction, np.float64)
    return np.asarray(vector / np.linalg.norm(vector))


def _give(program: moderngl.Program, **values: object) -> None:
    """Set uniforms; those which the compiler has dropped are passed over."""
    for name, value in values.items():
        uniform = program.get(name, None)
        if not isinstance(uniform, moderngl.Uniform):
            continue
        if isinstance(value, np.ndarray):
            rows = value.T if value.shape == (4, 4) else value
            uniform.write(np.ascontiguousarray(rows, np.float32).tobytes())
        else:
            uniform.value = value


def _give_light(program: moderngl.Program, light: Light) -> None:
    _give(
        program,
        key_colour=light.key_colour,
        fill_direction=_unit(light.fill_direction),
        fill_colour=light.fill_colour,
        room_colour=light.room_colour,
        exposure=light.exposure,
    )


def _give_rendering(program: moderngl.Program, rendering: Rendering) -> None:
    _give(
        program,
        scatter=rendering.scatter,
        gloss_gain=rendering.gloss,
        pore_relief=rendering.pore_relief,
        fine_relief=rendering.fine_relief,
        grain=rendering.grain,
        fold_gain=rendering.fold_gain,
        fold_width=rendering.fold_width,
        hollow_gain=rendering.hollow_gain,
        rim=rendering.rim,
        ambient_tilt=rendering.ambient_tilt,
        shadow_softness=rendering.shadow_softness,
        shoulder=rendering.shoulder,
        tone_gamma=rendering.tone_gamma,
    )


def _give_face(program: moderngl.Program, scene: Scene) -> None:
    complexion, mien = scene.complexion, scene.mien
    _give(
        program,
        skin=complexion.skin,
        lip_tint=complexion.lip_tint,
        flush=float(np.clip(complexion.flush + mien.flush, 0.0, 1.0)),
        jaundice=complexion.jaundice,
        mottle=complexion.mottle,
        furrow=mien.furrow,
        brow_strain=mien.brow_strain,
        lid_folds=mien.lid_folds,
        chin_folds=mien.chin_folds,
        hair=complexion.hair,
        brow_density=complexion.brow_density,
        hair_density=complexion.hair_density,
        hair_line=complexion.hair_line,
        lanugo=complexion.lanugo,
        dryness=complexion.dryness,
        under_cap=float(scene.capped),
        iris=complexion.iris,
        eye_left=scene.head.eyes[0],
        eye_right=scene.head.eyes[1],
        gaze=mien.gaze,
        eye_open=mien.eye_open,
    )
    where = np.zeros((MAX_TAPES, 4), np.float32)
    how = np.zeros((MAX_TAPES, 4), np.float32)
    for row, tape in enumerate(scene.tapes):
        where[row], how[row] = _tape_rows(tape)
    where[len(scene.tapes) :, 2:] = -1.0
    _give(program, tape_a=where, tape_b=how)


def _tape_rows(tape: Tape) -> tuple[tuple[float, ...], tuple[float, ...]]:
    turn = np.radians(tape.turn)
    return (
        (tape.x, tape.y, tape.half_width, tape.half_height),
        (float(np.cos(turn)), float(np.sin(turn)), tape.behind, tape.tint),
    )


def _give_finish(program: moderngl.Program, thing: Thing) -> None:
    finish = thing.finish
    _give(
        program,
        material=int(finish.material),
        print_kind=int(finish.print_kind),
        colour_a=finish.colour_a,
        colour_b=finish.colour_b,
        print_scale=finish.print_scale,
        gloss=finish.gloss,
        alpha=finish.alpha,
    )
