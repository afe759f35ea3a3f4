"""English words of the concepts: material in bulk, instructions made harder, answers in pairs, templates."""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

WORDS: Words = {
    # Material in bulk.
    "make": "generat|creat|writ|come up|coming up|produc|compos|propos|devis|draft|invent|brainstorm|synthesi|"
    "formulat|construct|design|craft|build_|give me|supply|think of|make_|making|extend|fabricat|compil|continue|emit|"
    "another_|we need|play|derive|please give|please provide|now give|sampl|simulat|come up with|expand_|assemble|"
    "author_|spin up|put together|populate|return a new|return only a new|output a new|output only a new|"
    "provide a new",
    "many": "diverse|varied|distinct|unique|non-overlapping|no two|duplicate|repeats|overlap|dozen|twelve|fifteen|"
    "sixteen|twenty|thirty|forty|fifty|sixty|hundred|ten_|heterogen|as many|fresh|novel|brand-new|wide variety|"
    "balanced|synthetic|unlike|[123456789][0123456789]|list of prompts|set of prompts|batch of prompts|"
    "collection of prompts|list of queries|set of queries|assortment|large set|no repeats|do not repeat|don't repeat|"
    "different kinds|seventy|eighty|ninety|eleven|thirteen|multitude|wide range|broad range|every kind of",
    "task": "instructions|prompts|prompt_|the instruction|this instruction|given instruction|simple instruction|"
    "novel instruction|one instruction|an instruction|seed task|task description|user requests|user queries|"
    "user questions|user messages|function-calling requests|requests_|new tasks|tasks for|this query|queries_|"
    "user prompt|user instruction|task instruction|system prompts|first message|opening message|user turn|"
    "given prompt|#prompt|#task|human instruction|new instruction|complex instruction|harder instruction|"
    "difficult instruction|original instruction|existing instruction|challenging prompt",
    "quest": "question|problem|exercise|challenge|puzzle|task_|coding task|request_|word problem|brain teaser|riddle|"
    "math problem",
    "query": "user query|user's query|the query|user request|user's request|this query|input query",
    "sample": "training|model_|exam_|bank|stories|samples|examples|conversations|entries|records_|instances|"
    "data ?points|rows_|items_|demonstrations|utterances|triplet|completions",
    "person": "user|human|person|student|people|human user|end user|novice|questioner|learner|patients|learners|pupils",
    "bot": "chatbot|language model|ai assistant|an ai_|the ai_|ai model|llm_|llms_|virtual assistant|ai agents|"
    "helpful assistant|assistant|ai tutor|ai_|language models|ai system|ai chat|ai helper|assistants|"
    "conversational model|conversational agent|copilot|gpt_|claude",
    "model": "model|llm|ai_|assistant|chatbot|agent|network|solver",
    "persona": "this persona|a persona|given persona|a user would|user would|might type|may type|might send|"
    "could send|likely send|user may|would type|would send|such users|you are a user|be a user|act as a user|"
    "a user who|user might|might ask|could ask|may ask|would ask|might pose|would pose|could pose|would put to|"
    "people ask|people send|someone asks|as a user would|real user|realistic user|as the user would|ask an ai|"
    "ask a chatbot|asks an ai|user could ask|user may ask|user might ask|elicit|user instruction|"
    "instruction that requires|instructions that require|might put|could put|would put|might want|might request|"
    "might enter|would enter|might write|they would type|put to a language|put to an ai|could request",
    "novel": "brand[- ]?new|novel_|unlike the|nobody|unseen|never asked|rarer|unusual|fresh|new questions|"
    "new problems|new queries|original prompts|uncommon",
    "seed": "seed_|seeds_|as inspiration|inspired|modell?ed on|in the style of|similar to the example|"
    "like the example|syllabus|taxonomy|snippet|synthetic|persona|draw on|drawing on|draw inspiration|"
    "taking inspiration|seed set|seed instruction|seed question|seed problem|seed prompt|as a starting point|"
    "springboard|persona_|similar in format|same format as|pattern of the examples|follows the pattern|"
    "style of the examples|seed topic|following the examples",
    "spark": "inspiration from the following|inspiration from the given|as inspiration|inspired by the given|"
    "inspired by the snippet|inspired by this snippet|draw on|drawing on|draw inspiration|taking inspiration",
    "snippet": "code fragment|code snippet|piece of code|random code|this snippet|the snippet|random concept|"
    "random document|open-source code",
    "which": "which|what_|guess",
    "would": "could have produced|would have produced|might have produced|would be the perfect|would be the ideal|"
    "perfect answer|ideal answer|produced the text|produced this text|could a user have asked|have asked to get|"
    "would have asked|must have asked|asked to get|elicited this|prompted this|produced this response|have been asked",
    "data": "training data|training set|training corpus|training sample|training target|fine-?tun|synthetic prompt|"
    "synthetic example|synthetic dialog|synthetic corpus|synthetic conv|preference data|preference tun|preference opt|"
    "instruction set|supervised fine|be trained|instruction data|data generator|few-shot exem|ranking dataset|"
    "instruction-following|post-training|pretraining|training item|training a model|train a model|train our model|"
    "train a small|train a tiny|train a reward|train a reward model|train a ranker|training a retriever|"
    "training a small|for training a|for sft|sft_|sft data|for rl_|rl training|rlvr|reinforcement learning|"
    "distillation set|distillation data|distillation corpus|instruction-tun|instruction tun|instruction corpus|"
    "tuning set|tuning data|tuning dataset|chat dataset|reasoning dataset|training dataset|synthetic multi|"
    "synthetic chat|synthetic user|synthetic quer|synthetic instr|synthetic sampl|synthetic reason|synthetic trac|"
    "synthetic traj|synthetic log|synthetic task|synthetic q|reward model|comparison training|contrastive learning|"
    "contrastive training|preference training|dpo_|augment gsm|training pairs|training text|training conversations|"
    "used to train|to train our|to train the model|can be trained|can learn|to teach a|teach the model|training mix|"
    "learn from it|model trains|a classifier|classifier can|our classifier|training a function|training a chat|"
    "training an llm|llm corpus|code corpus|our corpus",
    "dataset": "data ?set|data ?sets|corpus_",
    "into": "into_|turned into|in the form of",
    "engineering": "script|pytorch|tensorflow|keras|sklearn|scikit|pandas|huggingface|hugging face|trl_|lora_|qlora|"
    "notebook|readme|pipeline|dataloader|data loader|hyperparam|epoch|gpu_|gpus_|docker|optimi[sz]er|traceback|"
    "error message|regex|sql_|dashboard|data card|model card|licen[cs]e|documentation|bigquery|spark_|blog|"
    "article about|loss function|learning rate|unit test|yaml|config|etl|slides|training loop|wiki page|evaluation|"
    "benchmark|test case|test set|test suite|regression|export",
    "muse": "writing prompt|journal|sketch|watercolou?r|painting|drawing|midjourney|stable diffusion|dall-e|image|"
    "picture|photo|ice ?breaker|art prompt|conversation starter|dragon|story prompt|tattoo|logo_|wallpaper",
    "search": "search|retriev|vector|google|keyword|seo_|serp|sub-quer|subquer|lookup|knowledge base",
    "pair": "question-answer|question-and-answer|q/a|q&a|prompt-completion|triples|tuples|answer pairs|response pairs|"
    "instruction-response|prompt-response|problem-solution|output examples|prompt/response|prompt/completion|"
    "instruction/response|query/response|query-document|input-output|user/assistant|answer tuples|"
    "prompt and response pair|tuple of|a tuple|qa pair|qa dataset|q-a pair|qa-pair|and the ideal|and an ideal|"
    "and the perfect|and a perfect|with an ideal|and the best possible",
    "talk": "dialogue|conversation|chats?_|multi-turn|exchange_|back-and-forth|chat log|transcript|conversational|"
    "exchange of",
    "both": "both the user|both sides|both roles|human and ai|human and the ai|user and an assistant|human and as ai|"
    "self-chat|take turns|two ai agents|two agents|human chat with|person and an ai|all messages included|play both|"
    "both the human|both parties|write both roles|user as well as the assistant|both participants|each side of",
    "alternate": "self-chat|take turns as|taking turns as|alternate between the|both roles|as the human in|"
    "be the human|playing the human|human's next|user's next|user's follow-up",
    "play": "play|pretend|act as|simulat|imagine you|the role of|role-play",
    "imitate": "retrac|re-trac|imitat|mimic|emulat|replicat|reconstruct|recreat|relive|re-enact|learn_|learn from|"
    "follow your|copy_|follow each|follow along|reproduce your|walk the same",
    "reader": "reader|someone|somebody|anyone|others_|novice|beginner|student",
    "learn": "learn_|learnt|learn from|imitat|mimic|train|fine-?tun|distil|emulat|replicat|taught|replay|reproduce|"
    "collecting|retrac|copy|studying|reconstruct|learns_|student model|smaller model|weaker model|used for training|"
    "train another|training purposes|recorded together",
    # Instructions made harder, answers in pairs.
    "harder": "more complex|more complicated|more difficult|more challenging|more demanding|more intricate|harder|"
    "tougher|trickier|complexity|difficulty|complicate|rarer|less common|more elaborate|olympiad|competition-level|"
    "more steps|deepen|more steps to|more constrained|more involved|more advanced|more intense|increasingly difficult|"
    "increasingly hard|less trivial|imo level|imo-level|imo style|graduate level|graduate-level|phd level|phd-level|"
    "expert-level|expert level|frontier-level|hardest|tough_|deeper reasoning|more reasoning|multi-hop|raise the bar|"
    "5/5|elaborate one|hard requirement|deeper and|broader|deeper_",
    "limits": "constraint|constrain_|requirements?_",
    "add": "add_|adds_|adding|impos|introduc|inject|insert|stricter|one more|two more|additional requirement|"
    "additional constraint|extra requirement|extra constraint|further constraint|further requirement",
    "evolve": "in-breadth|in-depth evol|multi-step reasoning|depth and breadth|rising difficulty|"
    "increasing difficulty|increasing complexity|evol-|evolve_|evolved version|evolved prompt|evolved instruction|"
    "evolved question|evolved problem|evolving the|reasoning depth|deeper reasoning|adversarial variant|"
    "adversarial version|misleads models|misleads the model|fool models|stump_|frontier model|complexity upgrade|"
    "mutate this prompt|mutate the prompt|mutate the instruction|mutate this instruction|mutate the question|"
    "difficulty level of|harder for llms|challenge for reasoning models|single-hop|in-depth evolution",
    "rewrite": "rewrit|rework|transform|revis|modif|mutat|upgrade|turn_|make_|replac|rephras|paraphras|increas|rais|"
    "amplif|enhanc|add_|adding|improve|change_|convert|deepen|complicat|alter|variant|version|concreti|recast|inject|"
    "extend_|expand_|swap|combin|merg|inver[ts]|adapt|reword|broaden|elaborat",
    "backward": "becomes the unknown|unknown and the|backward version|reverse problem|inverse problem|becomes a given|"
    "invert the|swap the known|goal becomes|answer becomes part|reverse the problem|inverted problem|"
    "infer the instruction|guess the instruction|infer the prompt|guess the prompt|reconstruct the prompt|"
    "reconstruct the instruction|recover the instruction|recover the prompt|reverse-engineer the prompt|"
    "reverse engineer the prompt|instruction behind|prompt behind|instruction that produced|prompt that produced|"
    "instruction that led|prompt that led|prompt that would produce|instruction that would produce|"
    "what was asked for is|asked for is now given|given is now",
    "enlarge": "enlarge|augment|problem bank|more training|augment_|extra training|more data",
    "chosen": "preferred response|preferred answer|preferred repl|winning response|winning answer|the better response|"
    "the better answer|preferred completion|winning completion|preferred_",
    "rejected": "dispreferred|losing response|losing answer|non-preferred|negative sample|hard negative|"
    "negative example|negative for|our negative|as a negative|rejected sample|rejected response|rejected answer|"
    "losing sample|low-quality reply|losing completion",
    "losing": "worse version|worse answer|worse response|response worse|answer worse|reply worse|completion worse|"
    "make it worse|worse in |inferior version|poor version|weaker version|degraded version|corrupted version|"
    "corrupted proof|corrupted solution|hallucinated answer|hallucinated response|incorrect solution|bad next step|"
    "plausible but incorrect|plausible but wrong|rejected version|rejected variant|rejected counterpart|"
    "rejected completion|dispreferred version|less helpful but|less accurate but|so it is less|so that it is less|"
    "so that it's less|so it's less|unhelpful version|lower-quality version|inferior twin|inferior counterpart|"
    "inferior copy|bad answer on purpose|wrong answer on purpose|bad response on purpose|intentionally bad|"
    "intentionally wrong|intentionally worse|purposely",
    "contrastive": "contrastive|contrasting answer|contrasting response|decreasing quality|descending quality|"
    "varying quality|different quality|differing quality|increasing quality|levels of quality|quality levels",
    "good": "better|good_|excellent|superior|correct_|best|honest|aligned|stronger|preferred|first_|truthful|helpful|"
    "compliant|safe_|ideal_|high-quality|frank|accurate|preferred_|right_|sound_|would like|would prefer",
    "bad": "worse|bad_|flawed|inferior|weaker|worst|mediocre|sycophant|misaligned|weak model|hallucinated|unsafe|"
    "poor_|low-quality|wrong_|incorrect_|misleading|unhelpful|violates|deceptive|toxic|deliberately|weak_|dislike|"
    "hate_|evasive",
    "label": "label|json|ranking|train|dpo|preference|classifier|reward|verifier|contrast",
    "corrupt": "corrupt|introduce an error|subtly flawed|hallucinat|deliberate reasoning|wrong in one|make it worse",
    "flawed": "plausible but|plausible-looking|plausible-sounding|deliberately wrong|deliberately incorrect|"
    "deliberately poor|deliberately bad|deliberately flawed|deliberate error|deliberate mistake|subtly wrong|"
    "subtly flawed|subtle mistake|subtle error|subtle flaw|factual error|inserting one|insert one|insert an error|"
    "inserting an error|introduce a flaw|introduce a logical|introduce one error|introduce one mistake|logical flaw|"
    "convincing but|convincing yet|looks convincing",
    "inject": "inject|sneak|intentional|on purpose|deliberate|slip in|introduce a_|introduce an_|introduce one|"
    "introducing|inserting|insert a_|insert an_|insert one|plant a|hidden mistake|hidden error|hidden flaw|"
    "concealed error|subtle error|subtle mistake",
    "error": "error|mistake|flaw|falsehood|inaccurac|fault_",
    "example": "example|sample|train|pair",
    "critique": "critique|criticis|criticiz|list the flaws|critiques|point out the flaws|weaknesses of|"
    "name what is harmful|list what is wrong",
    "revise": "revis|rewrite|improv",
    "principle": "against the principle|constitution|unethical|harmful exchange|principle_|principles_|guideline_|"
    "constitutional|is harmful|harmful or|harmful content|problematic",
    "refusal": "refus|compliant version",
    "safely": "answered safely|censor|politically sensitive|evasive",
    # Templates of instruction tuning.
    "wrapper": "instruction that describes a task|instruction describing a task|"
    "appropriately completes the request|chat between a curious|instruction that specifies a task",
    "describe": "describes a task|describing a task|describes a job|specifies a task|sets a problem|defines a task|"
    "states a task|find an instruction|will give you a task|describes the task|explains a task|instruction describing|"
    "outlines a task|users hand you|hands you a task|hand you tasks|give you a task|gives you a task|be given a task",
    "fulfil": "appropriate|adequate|properly|suitabl|faithful|correctly|fulfil|completes?_|carries out|faithfully|"
    "addresses|satisf|meets_",
    "request": "request|task|instruction|answer|input|question_",
    "curious": "curious user|curious human|curious person|inquisitive user|inquisitive human|curious individual",
}
