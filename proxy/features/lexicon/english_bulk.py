"""English words of the concepts: material in bulk, instructions made harder, answers in pairs, templates."""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

WORDS: Words = {
    # Material in bulk.
    "make": "generat|creat|writ|come up|coming up|produc|compos|propos|devis|draft|invent|brainstorm|synthesi|"
    "formulat|construct|design|craft|build_|give me|supply|think of|make_|making|extend|fabricat|compil|continue|emit|"
    "another_|we need|play|derive|please give|please provide|now give|sampl|simulat|come up with|expand_|assemble|"
    "author_|spin up|put together|populate",
    "many": "diverse|varied|distinct|unique|non-overlapping|no two|duplicate|repeats|overlap|dozen|twelve|fifteen|"
    "sixteen|twenty|thirty|forty|fifty|sixty|hundred|ten_|heterogen|as many|fresh|novel|brand-new|wide variety|"
    "balanced|synthetic|unlike|[123456789][0123456789]|list of prompts|set of prompts|batch of prompts|"
    "collection of prompts|list of queries|set of queries|assortment|large set|no repeats|do not repeat|don't repeat|"
    "different kinds|seventy|eighty|ninety|eleven|thirteen|multitude|wide range|broad range|every kind of",
    "task": "instructions|prompts|prompt_|the instruction|this instruction|given instruction|simple instruction|"
    "novel instruction|one instruction|an instruction|seed task|task description|user requests|user queries|"
    "user questions|user messages|function-calling requests|requests_|new tasks|tasks for|this query|queries_|"
    "user prompt|user instruction|task instruction|system prompts|first message|opening message|user turn|"
    "given prompt|#prompt|#task|human instruction",
    "quest": "question|problem|exercise|challenge|puzzle|task_|coding task|request_|word problem|brain teaser|riddle|"
    "math problem",
    "query": "user query|user's query|the query|user request|user's request|this query|input query",
    "sample": "training|model_|exam_|bank|stories|samples|examples|conversations|entries|records_|instances|"
    "data ?points|rows_|items_|demonstrations|utterances|triplet|completions",
    "person": "user|human|person|student|people|human user|end user|novice|questioner|learner",
    "bot": "chatbot|language model|ai assistant|an ai_|the ai_|ai model|llm_|llms_|virtual assistant|ai agents|"
    "helpful assistant|assistant|ai tutor|ai_|language models|ai system|ai chat|ai helper|assistants|"
    "conversational model|conversational agent|copilot|gpt_|claude",
    "model": "model|llm|ai_|assistant|chatbot|agent|network|solver",
    "persona": "this persona|a persona|given persona|a user would|user would|might type|may type|might send|"
    "could send|likely send|user may|would type|would send|such users|you are a user|be a user|act as a user|"
    "a user who|user might|this person|might ask|could ask|may ask|would ask|might pose|would pose|could pose|"
    "would put to|people ask|people send|someone asks|as a user would|real user|realistic user|as the user would|"
    "ask an ai|ask a chatbot|asks an ai|user could ask|user may ask|user might ask|elicit",
    "novel": "brand[- ]?new|novel_|unlike the|nobody|unseen|never asked|rarer|unusual|fresh|new questions|"
    "new problems|new queries|original prompts|uncommon",
    "seed": "seed_|seeds_|as inspiration|inspired|modell?ed on|in the style of|similar to the example|"
    "like the example|syllabus|taxonomy|snippet|synthetic|persona|draw on|drawing on|draw inspiration|"
    "taking inspiration|seed set|seed instruction|seed question|seed problem|seed prompt|as a starting point|"
    "springboard|persona_|similar in format|same format as",
    "spark": "inspiration from the following|inspiration from the given|as inspiration|inspired by the given|"
    "inspired by the snippet|inspired by this snippet|draw on|drawing on|draw inspiration|taking inspiration",
    "snippet": "code fragment|code snippet|piece of code|random code|this snippet|the snippet|random concept|"
    "random document|open-source code",
    "which": "which|what_|guess",
    "would": "could have produced|would have produced|might have produced|would be the perfect|would be the ideal|"
    "perfect answer|ideal answer|produced the text|produced this text",
    "data": "training data|training set|training corpus|training sample|training target|fine-?tun|synthetic prompt|"
    "synthetic example|synthetic dialog|synthetic corpus|synthetic conv|preference data|preference tun|preference opt|"
    "instruction set|supervised fine|be trained|instruction data|data generator|few-shot exem|ranking dataset|"
    "instruction-following|post-training|pretraining|training item|training a model|train a model|train our model|"
    "train a small|train a tiny|train a reward|train a reward model|train a ranker|training a retriever|"
    "training a small|for training a|for sft|sft_|sft data|for rl_|rl training|rlvr|reinforcement learning|"
    "distillation set|distillation data|distillation corpus|instruction-tun|instruction tun|instruction corpus|"
    "tuning set|tuning data|tuning dataset|chat dataset|reasoning dataset|training dataset|synthetic multi|"
    "synthetic chat|synthetic user|synthetic quer|synthetic instr|synthetic sampl|synthetic reason|synthetic trac|"
    "synthetic traj|synthetic log|synthetic task|synthetic q|embedding model|reward model|comparison training|"
    "contrastive learning|contrastive training|preference training|dpo_|augment gsm|training pairs|training text|"
    "training conversations|used to train|to train our|to train the model|can be trained|can learn|to teach a|"
    "teach the model|training mix|learn from it|model trains|a classifier|classifier can|our classifier",
    "dataset": "data ?set|data ?sets|corpus_",
    "engineering": "script|pytorch|tensorflow|keras|sklearn|scikit|pandas|huggingface|hugging face|trl_|lora_|qlora|"
    "notebook|readme|pipeline|dataloader|data loader|hyperparam|epoch|gpu_|gpus_|docker|optimi[sz]er|traceback|"
    "error message|regex|sql_|dashboard|data card|model card|licen[cs]e|documentation|bigquery|spark_|blog|"
    "article about|loss function|learning rate|unit test|yaml|config|etl|slides|training loop|wiki page|evaluation|"
    "benchmark",
    "muse": "writing prompt|journal|sketch|watercolou?r|painting|drawing|midjourney|stable diffusion|dall-e|image|"
    "picture|photo|ice ?breaker|art prompt|conversation starter|dragon|story prompt|tattoo|logo_|wallpaper",
    "search": "search|retriev|vector|google|keyword|seo_|serp|sub-quer|subquer|lookup|knowledge base",
    "pair": "question-answer|question-and-answer|q/a|q&a|prompt-completion|triples|tuples|answer pairs|response pairs|"
    "instruction-response|prompt-response|problem-solution|output examples|prompt/response|prompt/completion|"
    "instruction/response|query/response|query-document|input-output|user/assistant|answer tuples|"
    "prompt and response pair|tuple of|a tuple",
    "talk": "dialogue|conversation|chats?_|multi-turn|exchange_|back-and-forth|chat log|transcript|conversational",
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
    "5/5|elaborate one|hard requirement",
    "limits": "constraint|constrain_|requirements?_",
    "add": "add_|adds_|adding|impos|introduc|inject|insert|stricter|one more|two more",
    "evolve": "in-breadth|in-depth evol|multi-step reasoning|depth and breadth|rising difficulty|"
    "increasing difficulty|increasing complexity|evol-|evolve_|evolved version|evolved prompt|evolved instruction|"
    "evolved question|evolved problem|evolving the|reasoning depth|deeper reasoning|adversarial variant|"
    "adversarial version|misleads models|misleads the model|fool models|stump_|frontier model|complexity upgrade|"
    "mutate this prompt|mutate the prompt|mutate the instruction|mutate this instruction|mutate the question|"
    "difficulty level of|harder for llms|challenge for reasoning models",
    "rewrite": "rewrit|rework|transform|revis|modif|mutat|upgrade|turn_|make_|replac|rephras|paraphras|increas|rais|"
    "amplif|enhanc|add_|adding|improve|change_|convert|deepen|complicat|alter|variant|version|concreti|recast|inject|"
    "extend_|expand_|swap|combin|merg|inver[ts]|adapt|reword|broaden|elaborat",
    "backward": "becomes the unknown|unknown and the|backward version|reverse problem|inverse problem|becomes a given|"
    "invert the|what was asked|what was given|swap the known|goal becomes|answer becomes part|reverse the problem|"
    "inverted problem",
    "enlarge": "enlarge|augment|problem bank|more training|augment_|extra training|more data",
    "chosen": "preferred response|preferred answer|preferred repl|winning response|winning answer|the better response|"
    "the better answer|preferred completion|winning completion",
    "rejected": "dispreferred|losing response|losing answer|non-preferred|negative sample|hard negative|"
    "negative example|negative for|our negative|as a negative|rejected sample|rejected response|rejected answer|"
    "losing sample|low-quality reply|losing completion",
    "losing": "worse version|worse answer|worse response|response worse|answer worse|reply worse|completion worse|"
    "make it worse|worse in |inferior version|poor version|weaker version|degraded version|corrupted version|"
    "corrupted proof|corrupted solution|hallucinated answer|hallucinated response|incorrect solution|bad next step|"
    "plausible but incorrect|plausible but wrong",
    "contrastive": "contrastive|contrasting answer|contrasting response",
    "good": "better|good_|excellent|superior|strong_|correct_|best|honest|aligned|stronger|preferred|first_|truthful|"
    "helpful|compliant|safe_|ideal_|high-quality|frank|accurate|preferred_|right_|sound_",
    "bad": "worse|bad_|flawed|inferior|weaker|worst|mediocre|sycophant|misaligned|weak model|hallucinated|unsafe|"
    "poor_|low-quality|wrong_|incorrect_|misleading|unhelpful|violates|deceptive|toxic|deliberately",
    "label": "label|json|ranking|train|dpo|preference|classifier|reward|pairs|compar|verifier|contrast|annotat|"
    "separated by",
    "corrupt": "corrupt|introduce an error|subtly flawed|hallucinat|deliberate reasoning|wrong in one|make it worse",
    "flawed": "plausible but|plausible-looking|plausible-sounding|deliberately wrong|deliberately incorrect|"
    "deliberately poor|deliberately bad|deliberately flawed|deliberate error|deliberate mistake|subtly wrong|"
    "subtly flawed|subtle mistake|subtle error|subtle flaw|factual error|inserting one|insert one|insert an error|"
    "inserting an error|introduce a flaw|introduce a logical|introduce one error|introduce one mistake|logical flaw|"
    "convincing but|convincing yet|looks convincing",
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
