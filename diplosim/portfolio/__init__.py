"""Who should do what: a search over levers for portfolios of policies that hold up in many worlds."""

from diplosim.portfolio.design import Designed, find_portfolios
from diplosim.portfolio.question import Question, load_question, question_from_dict

__all__ = ["Designed", "Question", "find_portfolios", "load_question", "question_from_dict"]
