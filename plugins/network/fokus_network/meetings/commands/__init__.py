"""The commands about meetings."""

from fokus_network.meetings.commands.announcing import CancelMeeting, ChangeMeeting, ScheduleMeeting
from fokus_network.meetings.commands.recording import AddMaterial, CountAttendance, RecordAttendance, RecordMeeting
from fokus_network.meetings.commands.registering import MoveUp, RegisterBody, WithdrawRegistration

__all__ = [
    "COMMANDS",
    "AddMaterial",
    "CancelMeeting",
    "ChangeMeeting",
    "CountAttendance",
    "MoveUp",
    "RecordAttendance",
    "RecordMeeting",
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
    RecordMeeting,
    RecordAttendance,
    CountAttendance,
    AddMaterial,
)
