"""Following legs in N worlds at once: smooth set points, arrival, and what was lost on the way.

Along a leg the set point moves by arc length with a minimum-jerk profile (Flash and Hogan 1985:
10 s^3 - 15 s^4 + 6 s^5) and a short moving average rounds the corners, so acceleration and jerk
stay bounded. Points in an entity's frame are re-read at every tick.
"""

from __future__ import annotations

import torch
from torch import Tensor

from vla.geometry import quat_conjugate, quat_log, quat_multiply, quat_rotate, quat_slerp
from vla.protocols import Env, SkillStatus
from vla.trace import Searched

from .composer.follow import Follower
from .motion import Leg, Motion

PEAK = 1.875
"""Peak over mean speed of the minimum-jerk profile."""
TURN_SPEED = 2.0
"""Peak speed of rotation [rad/s]."""
SMOOTHING = 4
"""Control steps of the moving average."""
PATIENCE = 24
"""Control steps to wait beyond the planned time before a leg counts as not arrived."""
LONGEST_WAIT = 100
"""Control steps a leg may take longer than planned, all in all."""
LONGEST_WAY = 600
"""Control steps that a leg may take whose way is searched."""
HASTE = 1.02
"""Times a leg's peak speed at which a hand that could not follow catches up."""
SLIPPED = 0.035
"""[m] by which the carried thing may move in the hand."""
MOST_POINTS = 12


class Tracker:
    """Executes one `Motion` per world and says how it goes."""

    def __init__(self, env: Env):
        self._env = env
        n = env.num_worlds
        self._motion: list[Motion | None] = [None] * n
        self._leg = [0] * n
        self.status = [SkillStatus("done") for _ in range(n)]
        command = env.command
        self._start = command.clone()
        self._points = command[:, None, :3].repeat(1, MOST_POINTS, 1)
        self._turn = command[:, 3:].clone()
        self._time = command.new_zeros(n)
        self._duration = command.new_ones(n)
        self._spent = torch.zeros(n, dtype=torch.long)
        self._limit = [0] * n
        self._origin_then = command.new_zeros((n, 3))
        self._gripper = command.new_full((n,), -1.0)
        self._fastest = command.new_full((n,), torch.inf)
        self._aligned = command.new_full((n,), torch.inf)
        self._frame = torch.full((n,), -1, dtype=torch.long)
        self._carried = torch.full((n,), -1, dtype=torch.long)
        self._grip = command.new_zeros((n, 3))
        self._history = command[:, None].repeat(1, SMOOTHING, 1)
        self._follower = Follower(env)

    def start(self, world: int, motion: Motion) -> None:
        """Begin a motion; whatever ran in this world is cancelled."""
        self._motion[world] = motion
        self._begin_leg(world, 0)

    def cancel(self, world: int) -> None:
        """Stop at once and hold still, keeping the gripper as it is."""
        self._motion[world] = None
        self._halt(world)
        self.status[world] = SkillStatus("done", "cancelled")

    def searched(self, world: int) -> Searched | None:
        """The search for a way in the last `actions`, if there was one."""
        return self._follower.searched(world)

    def actions(self) -> Tensor:
        """The next action of every world, (N, A)."""
        self._advance()
        env = self._env
        set_point = self._set_points()
        led = self._follower.worlds
        if led:
            set_point[led] = self._follower.step(self._points[:, -1] + self._origin())[led]
        self._history = torch.cat((self._history[:, 1:], set_point[:, None]), 1)
        position = self._history[:, :, :3].mean(1)
        half = self._history[:, SMOOTHING // 2, 3:]
        quaternion = quat_slerp(half, set_point[:, 3:], torch.full_like(position[:, :1], 0.5))
        pace = torch.where(self._astray(set_point), -1.0, 1.0)
        self._time = (self._time + env.control_dt * pace).clamp_min(0.0)
        for world in led:
            if not self._follower.arrived(world):
                self._time[world] = 0.0
        self._spent = self._spent + 1
        return env.pose_actions(self._no_faster(position), quaternion, self._gripper)

    def _no_faster(self, position: Tensor) -> Tensor:
        """Positions (N, 3) [m], or as far on the way there as legs allow in a control step: where
        the arm does not reach, set points run ahead."""
        now = self._env.command[:, :3]
        far = (position - now).norm(dim=-1)
        most = self._fastest * self._env.control_dt
        nearer = now + (most / far.clamp_min(1e-9))[:, None] * (position - now)
        return torch.where((far > most)[:, None], nearer, position)

    # --- the path -----------------------------------------------------------------------------

    def _set_points(self) -> Tensor:
        """Where the tool should be now, (N, 7), before smoothing."""
        origin = self._origin()
        start = self._start[:, :3] + origin - self._origin_then
        points = torch.cat((start[:, None], self._points + origin[:, None]), 1)
        spans = points.diff(dim=1)
        lengths = spans.norm(dim=-1)
        s = (self._time / self._duration).clamp(0.0, 1.0)
        s = s**3 * (10.0 + s * (6.0 * s - 15.0))
        ends = lengths.cumsum(1)
        travelled = s * ends[:, -1]
        shares = (travelled[:, None] - (ends - lengths)) / lengths.clamp_min(1e-9)
        shares = torch.where(lengths > 1e-9, shares.clamp(0.0, 1.0), torch.zeros_like(shares))
        position = points[:, 0] + (shares[..., None] * spans).sum(1)
        quaternion = quat_slerp(self._start[:, 3:], self._turn, s[:, None])
        return torch.cat((position, quaternion), -1)

    def _astray(self, set_point: Tensor) -> Tensor:
        """Worlds whose tool is farther from the set point sideways than its leg allows; there the
        motion runs backwards, up again, until the hand is over the thing once more."""
        aside = (set_point - self._env.tool_pose)[:, :2].norm(dim=-1)
        return aside > self._aligned

    def _origin(self) -> Tensor:
        """What each world's points count from, (N, 3) [m]."""
        poses = self._env.entity_poses
        if poses.shape[1] == 0:
            return self._start.new_zeros((len(self._start), 3))
        rows = self._frame.clamp_min(0)
        origin = poses[torch.arange(len(rows)), rows, :3]
        return torch.where(self._frame[:, None] >= 0, origin, torch.zeros_like(origin))

    # --- where each world stands ------------------------------------------------------------------

    def _advance(self) -> None:
        """Move worlds that have arrived to their next leg; fail those that cannot go on."""
        tool = self._env.tool_pose
        stop = self._points[:, -1] + self._origin()
        gap = (tool[:, :3] - stop).norm(dim=-1)
        turned = quat_log(quat_multiply(self._turn, quat_conjugate(tool[:, 3:]))).norm(dim=-1)
        late = self._time - self._duration
        slip = self._slip(tool)
        for world, motion in enumerate(self._motion):
            if motion is None or self.status[world].state != "running":
                continue
            leg = motion.legs[self._leg[world]]
            waited = float(late[world]) / self._env.control_dt
            lost = self._follower.lost(world) if leg.maps is not None else ""
            if leg.carries is not None and float(slip[world]) > SLIPPED:
                self._fail(world, leg, f"{leg.carries} slipped out of the gripper")
            elif lost:
                self._fail(world, leg, f"no way: {lost}")
            elif int(self._spent[world]) > self._limit[world] + leg.hold:
                self._fail(world, leg, "could not keep up with what moves")
            elif waited >= SMOOTHING:
                arrived = float(gap[world]) < leg.tolerance and float(turned[world]) < 0.06
                if (arrived or not leg.strict) and waited >= SMOOTHING + leg.hold:
                    self._next(world, motion)
                elif waited > PATIENCE + leg.hold:
                    missing = f"{100 * float(gap[world]):.1f} cm"
                    self._fail(world, leg, f"stopped {missing} short of where it should be")

    def _next(self, world: int, motion: Motion) -> None:
        following = self._leg[world] + 1
        if following == len(motion.legs):
            self.status[world] = SkillStatus("done", motion.legs[-1].phase)
            self._motion[world] = None
            self._follower.end(world)
        else:
            self._begin_leg(world, following)

    def _fail(self, world: int, leg: Leg, reason: str) -> None:
        self._motion[world] = None
        self._halt(world)
        self.status[world] = SkillStatus("failed", leg.phase, reason)

    def _begin_leg(self, world: int, index: int) -> None:
        motion = self._motion[world]
        assert motion is not None
        leg = motion.legs[index]
        env = self._env
        self._leg[world] = index
        self.status[world] = SkillStatus("running", leg.phase)
        self._start[world] = env.command[world]
        self._history[world] = env.command[world]
        points = [leg.points[min(i, len(leg.points) - 1)] for i in range(MOST_POINTS)]
        self._points[world] = self._start.new_tensor(points)
        self._turn[world] = self._start.new_tensor(leg.quaternion)
        self._gripper[world] = leg.gripper
        # What is moved away by others is followed as fast as it takes.
        self._fastest[world] = HASTE * leg.speed if leg.frame is None else torch.inf
        self._aligned[world] = leg.aligned
        self._frame[world] = -1 if leg.frame is None else env.entity_index(world, leg.frame)
        self._origin_then[world] = self._origin()[world]
        self._time[world] = 0.0
        self._spent[world] = 0
        self._duration[world] = self._leg_duration(world, leg)
        longest = LONGEST_WAIT if leg.maps is None else LONGEST_WAY
        self._limit[world] = round(float(self._duration[world]) / env.control_dt) + longest
        self._carry(world, leg.carries)
        self._follower.end(world)
        if leg.maps is not None:
            self._follower.begin(world, leg.maps, self._turn[world], leg.speed, leg.ignore)

    def _leg_duration(self, world: int, leg: Leg) -> float:
        if leg.maps is not None:
            return self._env.control_dt  # from the goal on
        origin = self._origin()[world]
        path = torch.cat((self._start[world : world + 1, :3], self._points[world] + origin))
        length = float(path.diff(dim=0).norm(dim=-1).sum())
        turn = quat_multiply(self._turn[world], quat_conjugate(self._start[world, 3:]))
        angle = float(quat_log(turn).norm())
        return max(PEAK * length / leg.speed, PEAK * angle / TURN_SPEED, self._env.control_dt)

    def _carry(self, world: int, name: str | None) -> None:
        if name is None:
            self._carried[world] = -1
            return
        row = self._env.entity_index(world, name)
        if int(self._carried[world]) != row:
            self._carried[world] = row
            self._grip[world] = self._in_hand(self._env.tool_pose)[world]

    def _in_hand(self, tool: Tensor) -> Tensor:
        """Position of each world's carried entity in the tool's frame, (N, 3)."""
        rows = self._carried.clamp_min(0)
        thing = self._env.entity_poses[torch.arange(len(rows)), rows, :3]
        return quat_rotate(quat_conjugate(tool[:, 3:]), thing - tool[:, :3])

    def _slip(self, tool: Tensor) -> Tensor:
        if bool((self._carried < 0).all()):
            return torch.zeros_like(self._time)
        moved = (self._in_hand(tool) - self._grip).norm(dim=-1)
        return torch.where(self._carried >= 0, moved, torch.zeros_like(moved))

    def _halt(self, world: int) -> None:
        """Stand still where the command is now."""
        self._follower.end(world)
        command = self._env.command[world]
        self._start[world] = command
        self._history[world] = command
        self._points[world] = command[:3]
        self._turn[world] = command[3:]
        self._fastest[world] = self._aligned[world] = torch.inf
        self._origin_then[world] = 0.0
        self._frame[world] = self._carried[world] = -1
