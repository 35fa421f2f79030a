"""The commands about meetings."""

from fokus_network.meetings.commands.announcing import CancelMeeting, ChangeMeeting, ScheduleMeeting
from fokus_network.meetings.commands.recording import AddMaterial, CountAttendance, RecordAttendance
from fokus_network.meetings.commands.registering import MoveUp, RegisterBody, WithdrawRegistration

__all__ = [
    "COMMANDS",
    "AddMaterial",
    "CancelMeeting",
    "ChangeMeeting",
    "CountAttendance",
    "MoveUp",
    "RecordAttendance",
    "RegisterBody",
    "ScheduleMeeting",
    "WithdrawRegistration",
]

COMMANDS = (
    ScheduleMeeting,
    ChangeMeeting,
    CancelMeeting,
    RegisterBody,
    WithdrawRegistration,
    MoveUp,
    RecordAttendance,
    CountAttendance,
    AddMaterial,
)
