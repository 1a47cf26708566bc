"""What is said: boards, who may do what on them, posts, replies, answers of institutions, and how far each reader has read."""

from board.models.board import Board, BoardKind
from board.models.confirmation import Addressee, Answer, Confirmation, ConfirmationRequest
from board.models.grant import BoardGrant, Right
from board.models.post import Pin, Post, PostVersion, PostWithdrawal, Urgency
from board.models.reading import AlertReading, Reading
from board.models.reply import Reply, ReplyVersion, ReplyWithdrawal

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
