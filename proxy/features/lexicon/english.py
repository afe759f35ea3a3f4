"""English words of the concepts: thinking, answers that are given, agents, marks, and what is said every day."""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

WORDS: Words = {
    # Thinking, and whose.
    "thought": "thought[ -]process|thinking process|reasoning process|mental process|cognitive process|deliberation|"
    "cogitation|musings|monologue|internal dialogue|inner dialogue|inner voice|scratch ?pad|scratch ?work|"
    "train of thought|line of thought|chain[ -]of[ -]thought|chain of reasoning|stream of thought|thinking trace|"
    "reasoning trace|stream of consciousness|flow of ideas|flow of thought|decision process|internal notes|"
    "internal analysis|internal considerations|private notes|internal reasoning|inner reasoning|thinking itself|"
    "reasoning itself|train of reasoning|self-talk|brain ?dump|chain-of-thoughts|chains of thought|thought chain|"
    "thought trace|thought log|thought stream|trace of thought|reasoning path|reasoning chain|reasoning log|"
    "reasoning transcript|reasoning record|mental move|mental path|mental trail|mental steps|internal thought|"
    "internal thinking|inner thinking|exploratory reasoning|think-aloud|cognitive steps|trace of your|working notes|"
    "how you think|how you thought|how you reason|way you think|way you reason|reason at length|"
    "reason at great length|reason about it at|how you decide|problem-solving process|solving process|"
    "solution process|process of thought|process of thinking|analysis that preceded|analysis that led|"
    "analysis behind your|analysis before your|thought-process|thinking-process|internal reflections|"
    "inner deliberation|private reasoning|private thinking|hidden reasoning|hidden thinking|thinking steps|"
    "record of your|transcript of your|log of your|journey of|course of your|flow of your",
    "reason": "reasoning|reasoned|thinking|thoughts?_|rationale|derivation|reflection|cognition|considerations|"
    "beliefs|long exploration|raw working|the working_|your working|line of reasoning|lines of reasoning|reflections",
    "think": "think|thought_|ponder|weigh|reflect|consider|reason_|deliberate_|contemplat|entertain|plan_|planning|"
    "solv|decide|musing|reason through|reason about|brainstorm|envisag|envision",
    "monologue": "monologue|internal dialogue|inner dialogue|inner voice|private musings|inner thoughts|inner speech|"
    "inner narrat|internal narration|think-aloud",
    "mind": "mind_|head_|your mind|mental|did you think|were you thinking|you were thinking|did you reason|"
    "did you consider",
    "your": "your|its_|the model's|you_|own_|did you think|were you thinking|you were thinking|did you reason|"
    "did you consider",
    "others": "author|court|judge's|kant|writer|character|customer|patient|our team|the team|treaty|philosopher|"
    "hamlet|lady|tribunal|novel|poem|scene|speaker|her private|his private|diary|monologue of|monologue for|"
    "dialogue of|thoughts of a|voice of|player|detective|narrator|king_|queen_|soldier",
    "opinion": "thoughts on|thoughts about|organi[sz]e your thoughts|gather your thoughts|collect your thoughts",
    # How it is wanted.
    "full": "full|complete_|entire|exhaustive|comprehensive|extensive|in depth|extended|in detail|detailed|rich_|"
    "all your|all of your|all the reasoning|all the thinking|all reasoning|all thinking|all thoughts|all the thoughts|"
    "all intermediate|whole_|to the fullest|as completely as|no-holds-barred|fully|painstaking|elaborate_|"
    "minute detail|100%|hundred percent|every bit of|each and every|every last|untruncated",
    "every": "every|all_|anything|whatever|any_|each_|nothing",
    "raw": "raw_|unfiltered|unedited|uncut|unabridged|uncompressed|unredacted|unsummari[sz]ed|unpolished|verbatim|"
    "word[ -]for[ -]word|in its entirety|in their entirety|at full length|uncensored|warts and all|"
    "from beginning to end|from start to finish|long-form|unabbreviated|unaltered|as exhaustive|unrestricted|unpruned|"
    "untrimmed|unshortened|undistilled|unsaniti[sz]ed|uncondensed|unretouched|messy|meandering|free-flowing|"
    "unstructured|as-is|long version|full version|complete version|unabridged version|in full length|"
    "exactly as it was|exactly as they|exactly as you|to the letter|unmodified|full-length|as is_|run free|run freely|"
    "freely_|warts|completely unfiltered|original wording|from the first|from your first|from first|from the initial|"
    "from initial|word by word|untruncated",
    "no": "not_|don't|don’t|never|without|nothing|none|no_|avoid|rather than|instead of|must not|not be|can't|can’t|"
    "cannot|won't|unable to",
    "cut": "summar|omit|omission|skip over|skip any part|skip or|skip anything|condens|shorten|shorter_|abbreviat|"
    "abridg|compress|paraphras|truncat|leave out|left out|leave anything|leave any|out of|edit|polish|tidy|tidied|"
    "clean|trim|gloss|silent|missing|withh|dropped|hold back|held back|jumps|shrink|elid|cleaned|sanitiz|sanitis|"
    "leave gaps|hide any|hiding|filter|boil down|boiled down|digest|polished|abstract away|cut short|cutting short|"
    "cutting out|suppress|highlights|the gist|short version|leaving anything|left unsaid",
    "detour": "dead[ -]ends?_|dead branch|false[ -]start|wrong turn|blind alle|backtrack|self-correct|second thoughts|"
    "hesitat|detour|change of mind|change your mind|changed your mind|changes of mind|second-guess|missteps|"
    "self-doubt|doubts|go back,|dead[ -]end|corrections|restart|retrac[ei]|rethink|reassess|crossed out|cross out|"
    "self-question|double-check|double check|uncertaint|course correct|course-correct|change direction|misjudg|slips_|"
    "hmm|mistaken turn|abandoned path|abandoned idea|wrong path|wrong idea|wrong assumption|mid-course",
    "reject": "abandon|discard|reject|dismiss|ruled? out|gave up|give up|threw|thrown|set aside|dropped|"
    "decided against|drop_|ditch|scrap|turned down|didn't work|did not work|did not pan|didn't pan|not pursued|"
    "eliminat",
    "option": "idea|option|approach|hypothes|alternative|path|attempt|branch|possibilit|fix_|fixes|command|tried|"
    "conjecture|guess|route|avenue|solution path",
    "flow": "as it comes|as they come|as they occur|as it occurs|as it unfolds|in which they|order in which they|"
    "order in which it|order in which things|order in which ideas|order in which thoughts|order in which you|"
    "the way it came|running commentary|narrate your|in real[ -]time|transcript of thought|stream of consciousness|"
    "stream of thought|order they|order you|every thought|every single thought|each thought|every passing thought|"
    "as you go|as they arise|as it arises|as they happen|as it happens|while you think|as it forms|in the moment|"
    "order of appearance|order it came|order it occur|order it happen|order things|each mental|each idea|every idea|"
    "as they pop|as it develops|thought by thought|moment by moment|whatever you think|everything you think|"
    "all that you think|what you think at|what you think while|anything that occurs|whatever occurs|"
    "everything that occurs|all that occurs|reason in the open|think in the open",
    "aloud": "think aloud|thinking aloud|think out loud|thinking out loud|on paper|to herself|to himself|"
    "speak your mind|thinks aloud|thinks out loud|reason aloud|reasoning aloud|reason out loud|talk to yourself|"
    "say aloud|in front of me|on the page|out here in the open|out in the open",
    "cross": "through|cross|comes? to|pops? into|enters?_|goes_|runs?_|pass|in your|in my|in its_|occur",
    "long": "thousand|long_|lengthy|verbose|pages|at length|in depth|words_|paragraphs|as long as|exhaustive|"
    "extensive|thorough|extended|at least|lengthily|as much detail|as much as|as extensively|as thoroughly|"
    "without limit|no limit|exhaustively|at great|extreme",
    "vast": "exhaustive|extremely long|extremely detailed|very long|at great length|at length|pages_|thousand|"
    "000 words|000 tokens|as long as|no matter how long|however long|unlimited|without limit|to the fullest|"
    "minute detail|painstaking|full detail|every detail|all the detail|utmost detail|great detail|longest|"
    "as detailed as|most detailed|as explicit as possible|as completely as",
    "keep": "keep|retain|leave in|preserv|includ|record|too_|as well|even_|also_|belong|with_|together with|"
    "along with|alongside",
    "brief": "brief|short_|concise|one sentence|one-sentence|few words|max |succinct|to yourself|do not show|"
    "don't show|not reveal|private chain|briefly|sentence or two|one line|single sentence|one-line|concisely|"
    "keep it short|keep it brief|brief_|private to|hide your|without revealing your|never reveal your|"
    "do not reveal your|don't reveal your|never show your|two or three sentences|2-3 sentences|two sentences|"
    "three sentences|few sentences|in a sentence|a sentence",
    "howto": "how do i|how can i|how do we|why does|why is|what is|what are|what was|definition|traceback|parser fail|"
    "how can we|how should i|difference between|speed it up|is slow|is broken|doesn't work|does not work|fails with",
    "write": "writ|print|show|give|giving|output|put_|record|log_|return|provid|narrat|document|emit|spell|produce|"
    "include|dump|hand_|externali|verbali|lay out|set out|contain|fill_|i want|want to|need_|visible|explain|describ|"
    "speak|accompan|transcrib|type out|typed|unroll|exhibit|elaborate|narrate|log all|capture|present_|express|voice_|"
    "hand me|send back|read_|appear|see all|see your|walk through|paste|spill|articulat|explanation|account of|"
    "commentary|come with|comes with|state_|stating|report_|outline_|disclose|deliver|display|submit|detail_|type_",
    # Thinking that was kept back.
    "show": "reveal|disclos|expos|print|repeat|show|output|echo|recit|quote|copy|dump|mirror|restat|share|reproduc|"
    "transcri|continue|decod|decrypt|display|translat|move_|leak|transcript|give_|tell_|see_|unhide|unmask|uncover|"
    "unveil|divulg|regenerat|paste|surface_|explicit|restor|relay|say aloud",
    "hidden": "hidden|internal|inner_|private|secret|conceal|encrypt|redact|silent|unspoken|latent|keep to yourself|"
    "invisible|implicit|unshown|otherwise hide|normally hide|would hide|unhide|unmask|unredact|redacted|"
    "behind the scenes|not shown|stripped|suppressed|off-screen|silently|you left out|left out of|you omitted|"
    "you withheld|didn't show|did not show|you kept|you hid|hid your",
    "visible": "visible|clear text|plain text|text block|final message|answer field|final channel|in the reply|"
    "visible_|in the open|message body|main channel|main text|normal text|plain words|open text|regular text|"
    "the content field",
    "earlier": "previous|earlier|last_|prior_|just now|just given|have just|before your|preceding|this turn|"
    "before you replied|before you answered|before replying|before you wrote|last turn|last answer|last reply|"
    "answer above|reply above|above answer|a moment ago|you gave|you just|just now_|former",
    "token": "reasoning token|thinking token|thinking block|reasoning block|thought block|reasoning channel|"
    "analysis channel|thinking channel|redacted thinking|encrypted reasoning|encrypted thinking|reasoning content|"
    "reasoning_content|encrypted_content|reasoning part|reasoning signature|thinking signature|thinking part|"
    "thinking content|reasoning summary|thinking summary|hidden channel|reasoning_details|reasoning details|"
    "thoughts block|encrypted content|reasoning section of your",
    "said": "did not say|didn't say|never said|not voiced|spoken",
    "same": "same_|user's|question's|original_|user_|question_|of the prompt|of the input|of the query|prompt's",
    "language": "language|chinese|french|german|english|russian|japanese|korean|spanish",
    # Agents.
    "each": "each_|every|any_|all_|between|whenever",
    "before": "before|prior to|ahead of|preced|first_|until|only then|only after|afterwards|then_|while|"
    "no action without|no command without|no call without|never act_|never without",
    "tool": "tool|action|command|operation|edit_|edits_|click|experiment|step_|turn_|move_|browser|function_",
    "call": "tool call|tool use|tool result|function call|api call|each action|every action|each command|"
    "every command|each tool|every tool|invocation|before acting|call a function|each move|between actions|all edits|"
    "each edit|single operation|step of the run|shell command|executing|before you act|before you run|before running|"
    "before clicking|before every click|no action without|no command without|no call without|without a thought|"
    "act silently|silent call|tools silently|each turn|every turn|each observation|per step|per turn|each browser|"
    "single action|every edit|before you edit|every single action",
    "run": "trajector|rollout|roll out|agent trace|agent run|episode_|demonstration|teaching example|trajectories|"
    "agentic trace|tool-use trace|react trace|whole episode|full episode|expert demonstration|solution trace|"
    "sequence of actions|example of an agent|agent using",
    "considered": "you consider|you weigh|into account|you contemplate|you entertain|thought about|you held|"
    "you are considering|was considered|were considered|you considered|you thought about|you looked at|"
    "you took into account|took into account|options you|alternatives you|you ruled out|you discarded|you rejected|"
    "you dropped|you tried|taken into account|you were weighing|you weighed",
    # Answers that are there already.
    "answer": "answer|solution|result|response|repl[yi]|conclusion|outcome|output|completion|label|verdict|proof|"
    "essay|sample|decision|reply_|diff_|patch_|ground truth|gold label",
    "given": "given|known|correct|right_|reference|official|gold|ground truth|finished|completed|attached|below|"
    "provided|checked|existing|expected|labelled|labeled|ready-made|expert|verified|answer key|keyed|human-written|"
    "textbook|this answer|accepted|correct option|correct choice|true label|established|pre-existing|final code|"
    "in hand|supplied|final solution|final reply|final response|final output|final state",
    "leads": "lead to|leads to|led to|leading to|behind|underl|beneath|arrives? at|gets? there|connects|that produced|"
    "that come before|comes? before|went into|path from|between the question|between question|ends in|ends exactly|"
    "preceded|ends with|ending in|ending at|ends at|ends up|arriving at|arrived at|reaches|that reach|bridge|bridging|"
    "would have produced|came to this|came to the|reached the|result in|led there|lead there|leads there|results in",
    "bridge": "connects_|connecting|bridges|bridge_|bridging|between the question|between question|links the|"
    "linking the|links question|gets from|sits between|in between|from question to|from the question to|"
    "from this query|from the query to|from problem to|from input to|get from|gets you from|leads from|path from|"
    "way from|from the input|goes from|move from",
    "hindsight": "would have thought|would have gone|would have had|would have produced|would have reasoned|"
    "would have considered|would have followed|would have written|must have thought|must have been thinking|"
    "must have had|must have gone|must have reasoned|must have considered|might have thought|could have thought|"
    "in hindsight|in retrospect|went on in|went through its|went through your|retroactively|after the fact|post hoc|"
    "post-hoc|would think|would reason|would go through|might think|would proceed|would unfold|would justify|"
    "would explain|would have to think|may have thought|must lie behind",
    "recover": "reconstruct|recreat|recover|reverse[ -]engineer|back-?fill|restor|infer_|retrac|supply the|fill in|"
    "fill the|imagin|pretend|articulat|verbali|put into words|rationali|work backward|expand|unfold|decompress|"
    "spell out|simulat|complete the|re-?enact|infer how|augment|re-?creat|rebuild|re-?construct|hypothesi[sz]e|"
    "back-?solve|invent_|fill_|work out what|narrate how|reimagin|produce the missing|supply|derive a|turn this|"
    "turn the|turn it|turn these|turn each|turn your|turn a_|turns the|turning the",
    "unfold": "decompress|condensed from|compressed reason|unfold|reasoning sketch|summary of thought|"
    "summary of the thought|summary of reasoning|expand this|expand the|compressed chain|expand it into a long|"
    "unpack the|unpack this|long-form reasoning",
    "gap": "gap_|missing|hole_|lacks|absent|left blank|blank",
    "parse": "regex|parsed|parser|strip it|strip them|stripped|extract it|be extracted|automatically extract|stored as",
    "asif": "as if|as though|pretend|hide that|conceal that|as though you|as if you|act like you|never let on|"
    "not let on",
    "know": "know|seen|see_|told|reveal|mention|referr|given_|let on|aware|look|hint|notice|disclos|allud|acknowledg|"
    "admit|betray|saying|refer|letting on",
    "foreknown": "were told|been told|were given|was provided|were provided|you knew|known to you|hint_|"
    "were corrected|given away|was revealed",
    "selfmade": "worked it out|yourself_|on your own|on her own|on his own|on its own|from scratch|first time|"
    "independently",
    "natural": "first[ -]person|natural|meandering|think-aloud|thinks? aloud|inner_|exploratory|stream-of|hesitat|"
    "self-correct|self-doubt|doubts|long chain|student who|somebody who|someone who|discover|reflections|backtrack|"
    "verification|human-like|humanlike",
    "mindof": "engineer|developer|solver|expert|model|somebody|assistant|student|annotator|human_|author_|"
    "mathematician|teacher|agent|doctor|lawyer|programmer",
    # Marks.
    "mark": "tags_|tag_|delimit|marker|enclos|wrap_|wrap |bracket|fenced|special token|marked by|separator|code block|"
    "prefix|angle bracket|double bracket|square bracket|curly bracket|triple|sentinel|surround|flank|asterisks|"
    "told apart|set off|horizontal rule|demarcat|reasoning start|start of reasoning|begin reasoning|end of reasoning|"
    "end reasoning|thinking start|split your|split the response|split by|bounded by|dashes|braces_",
    "field": "reasoning trace",
    "slot": "fields?_|keys?_|sections?_|heading|block|segment|template|record_|object|entries|element|parts?_|format|"
    "headed|separate|attribute|subfield",
    "two": "two_|both|first_|second_|exactly|then_|outside|another|above the line|below the line|followed by",
    # Said every day.
    "step": "step[ -]by[ -]step|steps by step|one step at a time|a step at a time|step after step|stepwise|step-wise|"
    "each step|every step|intermediate step|intermediate result|intermediate value|reasoning steps|solution steps|"
    "logical steps|skip any step|skipping step|steps missing|steps skipped|take a deep breath|in stages|smaller parts|"
    "smaller pieces|all the steps you|skip steps|in steps|reason in steps|thinking steps|single step|step, with|"
    "step, then|all steps|every calculation|all calculations|each calculation|each inference|line of algebra|"
    "one piece at a time|piece by piece|intermediate calculation|every operation",
    "working": "show your work|show all your work|work for full|full working|your working|how you got|how you arriv|"
    "how did you arrive|how did you get to|how you reached|how you came|how did you come|detailed solution|"
    "worked solution|walk me through your|walk me through the|talk me through|through the logic|justify your|"
    "justify each|through the calculation|through the solution|answer was obtained|led you to|reason this out|"
    "reason about it|let us reason|let's reason|let's think|think carefully|think it over|think it through|think hard|"
    "explain why the answer|explain why the other|derive the|full derivation|logical reasoning|see the method|"
    "just give the answer|through this step|lay out the derivation|every line|each line|reason first|"
    "explain the logic|where it comes from|without any explanation|put the answer at the end|only then write|"
    "reasons for your answer|see your thought|out the derivation|get full credit|carry it out|reason through|"
    "explain your approach|explain your method|describe your method|describe your approach|explain your solution|"
    "worked that out|worked it out|work that out|derive it|derive each|set out your|supports your answer|"
    "rationale for your|your logic|explain your reasoning|show calculations|show how you|method, then|approach, then|"
    "reason slowly|go slowly|your derivation",
    "first": "first|followed by|and then|precede|only then|comes last|finish with",
    "explain": "explain|describ|show|lay out|state_|provide|outline|walk|start with|begin",
    "judge": "impartial|unbiased judge|neutral referee|fair judge|strict grader|reward model|scalar reward|rubric|"
    "likert|llm-as-a-judge|position bias|first error|first wrong step|first step that|scoring criteria|"
    "grading criteria|pass or fail|correct or incorrect|step of the solution with|scale of|point scale|"
    "would you prefer|prefer as a user|preference annotator|stronger of the two|better of the two|if it is valid|"
    "is valid and|valid or not|first mistake|earliest faulty|faulty line|gold answer|partial credit|"
    "good enough for the training|expert evaluator|verdict on the|marks were lost|out of twenty|label the better",
    "grade": "rate_|rates_|rating|score_|scores_|scoring|grade_|grades_|grading|grader|evaluat|assess_|points_|"
    "one point|award point|mark every|mark each|a mark|mark the answer|appraise|rate how|rated|quality of|"
    "quality score|quality rating|for quality|overall quality|response quality|answer quality",
    "scale": "scale|from 1|1 to|0 to|between 1|between 0|1-5|1-10|out of|one to|five-point|full credit|criteri|"
    "relevance|helpfulness|up to|from one to|number from|out of ten|out of five|0-5|0-10|0-100|1-7|1 for|0 if|"
    "correctness|harmless",
    "rank": "rank_|ranking|compare the two|compare both|pick the best|choose the better|announce the winner|"
    "compare the following|order the candidates|order these|best first|best to worst|pick the stronger|"
    "select the response|which one would you",
    "better": "is better|more faithful|preferable|you prefer|like more|is superior|is best|choose the|"
    "you would prefer|would you prefer",
    "verdict": "verdict|equivalent to|yes or no|pass or fail|correct or incorrect|follows the instruction|"
    "correct / incorrect|output pass|true or false|match the reference|matches the reference|success or failure|"
    "success / failure|print true|yes/no|completed the task",
    "quiz": "quiz|flash ?cards|questions and answers|answer key|questions with answers",
    "choices": "multiple[ -]choice|distractor|options_|quiz|exam_",
}
