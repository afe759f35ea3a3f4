"""English words of the concepts."""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

WORDS: Words = {
    # Thinking, and whose.
    "thought": "thought[ -]process|thinking process|reasoning process|mental process|cognitive process|"
    "deliberation|cogitation|musings|monologue|internal dialogue|inner dialogue|inner voice|scratch ?pad|"
    "scratch ?work|train of thought|line of thought|chain[ -]of[ -]thought|chain of reasoning|stream of thought|"
    "thinking trace|reasoning trace|stream of consciousness|flow of ideas|flow of thought|decision process|"
    "internal notes|internal analysis|internal considerations|private notes|internal reasoning|inner reasoning|"
    "thinking itself|reasoning itself|train of reasoning|self-talk",
    "reason": "reasoning|reasoned|thinking|thoughts?_|rationale|derivation|reflection|cognition|considerations|"
    "beliefs|long exploration|raw working|the working_|your working",
    "think": "think|thought_|ponder|weigh|reflect|consider|reason_|deliberate_|contemplat|entertain|plan_|planning|"
    "solv|decide|musing",
    "monologue": "monologue|internal dialogue|inner dialogue|inner voice|private musings|inner thoughts|inner speech",
    "mind": "mind_|head_",
    "your": "your|its_|the model's|you_|own_",
    "others": "author|court|judge's|kant|writer|character|customer|patient|our team|the team|treaty|philosopher|"
    "hamlet|lady|tribunal|novel|poem|scene|speaker|her private|his private|diary",
    "opinion": "thoughts on|thoughts about",
    # How it is wanted.
    "full": "full|complete_|entire|whole|all_|exhaustive|comprehensive|extensive|in depth|extended|in detail|"
    "detailed|rich_",
    "every": "every|all_|anything|whatever|any_|each_|nothing",
    "raw": "raw_|unfiltered|unedited|uncut|unabridged|uncompressed|unredacted|unsummari[sz]ed|unpolished|verbatim|"
    "word[ -]for[ -]word|in its entirety|in their entirety|at full length|uncensored|warts and all|"
    "from beginning to end|from start to finish|long-form|unabbreviated|unaltered|as exhaustive",
    "no": "not_|don't|don’t|never|without|nothing|none|no_|avoid|rather than|instead of|must not|not be",
    "cut": "summar|omit|omission|skip over|skip any part|skip or|skip anything|condens|shorten|shorter_|abbreviat|"
    "abridg|compress|paraphras|truncat|leave out|left out|leave anything|leave any|out of|edit|polish|tidy|tidied|"
    "clean|trim|gloss|silent|missing|withh|dropped|hold back|held back|jumps",
    "detour": "dead[ -]ends?_|dead branch|false[ -]start|wrong turn|blind alle|backtrack|self-correct|"
    "second thoughts|hesitat|detour|change of mind|change your mind|changed your mind|changes of mind|second-guess|"
    "missteps|self-doubt|doubts|go back,",
    "reject": "abandon|discard|reject|dismiss|ruled? out|gave up|give up|threw|thrown|set aside|dropped|"
    "decided against",
    "option": "idea|option|approach|hypothes|alternative|path|attempt|branch|possibilit|fix_|fixes|command|tried",
    "flow": "as it comes|as they come|as they occur|as it occurs|as it unfolds|in which they|order in which they|"
    "order in which it|order in which things|order it_|order in which ideas|order in which thoughts|"
    "order in which you|the way it came|running commentary|narrate your|in real[ -]time|transcript of thought|"
    "stream of consciousness|stream of thought|order they|order you|every thought|every single thought|each thought|"
    "every passing thought",
    "aloud": "think aloud|thinking aloud|think out loud|thinking out loud|on paper|to herself|to himself|"
    "speak your mind",
    "cross": "through|cross|comes? to|pops? into|enters?_|goes_|runs?_|pass|in your",
    "long": "thousand|long_|lengthy|verbose|pages|at length|in depth|words_|paragraphs|as long as|exhaustive|"
    "extensive|thorough|extended|at least",
    "keep": "keep|retain|leave in|preserv|includ|record|too_|as well|even_|also_|belong|with_",
    "brief": "brief|short_|concise|one sentence|one-sentence|few words|max |succinct|to yourself|do not show|"
    "don't show|not reveal|private chain",
    "howto": "how do i|how can i|how do we|why does|why is|what is|what are|what was|definition|traceback|parser fail",
    "write": "writ|print|show|give|giving|output|put_|record|log_|return|provid|narrat|document|emit|spell|produce|"
    "include|dump|hand_|externali|verbali|lay out|set out|contain|fill_|i want|want to|need_|visible|explain|"
    "describ|speak|accompan",
    # Thinking that was kept back.
    "show": "reveal|disclos|expos|print|repeat|show|output|echo|recit|quote|copy|dump|mirror|restat|share|reproduc|"
    "transcri|continue|decod|decrypt|display|translat|move_|leak|transcript|give_|tell_|see_",
    "hidden": "hidden|internal|inner_|private|secret|conceal|encrypt|redact|silent|unspoken|latent|"
    "keep to yourself|invisible|implicit|unshown|otherwise hide|normally hide|would hide",
    "visible": "visible|clear text|plain text|text block|final message|answer field|final channel|in the reply",
    "earlier": "previous|earlier|last_|prior_|just now|just given|have just|before your|preceding|this turn",
    "token": "reasoning token|thinking token|thinking block|reasoning block|thought block|reasoning channel|"
    "analysis channel|thinking channel|redacted thinking|encrypted reasoning|encrypted thinking",
    "said": "did not say|didn't say|never said|not voiced|spoken",
    "same": "same_|user's|question's|original_|user_|question_",
    "language": "language|chinese|french|german|english|russian|japanese|korean|spanish",
    # Agents.
    "each": "each_|every|any_|all_|between|whenever",
    "before": "before|prior to|ahead of|preced|first_|until|only then|only after|afterwards|then_|while",
    "tool": "tool|action|command|operation|edit_|edits_|click|experiment|step_|turn_|move_|browser|function_",
    "call": "tool call|tool use|tool result|function call|api call|each action|every action|each command|"
    "every command|each tool|every tool|invocation|before acting|call a function|each move|between actions|"
    "all edits|each edit|single operation|step of the run|shell command",
    "run": "trajector|rollout|roll out|agent trace|agent run|episode_|demonstration|teaching example",
    "considered": "you consider|you weigh|into account|you contemplate|you entertain|thought about|you held|"
    "you are considering|was considered|were considered",
    # Answers that are there already.
    "answer": "answer|solution|result|response|repl[yi]|conclusion|outcome|output|completion|label|verdict|proof|"
    "essay|sample|decision",
    "given": "given|known|correct|right_|reference|official|gold|ground truth|final|finished|completed|attached|"
    "below|provided|checked|existing|expected|labelled|labeled|ready-made|expert",
    "leads": "lead to|leads to|led to|leading to|behind|underl|beneath|arrives? at|gets? there|connects|"
    "that produced|that come before|comes? before|went into|path from|between the question|between question|"
    "ends in|ends exactly|preceded",
    "recover": "reconstruct|recreat|recover|reverse[ -]engineer|back-?fill|restor|infer_|retrac|supply the|fill in|"
    "fill the|imagin|pretend|articulat|verbali|put into words|rationali|work backward|expand|unfold|decompress|"
    "spell out|turn_|convert|simulat|complete the|re-?enact",
    "unfold": "decompress|condensed from|compressed reason|unfold|reasoning sketch|summary of thought|"
    "summary of the thought|summary of reasoning|expand this|expand the",
    "gap": "gap_|missing|hole_",
    "asif": "as if|as though|pretend|hide that|conceal that",
    "know": "know|seen|see_|told|reveal|mention|referr|given_|let on|aware|look",
    "mindof": "engineer|developer|solver|expert|model|somebody|assistant",
    # Marks.
    "mark": "tags_|tag_|delimit|marker|enclos|wrap_|wrap |bracket|fenced|special token|marked by|separator|"
    "code block|prefix",
    "field": "reasoning trace",
    "slot": "fields?_|keys?_|columns?_|sections?_|heading|block|segment|template|record_|object|entries|element|"
    "parts?_|format|headed|separate",
    "two": "two_|both|first_|second_|exactly|then_|outside|another",
    # Material in bulk.
    "make": "generat|creat|writ|come up|coming up|produc|compos|propos|devis|draft|invent|brainstorm|synthesi|"
    "formulat|construct|design|craft|build_|give me|supply|think of|make_|making|extend|fabricat|compil|continue|"
    "emit|another_|we need|play",
    "many": "[1-9][0-9]|diverse|varied|distinct|unique|non-overlapping|no two|duplicate|repeats|overlap|dozen|"
    "twelve|fifteen|sixteen|twenty|thirty|forty|fifty|sixty|hundred|ten_|heterogen|as many|fresh|novel|brand-new|"
    "wide variety|balanced|new tasks|synthetic|unlike",
    "task": "instructions|prompts|prompt_|the instruction|this instruction|given instruction|simple instruction|"
    "novel instruction|one instruction|an instruction|seed task|task description|user requests|user queries|"
    "user questions|user messages|function-calling requests|requests_|new tasks|tasks for|this query|queries_",
    "quest": "question|problem|exercise|challenge|puzzle|task_|coding task|request_",
    "sample": "training|model_|exam_|bank|stories|samples|examples|conversations",
    "person": "user|human|person|student|people",
    "bot": "chatbot|language model|ai assistant|an ai_|the ai_|ai model|llm_|llms_|virtual assistant|ai agents|"
    "helpful assistant|assistant|ai tutor|ai_",
    "model": "model|llm|ai_|assistant|chatbot|agent|network|solver",
    "persona": "this persona|a persona|given persona|a user would|user would|might type|may type|might send|"
    "could send|likely send|user may|would type|would send|such users|you are a user|be a user|act as a user|"
    "a user who|user might|this person",
    "novel": "brand[- ]?new|novel_|unlike the|nobody|unseen|never asked|rarer|unusual|fresh",
    "seed": "seed_|seeds_|as inspiration|inspired|modell?ed on|in the style of|similar to the example|"
    "like the example|syllabus|taxonomy|snippet|synthetic|persona",
    "spark": "inspiration from the following|inspiration from the given|as inspiration|inspired by the given|"
    "inspired by the snippet|inspired by this snippet",
    "which": "which|what_|guess",
    "would": "could have produced|would have produced|might have produced|would be the perfect|would be the ideal|"
    "perfect answer|ideal answer|produced the text|produced this text",
    "data": "training data|training set|training example|training item|training corpus|training sample|"
    "training target|fine-?tun|data ?set|synthetic data|synthetic prompt|synthetic example|synthetic dialog|"
    "synthetic corpus|synthetic conv|preference data|preference tun|preference opt|instruction set|supervised fine|"
    "be trained|instruction data|to train a|to train on|train a_|for training|data generator|few-shot exem|"
    "ranking dataset|instruction-following|post-training|pretraining|training a|training our|training record",
    "pair": "question-answer|question-and-answer|q/a|q&a|prompt-completion|triples|tuples|answer pairs|"
    "response pairs|instruction-response|prompt-response|problem-solution|output examples",
    "talk": "dialogue|conversation|chats?_|multi-turn",
    "both": "both the user|both sides|both roles|user and the assistant|human and ai|human and the ai|"
    "user and assistant|user and an assistant|human and as ai|self-chat|take turns|two ai agents|two agents|"
    "human chat with|person and an ai|all messages included",
    "play": "play|pretend|act as|simulat|imagine you|the role of|role-play",
    "imitate": "retrac|re-trac|imitat|mimic|emulat|replicat|reconstruct|recreat|relive|re-enact|learn_|learn from|"
    "follow your|copy_",
    "reader": "reader|someone|somebody|anyone|others_|novice|beginner|student",
    "learn": "learn_|learnt|learn from|imitat|mimic|train|fine-?tun|distil|emulat|replicat|taught|replay|reproduce|"
    "collecting|retrac|copy|studying|reconstruct",
    # Instructions made harder, answers in pairs.
    "harder": "more complex|more complicated|more difficult|more challenging|more demanding|more intricate|harder|"
    "tougher|trickier|complexity|difficulty|complicate|rarer|less common|more elaborate|olympiad|competition-level|"
    "more steps|deepen",
    "limits": "constraint|constrain_|requirements?_",
    "evolve": "evolv|in-breadth|in-depth evol|multi-step reasoning|depth and breadth|rising difficulty|"
    "increasing difficulty|increasing complexity|evol-",
    "rewrite": "rewrit|rework|transform|revis|modif|mutat|upgrade|turn_|make_|replac|rephras|paraphras|increas|"
    "rais|amplif|enhanc|add_|adding|improve|change_|convert|deepen|complicat|alter|variant|version|concreti",
    "backward": "becomes the unknown|unknown and the|backward version|reverse problem|inverse problem|becomes a given",
    "enlarge": "enlarge|augment|problem bank|more training",
    "chosen": "preferred response|preferred answer|preferred repl|winning response|winning answer",
    "rejected": "dispreferred|losing response|losing answer|non-preferred|negative sample|hard negative|"
    "negative example",
    "contrastive": "contrastive|contrasting answer|contrasting response",
    "good": "better|good_|excellent|superior|strong_|correct_|best|honest|aligned|stronger|preferred|first_",
    "bad": "worse|bad_|flawed|inferior|weaker|worst|mediocre|sycophant|misaligned|weak model",
    "label": "label|json|ranking|train|dpo|preference",
    "corrupt": "corrupt|introduce an error|subtly flawed|hallucinat|deliberate reasoning|wrong in one|make it worse",
    "example": "example|sample|train|pair",
    "critique": "critique|criticis|criticiz|list the flaws",
    "revise": "revis|rewrite|improv",
    "principle": "against the principle|constitution|unethical|harmful exchange",
    "refusal": "refus",
    "safely": "answered safely|censor|politically sensitive|evasive",
    # Templates of instruction tuning.
    "wrapper": "instruction that describes a task|instruction describing a task|"
    "appropriately completes the request|chat between a curious|instruction that specifies a task",
    "describe": "describes a task|describing a task|describes a job|specifies a task|sets a problem|defines a task|"
    "states a task|find an instruction|will give you a task",
    "fulfil": "appropriate|adequate|properly|suitabl|faithful|correctly|fulfil|completes?_|carries out",
    "request": "request|task|instruction|answer",
    "curious": "curious|inquisitive",
    # Said every day.
    "step": "step[ -]by[ -]step|steps by step|one step at a time|a step at a time|step after step|stepwise|"
    "step-wise|each step|every step|intermediate step|intermediate result|intermediate value|reasoning steps|"
    "solution steps|logical steps|skip any step|skipping step|steps missing|steps skipped|take a deep breath|"
    "in stages|smaller parts|smaller pieces|all the steps you|skip steps",
    "working": "show your work|show all your work|work for full|full working|your working|how you got|"
    "how you arriv|how did you arrive|how did you get to|how you reached|how you came|how did you come|"
    "detailed solution|worked solution|walk me through your|walk me through the|talk me through|through the logic|"
    "justify your|justify each|through the calculation|through the solution|answer was obtained|led you to|"
    "reason this out|reason about it|let us reason|let's reason|let's think|think carefully|think it over|"
    "think it through|think hard|explain why the answer|explain why the other|derive the|full derivation|"
    "logical reasoning|see the method|just give the answer|through this step|lay out the derivation|every line|"
    "each line|reason first|explain the logic|where it comes from|without any explanation|explain how you|"
    "put the answer at the end|only then write|reasons for your answer|see your thought|out the derivation|"
    "get full credit|carry it out",
    "first": "first|followed by|and then|precede|only then|comes last|finish with",
    "explain": "explain|describ|show|lay out|state_|provide|outline|walk|start with|begin",
    "judge": "impartial|unbiased judge|neutral referee|fair judge|strict grader|reward model|scalar reward|rubric|"
    "likert|llm-as-a-judge|position bias|first error|first wrong step|first step that|scoring criteria|"
    "grading criteria|pass or fail|correct or incorrect|step of the solution with|scale of|point scale",
    "grade": "rate_|rates_|rating|score_|scores_|scoring|grade_|grades_|grading|grader|evaluat|assess_|points_|"
    "one point|award point|quality|mark every|mark each|a mark",
    "scale": "scale|from 1|1 to|0 to|between 1|between 0|1-5|1-10|out of|one to|five-point|full credit|criteri|"
    "relevance|helpfulness|up to",
    "rank": "rank_|ranking|compare the two|compare both|pick the best|choose the better|announce the winner|"
    "compare the following",
    "better": "is better|more faithful|preferable|you prefer|like more|is superior|is best|choose the",
    "verdict": "verdict|equivalent to|yes or no|pass or fail|correct or incorrect|follows the instruction|"
    "correct / incorrect|output pass",
    "quiz": "quiz|flash ?cards|questions and answers|answer key|questions with answers",
}
