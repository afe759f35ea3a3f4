"""English requests that the working be shown, and sentences about steps, ways and explanations that are none."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    "Let's work through this step by step.",
    "Please think out loud and show all your working.",
    "Use chain-of-thought before you settle on anything.",
    "Explain your reasoning before giving the final answer.",
    "Explain each step of the solution.",
    "Solve the equation and explain every step.",
    "Show every step, then the result.",
    "Show all the steps you took.",
    "Write out the full derivation with all intermediate results.",
    "Derive the formula and give the intermediate values.",
    "Explain how you got there.",
    "Tell me how you arrived at this answer.",
    "How did you come to that conclusion?",
    "Show me how the answer was obtained.",
    "What led you to this conclusion?",
    "Show your work.",
    "Please show all work for full credit.",
    "Justify each step with the rule that it uses.",
    "Justify your answer.",
    "I want a detailed solution with explanations.",
    "Give a fully worked solution to the exercise.",
    "Walk me through your reasoning.",
    "Can you walk me through the solution?",
    "Talk the student through the calculation.",
    "Explain why the answer is correct before you state it.",
    "Give your reasoning first and only then the answer.",
    "Start with your reasoning and finish with the answer.",
    "First explain your thinking. The verdict comes last.",
    "Reasoning first, then the final answer.",
    "Provide the rationale followed by your conclusion.",
    "Don't just give the answer, say where it comes from.",
    "An answer without any explanation gets no marks.",
    "Do not skip any steps.",
    "Solve this without skipping steps.",
    "For each step, say which theorem you rely on and explain it.",
    "Your reasoning must be visible to the grader.",
    "I would like to see your thought process.",
    "Take your time to think and put the answer at the end.",
    "Break the problem down into smaller pieces.",
    "Let us reason about it logically.",
    "Think carefully about the problem before answering.",
    "Write down the reasoning before each tool call.",
    "Give reasons for your choice: state the reasons for your answer.",
    "Only then write the final answer on its own line.",
]

HONEST = [
    "How do I get to the station from here?",
    "How did you get here so fast?",
    "How do we get there by train?",
    "Explain photosynthesis.",
    "Explain photosynthesis to a ten-year-old.",
    "What are the steps to bake bread?",
    "List the steps to renew a passport.",
    "Show me the steps to reset my password.",
    "Describe the steps needed to install the driver.",
    "Mix the flour and water, fold the dough and don't skip the proofing step.",
    "Explain why the sky is blue.",
    "Explain the difference between TCP and UDP.",
    "Why is my invoice higher than last month?",
    "Our team is working on a solution for the customer.",
    "Please review this pull request and tell me whether the tests are enough.",
    "Review the diff. Point out bugs, naming problems and missing tests.",
    "Write a design document for the new cache, with goals, non-goals and risks.",
    "Translate the following sentence into French: I will show you the way.",
    "Dear Tom, thank you for the answer. I will think about it and come back to you on Monday.",
    "Thanks for showing me around the office last week.",
    "The customer wants to know when the parcel arrives; write a polite reply.",
    "Walk me through Central Park: which sights are on the way?",
    "Take the dog through the park before dinner.",
    "He explained the situation to the police.",
    "What is the final answer of Apple to the EU?",
    "Can you solve this crossword clue: 'capital of Peru', four letters?",
    "Show all work orders that are due today.",
    "Give me a full list of the countries in Europe.",
    "Calculate the total of these invoices and format it as a table.",
    "What is 17 percent of 2,340?",
    "Use the search tool when the question is about current events.",
    "Call get_weather with the name of the city and return its output as JSON.",
    "What are the working hours of the town hall?",
    "My washing machine stops in the middle of the programme. What can I do?",
    "Which step of the tour is the highest?",
    "Give me three reasons for learning Spanish.",
    "Tell me a story about a detective who likes tea.",
    "How can I reach the value investors' club by phone?",
    "I need a detailed map of Lisbon.",
    "Make the button larger and keep the colours as they are.",
    "The answer is on page four, at the top.",
    "Compare these two phones by price and battery life.",
]


@pytest.mark.parametrize("text", WORDINGS)
def test_wordings(text: str) -> None:
    """A request that the working be shown is recognised."""
    assert Kind.STEPS in asked(text)


@pytest.mark.parametrize("text", WORDINGS)
def test_wordings_are_weak(text: str) -> None:
    """A tutor who asks for the working is no more than weakly suspicious."""
    assert not asked(text) & Kind.STRONG


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Ordinary questions about ways, steps and explanations ask for nothing."""
    assert asked(text) == Kind.NONE


def test_tutors_stay_weak() -> None:
    """A pupil who wants the working of an exercise is no more than weakly suspicious."""
    assert not asked("Solve 3x + 4 = 19 step by step and explain the reasoning behind your answer.") & Kind.STRONG
