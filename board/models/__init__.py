"""What is said: boards, who may do what on them, posts, replies, answers of institutions, and how far each reader has read."""

from board.models.addressee import Addressee, Answer, Confirmation, How
from board.models.attachment import Attachment, AttachmentReading
from board.models.board import Board, BoardKind
from board.models.confirmation import ConfirmationRequest, Told
from board.models.grant import BoardGrant, Right
from board.models.post import Post, Urgency
from board.models.reading import AlertReading, Reading
from board.models.records import Pin, PostVersion, PostWithdrawal, ReplyVersion, ReplyWithdrawal
from board.models.reminder import Reminded, Reminder
from board.models.reply import Reply
from board.models.unanswered_call import NoReply, UnansweredCall
from board.models.upload import Upload

__all__ = [
    "Addressee",
    "AlertReading",
    "Answer",
    "Attachment",
    "AttachmentReading",
    "Board",
    "BoardGrant",
    "BoardKind",
    "Confirmation",
    "ConfirmationRequest",
    "How",
    "NoReply",
    "Pin",
    "Post",
    "PostVersion",
    "PostWithdrawal",
    "Reading",
    "Reminded",
    "Reminder",
    "Reply",
    "ReplyVersion",
    "ReplyWithdrawal",
    "Right",
    "Told",
    "UnansweredCall",
    "Upload",
    "Urgency",
]
