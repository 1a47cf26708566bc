"""What is said: boards, who may do what on them, posts, replies, answers of institutions, and how far each reader has read."""

from board.models.board import Board, BoardKind
from board.models.confirmation import Addressee, Answer, Confirmation, ConfirmationRequest
from board.models.grant import BoardGrant, Right
from board.models.post import Post, Urgency
from board.models.reading import AlertReading, Reading
from board.models.records import Pin, PostVersion, PostWithdrawal, ReplyVersion, ReplyWithdrawal
from board.models.reply import Reply

__all__ = [
    "Addressee",
    "AlertReading",
    "Answer",
    "Board",
    "BoardGrant",
    "BoardKind",
    "Confirmation",
    "ConfirmationRequest",
    "Pin",
    "Post",
    "PostVersion",
    "PostWithdrawal",
    "Reading",
    "Reply",
    "ReplyVersion",
    "ReplyWithdrawal",
    "Right",
    "Urgency",
]
