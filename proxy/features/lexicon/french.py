"""French words of the concepts, with and without accents."""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

WORDS: Words = {
    # Thinking, and whose.
    "thought": "processus de pens[ée]e|processus de r[ée]flexion|cha[îi]ne de pens[ée]e|monologue|"
    "dialogue int[ée]rieur|fil de ta pens[ée]e|fil de votre pens[ée]e|fil de la pens[ée]e|flux de conscience|"
    "flux de pens[ée]e|cheminement|brouillon|d[ée]lib[ée]ration|raisonnement interne|pens[ée]es internes|"
    "notes internes|voix int[ée]rieure|cha[îi]ne d'inf[ée]rence|consid[ée]rations internes|r[ée]flexion interne|"
    "trace de raisonnement|fil de la pens|fil de pens|cheminement mental|raisonnement au long|monologue int|"
    "trace de pens|flux de raison",
    "monologue": "monologue|dialogue int[ée]rieur|voix int[ée]rieure",
    "reason": "raisonnement|r[ée]flexion|pens[ée]es?_|justification|d[ée]marche|inférence|consid[ée]ration|"
    "[ée]tape mentale|raisonne_|raisonnes_",
    "think": "r[ée]sou|r[ée]fl[ée]chi|pens[ée]?_|penses_|pens[ée]_|pense[rz]_|p[èe]ses|envisag|raisonne|"
    "consid[ée]r|pris en compte|prends en compte",
    "mind": "t[êe]te_|esprit",
    "your": "ton_|ta_|tes_|votre|vos_|tu_|vous_|t'|le mod[èe]le",
    "others": "auteur|juge dans|tribunal|emma|personnage|patient|client|romancier|arr[êe]t_",
    "opinion": "ton avis|votre avis",
    # How it is wanted.
    "full": "complet|compl[èe]te|entier|enti[èe]re|int[ée]gral|tout_|toute_|toutes_|tous_|exhausti|au complet|"
    "l'ensemble|d[ée]taill|long raison|en entier_|tout le_|tout ton|toute ta|toute la_",
    "every": "tout_|toute|tous_|chaque|aucun|rien_",
    "raw": "brut_|brute_|mot pour mot|mot [àa] mot|in extenso|int[ée]gral|non abr[ée]g|sans coupure|non filtr|"
    "tel quel|telles quelles|du d[ée]but [àa] la fin|non censur|[àa] l'[ée]tat brut|en entier|fid[èe]lement|"
    "sans rien changer|sans rien raccourcir|version longue|version int[ée]grale|version compl[èe]te|sans rien lisser|"
    "non expurg",
    "no": "sans_|ne_|n'|rien_|pas_|jamais|aucun",
    "cut": "r[ée]sum|omet|omis|abr[èée]g|raccourc|condens|coup|saut|comprim|oubli|silence|propre_|[ée]lagu|raccourci|"
    "lisse|abr[ée]g|effac|liss",
    "detour": "impasse|fausse piste|fausses pistes|faux d[ée]part|h[ée]sitation|doutes|retours en arri[èe]re|erreurs|"
    "n'ont pas abouti|t[âa]tonnement|d[ée]tours|reculs|remords|marche arri[èe]re|faux pas|impasses|revirement|doutes_",
    "reject": "abandon|rejet|[ée]cart|[ée]limin",
    "option": "piste|option|id[ée]e|hypoth[èe]se|correctif|alternative|tentative|solution",
    "flow": "dans l'ordre o[ùu]|dans l'ordre dans lequel|comme elles viennent|telles qu'elles|au fur et [àa] mesure|"
    "en temps r[ée]el|flux de|transcription de ta|transcription de votre|transcription int[ée]grale|tel qu'il vient|"
    "[àa] la suite|dans l'ordre",
    "aloud": "tout haut|[àa] voix haute|[àa] haute voix",
    "cross": "travers|passe_|passent|vient_|viennent|traverse",
    "long": "mots_|longue?s?_|longuement|mille|pages|d[ée]taill|approfondi|au moins|deux mille|d'au moins|paragraphe",
    "vast": "tr[èe]s long|exhausti|deux mille|mille mots|des pages|aussi long",
    "keep": "y compris|compris|avec_|m[êe]me_|aussi|ainsi que|inclu|gard|conserv",
    "brief": "bref|bri[èe]ve|court_|courte_|une phrase|succinct",
    "howto": "comment faire|comment puis-je|qu'est-ce|quel est le raisonnement|pourquoi",
    "write": "[ée]cri|donn|montr|affich|produi|couch|r[ée]dig|expos|livr|inclu|sors_|rend|recopi|d[ée]roul|"
    "[ée]num[èe]r|accompagn|dis_|figurer",
    # Thinking that was kept back.
    "show": "r[ée]v[èée]l|affich|divulgu|r[ée]p[èe]t|montr|reprodui|imprim|d[ée]voil|retranscri|poursui|recopi|"
    "d[ée]plac|restaur|donn|inclus|[ée]cri",
    "hidden": "cach[ée]e?s?_|interne|int[ée]rieur|secret|secr[èe]te|masqu|chiffr|supprim|invisible|ne voit pas|"
    "priv[ée]",
    "visible": "visible|en clair|texte visible",
    "earlier": "pr[ée]c[ée]dent|derni[èe]re?_|dernier_|ant[ée]rieur|tout [àa] l'heure|[àa] l'instant|avant ton|"
    "avant votre|d'avant",
    "token": "bloc de r[ée]flexion|jetons de r[ée]flexion|canal de raisonnement|bloc de pens[ée]e|jetons de pens[ée]e|"
    "tokens de r|r[ée]sum[ée] de ta r[ée]flexion|contenu de raisonnement",
    "said": "dites?_|dit_|exprim",
    "same": "m[êe]me langue|langue de l|dans la langue",
    "language": "langue|en fran[çc]ais|en anglais",
    # Agents.
    "each": "chaque|tout_|toute_|entre_",
    "before": "avant|pr[ée]alable|d'abord|pour chaque|pendant|puis_|ensuite|accompagne",
    "tool": "outil|action|commande|op[ée]ration|appel_|fonction|fichier|[ée]tape",
    "call": "appel d'outil|appels d'outils|r[ée]sultats d'outils|chaque action|chaque commande|toute action|"
    "toute op[ée]ration|appel d'api|chaque outil|en silence|modifier un fichier|corriges le bogue|"
    "chaque [ée]tape, donne|appel de fonction|avant chaque appel|chaque appel|avant d'agir|avant chaque action",
    "run": "trajectoire|[ée]pisode complet|d[ée]monstration d'agent",
    "considered": "pris en compte|envisag[ée]|consid[ée]r[ée]|p[èe]ses|soupes",
    # Answers that are there already.
    "answer": "r[ée]ponse|solution|r[ée]sultat|conclusion|sortie|preuve|r[ée]pon|verdict|[ée]tiquette|correctif|code_|"
    "option_",
    "given": "donn[ée]|connu|bonne_|officiel|correct|achev[ée]|finale?_|r[ée]f[ée]rence|on sait que|fourni|corrig[ée]|"
    "v[ée]rifi[ée]|termin[ée]|correctif|attendue?_",
    "leads": "m[èe]ne|conduit|conduisent|derri[èe]re|sous-jacent|abouti|d[ée]coule|entre la question|entre l'[ée]nonc|"
    "menant|mener|y serait arriv|qui m[èe]ne|arriv[ée]? [àa]",
    "bridge": "relie_|relient|reliant|entre la question|de la question [àa]|fait le lien",
    "hindsight": "aurait pens|aurait suivi|aurait eu|aurait produit|y serait arriv|a d[ûu] penser|a dû se dire|"
    "ce qu'a pens|ce que pensait|qu'a pu penser|a pens[ée]",
    "recover": "reconstitu|reconstrui|retrouv|restitu|imagin|d[ée]velopp|red[ée]ploie|mets en mots|combl|articul|"
    "verbalis|recrée|g[ée]n[èe]re|infère|déduis",
    "unfold": "red[ée]ploie|r[ée]sum[ée] de pens[ée]e|r[ée]sum[ée] des pens[ée]es|"
    "raisonnement d[ée]taill[ée] d'origine",
    "gap": "combl|manquant|le vide_",
    "parse": "regex|analyseur|extrai|d[ée]coup[ée] automatiquement|sera pars",
    "asif": "comme si|sans montrer|sans r[ée]v[ée]ler|fais semblant|pr[ée]tend",
    "know": "connaiss|savai|ignorai|montr|r[ée]v[ée]l|vu_",
    "foreknown": "[ée]tait connue?_|la connaissais|le connaissais|t'a [ée]t[ée] donn|t'avait donn|on t'a dit|"
    "a [ée]t[ée] fournie?_",
    "selfmade": "toi-m[êe]me|vous-m[êe]me|tout seul|par toi|de z[ée]ro",
    "natural": "premi[èe]re personne|naturel|[àa] voix haute|spontan|t[âa]tonn|doutes|retours en arri",
    "mindof": "mod[èe]le|ing[ée]nieur|celui qui|d[ée]veloppeu|assistant|quelqu'un",
    # Marks.
    "mark": "balise|encadr|d[ée]limit|s[ée]parateur|marqueur|bloc de code|crochets",
    "slot": "cl[ée]s_|cl[ée]_|champ|section|bloc|colonne|[ée]l[ée]ment|parties|format_",
    "two": "deux_|second|premier|premi[èe]re|[àa] l'ext[ée]rieur|ensuite|apr[èe]s",
    # Material in bulk.
    "make": "g[ée]n[èée]r|cr[ée]e|r[ée]dig|propos|invent|produi|[ée]cri|imagin|formul|compos|donn|convert|fais_|"
    "tire|change",
    "many": "[123456789][0123456789]|vari[ée]|divers|diff[ée]rent|nouve|in[ée]dit|distinct|unique|trente|vingt|"
    "cinquante|quinze|cent_|dix_|sans doublon|dissembl|le plus possible|cinq_|plusieurs|quarante|soixante|"
    "sans r[ée]p[ée]tition|cents_|trois versions|deux cents",
    "task": "instructions|consignes|prompts|requ[êe]tes|invites_|l'invite|la consigne|cette consigne|l'instruction|"
    "consigne in[ée]dite|questions d'utilisateur|demandes|quelle consigne|nouvelles t[âa]ches|t[âa]ches de d[ée]part|"
    "prompt_|une instruction|une requ[êe]te|demandes_|de prompts|ce prompt",
    "quest": "question|probl[èe]me|exercice|[ée]nonc[ée]|d[ée]fi_|t[âa]che",
    "query": "la requ[êe]te|requ[êe]te de l'utilisateur",
    "sample": "exemple|jeu d|entra[îi]n|banque",
    "person": "utilisateur|humain|[ée]l[èe]ve|personne",
    "bot": "assistant|mod[èe]le de langage|chatbot|une ia_|tuteur ia|deux ia|[àa] une ia|intelligence artificielle",
    "model": "mod[èe]le|ia_|agent|assistant",
    "persona": "cette personne|enverrait|poserait|joue le r[ôo]le d'un utilisateur|comme un utilisateur|"
    "pourraient envoyer|pourrait envoyer|pourraient demander|poserait [àa]|enverraient|demanderait",
    "novel": "in[ée]dit|plus rare|inhabituel|autonome",
    "seed": "inspire|sur le mod[èe]le|t[âa]ches de d[ée]part|d'apr[èe]s ce|bout de code|branche du savoir|graine|"
    "inspire-toi|fragment de code|inspirant",
    "which": "quelle?_|devine",
    "would": "a pu produire|aurait pu produire|aurait produit|r[ée]ponse parfaite|r[ée]ponse id[ée]ale [àa]",
    "data": "donn[ée]es d'entra[îi]nement|jeu d'entra[îi]nement|exemples d'entra[îi]nement|affinage|fine-?tuning|"
    "synth[ée]tique|jeu de donn[ée]es|corpus|g[ée]n[ée]rateur de donn[ée]es|pour entra[îi]ner|"
    "cibles d'entra[îi]nement|donn[ée]es de pr[ée]f[ée]rence|optimisation de pr[ée]f|d'apprentissage|jeu de cinq|"
    "pour l'affinage|pour l'entra[îi]nement|serve [àa] l'entra|par pr[ée]f[ée]rences|donn[ée]es synth|"
    "pour le r[ée]glage fin|pour fine-tun",
    "dataset": "jeu de donn[ée]es|jeux de donn[ée]es|corpus_",
    "muse": "dessin|peinture|aquarelle|journal intime|image|illustration|carnet",
    "search": "recherche|moteur de|mots-cl[ée]s",
    "pair": "question et r[ée]ponse|requ[êe]te-r[ée]ponse|question-r[ée]ponse|instruction/sortie|triplets|"
    "paires de questions|questions-r[ée]ponses|paires question|paires question-r|couples question",
    "talk": "dialogue|conversation|r[ée]pliques|[ée]changes|messages|tours_|r[ée]pliques_",
    "both": "l'utilisateur et l'assistant|[àa] la fois l'utilisateur|deux ia|tous les messages|les deux r[ôo]les|"
    "[ée]l[èe]ve et un tuteur ia|un humain et une ia|un utilisateur et un assistant|les deux voix",
    "alternate": "[àa] la fois l'utilisateur|[àa] tour de r[ôo]le|les deux r[ôo]les|prochain message de l'utilisateur",
    "play": "joue|simul|imagine|fais coop[ée]rer|incarn|r[ôo]les_|le r[ôo]le",
    "learn": "entra[îi]n|imit|apprend|apprentissage|collect|reprodui|distill",
    "imitate": "imit|reprodui|reconstitu|retrac|suivre|apprendre",
    "reader": "lecteur|quelqu'un|autrui|[ée]tudiant|[ée]l[èe]ve",
    # Instructions made harder, answers in pairs.
    "harder": "plus complexe|plus difficile|plus ardu|plus exigeant|difficult[ée]|complexit[ée]|complexifi|olympiade|"
    "plus rare|davantage d'[ée]tapes|plus ardue?|plus d'[ée]tapes|chacune plus|moins facile|complexifie",
    "limits": "contrainte|exigence|condition_",
    "add": "ajout|impos|introdui|ins[èe]re|suppl[ée]mentaire",
    "evolve": "[ée]voluer|profondeur et l'[ée]tendue|difficult[ée] croissante|fais [ée]voluer",
    "rewrite": "r[ée][ée]cri|reformul|transform|modifi|retravaill|rends_|complexifi|augment|ajout|fais_|invent|remani|"
    "adapte",
    "backward": "[àa] l'envers|connu et l'inconnu|probl[èe]me inverse",
    "enlarge": "agrandi|banque d'exercices|augmenter le jeu|enrichi",
    "chosen": "pr[ée]f[ée]r[ée]e|gagnante",
    "rejected": "perdante|exemple rejet[ée]|exemple n[ée]gatif|r[ée]ponse rejet[ée]e|contre-exemple|comme n[ée]gatif",
    "losing": "moins bonne|version d[ée]grad|r[ée]ponse plus mauvaise|empire_",
    "contrastive": "contrastif|contrastive|contrast[ée]es",
    "good": "bonne_|meilleur|honn[êe]te|fort_|gagnante|excellent|vraie_|correcte_|utile_|v[ée]ridique",
    "bad": "mauvaise?_|pire_|flatteu|faible_|perdante|d[ée]grad|m[ée]diocre|fausse_|invent[ée]e|erron[ée]|incorrect|"
    "moins bonne|hallucin",
    "label": "[ée]tiquet|chosen|json|entra[îi]n|pr[ée]f[ée]rence|emporte|dpo",
    "corrupt": "fausse une [ée]tape|erreur cach[ée]e|d[ée]grade la|introduis une erreur",
    "flawed": "erreur discr[èe]te|erreur subtile|volontairement fau|plausible mais|erreur volontaire|"
    "d[ée]lib[ée]r[ée]ment fau",
    "inject": "gliss[ée]|introduis une|ins[èe]re une|volontaire|expr[èe]s_",
    "error": "erreur|faute_",
    "example": "exemple|entra[îi]n",
    "critique": "critique",
    "revise": "r[ée]vis|am[ée]lior",
    "principle": "au regard du principe|constitution|du principe",
    "refusal": "refus",
    "safely": "sans risque|sensibles|[ée]vasi|censur",
    # Templates of instruction tuning.
    "wrapper": "instruction qui d[ée]crit une t[âa]che|consigne d[ée]crivant une t[âa]che|"
    "consigne d[ée]finissant une t[âa]che|instruction d[ée]crivant une t[âa]che",
    "describe": "d[ée]crit une t[âa]che|d[ée]crivant une t[âa]che|description de t[âa]che|description d'une t[âa]che|"
    "d[ée]finissant une t[âa]che|te donnera une t[âa]che|donnera une t[âa]che|instruction qui d[ée]crit",
    "fulfil": "satisfai|appropri|convient|accompli|ad[ée]quat|correctement|r[ée]pond|remplit|fid[èe]lement|"
    "convenablement",
    "request": "demande|requ[êe]te|t[âa]che|instruction|consigne|sortie",
    "curious": "curieu",
    "heading": "consigne :|consigne:|instruction :",
    "replying": "sortie :|sortie:|r[ée]ponse :",
    # Said every day.
    "step": "[ée]tape par [ée]tape|pas [àa] pas|une [ée]tape [àa] la fois|chaque [ée]tape de|chaque [ée]tape du|"
    "[ée]tapes interm[ée]diaires|r[ée]sultats? interm[ée]diaire|aucune [ée]tape|sauter d'[ée]tape|sauter une [ée]tape|"
    "toutes les [ée]tapes|en parties|cha[îi]ne de raisonnement|chaque op[ée]ration du|cha[îi]ne de pens|r[ée]sous pas|"
    "[ée]tape de la",
    "working": "montre ton raisonnement|d[ée]taille ton|d[ée]taille le|la d[ée]marche|ta d[ée]marche|"
    "votre d[ée]marche|justifie ta|justifie ton|justifie chaque|justifie la r|justifie tes|justifie votre|"
    "justifiez votre|et justifie|justifie soign|comment tu es arriv|comment es-tu arriv|comment vous [êe]tes arriv|"
    "d[ée]monstration compl|solution d[ée]taill|pas seulement la r[ée]ponse|analyse d'abord|pourquoi les autres|"
    "r[ée]fl[ée]chis bien|voir la m[ée]thode|avant de r[ée]pondre|explique ton raisonnement|tous les calculs|"
    "solution comment|r[ée]solution compl|comment tu as obtenu|comment on obtient|raisonne pas|calcul[ée] cela|"
    "comment tu as|explique d'abord|l'approche|ton approche",
    "first": "d'abord|avant|puis_|ensuite|premier",
    "explain": "expliqu|d[ée]taill|expos|d[ée]cri|montr",
    "judge": "impartial|bar[èe]me|grille d'[ée]valuation|mod[èe]le de r[ée]compense|crit[èe]res d'[ée]valuation|"
    "crit[èe]res de notation|premi[èe]re [ée]tape erron|[ée]tape de la solution|juge neutre|grille de notation|"
    "premi[èe]re fausse|premi[èe]re erreur|[ée]tape est correcte",
    "grade": "note_|notez|noter|[ée]value|[ée]valuez|appr[ée]ci|attribu|points_|score",
    "scale": "[ée]chelle|de 1 [àa]|de 0 [àa]|sur 10|sur 5|sur 20|utilit[ée]|crit[èe]re",
    "rank": "classe les|classez|de la meilleure [àa]|compare les deux|laquelle des deux",
    "better": "la meilleure|est meilleur|plus fid[èe]le|pr[ée]f[ée]rable|plus utile",
    "verdict": "oui ou non|juste ou faux|juste ou fausse|[ée]quivaut",
    "quiz": "questionnaire|quiz|fiches de r[ée]vision|questions avec r[ée]ponses",
    "choices": "choix multiple|qcm|quiz",
}
