"""The questions of the self-check, in the order in which they are asked when they would settle equally much."""

from jiahe.public.programmes import FATHER, MOTHER
from jiahe.public.questions import child, parents
from jiahe.public.questions.base import NOT_SURE, NOT_SURE_SAID, Answers, Field, Question
from jiahe.web.words import Words

QUESTIONS: tuple[Question, ...] = (
    child.Who(),
    child.Place(),
    child.Birth(),
    child.Alive(),
    child.DiedOn(),
    parents.Parents(),
    parents.AdoptedOn(),
    parents.Custody(),
    child.Siblings(),
    child.SiblingDays(),
    child.Claims(),
    parents.Work(),
    parents.Certificate(),
    parents.BirthOf(MOTHER, Words("妈妈是哪天出生的？", "When was the mother born?")),
    parents.BirthOf(FATHER, Words("爸爸是哪天出生的？", "When was the father born?")),
    child.Disability(),
    parents.ParentsPlace(),
    parents.ParentsLive(),
    child.Moved(),
    parents.Rural(),
    parents.LumpPaid(),
    parents.Difficult(),
)

BY_KEY = {question.key: question for question in QUESTIONS}

__all__ = ["BY_KEY", "NOT_SURE", "NOT_SURE_SAID", "QUESTIONS", "Answers", "Field", "Question"]
