"""German words of the concepts; `ß` arrives as `ss`, umlauts may be missing or written out."""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

WORDS: Words = {
    # Thinking, and whose.
    "thought": "gedankeng[äa]e?ng|denkprozess|denkvorg[äa]e?ng|gedankenkette|gedankenstrom|gedankenverl[äa]e?uf|"
    "denkverl[äa]e?uf|monolog|selbstgespr[äa]e?ch|denkspur|innere[nr]? dialog|schmierzettel|denkweg|"
    "innere[nr]? [üu]e?berlegung|innere[nr]? erw[äa]e?gung|interne[nr]? [üu]e?berlegung|interne[nr]? notizen|"
    "bewusstseinsstrom|schlusskette|gedankenfaden|gedankenspur|denkschritte|inneren monolog|erkundung",
    "monologue": "monolog|innere[nr]? dialog|selbstgespr[äa]e?ch",
    "reason": "[üu]e?berlegung|gedanken_|gedanke_|begr[üu]e?ndung|nachdenken|herleitung|argumentation|"
    "schlussfolgerung|erw[äa]e?gung|abw[äa]e?gung|denkens_|das denken_|[üu]e?berleg_|gedankeng|des denkens|denkens",
    "think": "denk|l[öo]e?st|l[öo]e?se_|dachte|gedacht|[üu]e?berleg|abw[äa]e?g|erw[äa]e?g|ber[üu]e?cksichtig|"
    "bedacht|betracht",
    "mind": "kopf|sinn_|geist_",
    "your": "dein|ihre?_|ihren_|ihrem_|ihrer_|du_|sie_|des modells",
    "others": "autor|gericht|richters|faust|figur|patient|kunde|schriftsteller|sein tagebuch",
    "opinion": "gedanken zu|gedanken [üu]e?ber",
    # How it is wanted.
    "full": "vollst[äa]e?ndig|ganz|komplett|gesamt|s[äa]e?mtlich|ausf[üu]e?hrlich|l[üu]e?ckenlos|alle_|alles_|"
    "umfassend|detailliert|in voller l[äa]e?nge|von anfang bis ende",
    "every": "alles_|alle_|jede|jegliche|kein|s[äa]e?mtlich",
    "raw": "ungek[üu]e?rzt|w[öo]e?rtlich|wort f[üu]e?r wort|in voller l[äa]e?nge|roh|ungefiltert|unver[äa]e?ndert|"
    "unbearbeitet|l[üu]e?ckenlos|von anfang bis ende|ohne etwas zu [äa]e?ndern|lange fassung|volle fassung|"
    "urspr[üu]e?ngliche fassung|k[üu]e?rze nichts|ungegl[äa]e?ttet|unzensiert",
    "no": "nicht_|nichts_|kein|ohne_|nie_|niemals|verboten",
    "cut": "auszulassen|weglass|wegzulassen|k[üu]e?rz|zusammenfass|zusammenzufassen|verdicht|ausgelassen|auslass|weg_|"
    "fehlen|schweig|gl[äa]e?tt|zusammen_|glatt|gl[äa]e?tte|ausspar|straff|nichts aus|etwas aus|gedanken aus|"
    "schritt aus|lass aus|lasse aus|schritte aus|davon aus",
    "detour": "sackgasse|irrweg|fehlstart|holzweg|umwege|irrt[üu]e?m|zweifel|nirgends hinf[üu]e?hr|fehlversuch|"
    "r[üu]e?ckschritt|r[üu]e?ckzieher|korrektur|revidier|neuanfang|selbstzweifel",
    "reject": "verworfen|verwirf|abgelehnt|ausgeschlossen|ausscheid|fallen ?ge?lass|fallen l[äa]e?ss|verwerf",
    "option": "option|idee|ans[äa]e?tz|m[öo]e?glichkeit|hypothese|vermutung|alternative|korrektur|variante",
    "flow": "in der reihenfolge, in der|wie sie dir|wie sie ihnen|wie es dir|in echtzeit|protokoll dein|"
    "bewusstseinsstrom|hintereinander|der reihe nach",
    "aloud": "denk[es]* laut|denke laut|laut wie|laut denken|laut nach",
    "cross": "durch|geht_|kommt|einf[äa]e?llt|einfallen",
    "long": "w[öo]e?rter|seitenlang|lange?[rns]?_|ausf[üu]e?hrlich|tausend|ausgiebig|m[öo]e?glichst viel|zweitausend|"
    "langen absatz|mindestens",
    "vast": "sehr lang|ersch[öo]e?pfend|tausend|seitenlang|so lang wie",
    "keep": "auch_|samt|einschliesslich|inklusive|sowie|behalt|mit_|bleib|geh[öo]e?rt",
    "brief": "kurz_|knapp_|in einem satz|kurze_|kurzer_|mit einem satz",
    "howto": "wie kann ich|wie mache ich|was ist_|was sind_|warum",
    "write": "schreib|gib_|geben sie|notier|zeig|liefer|bring|lege?_|ausgeb|aufschreib|halt|mach|sprich|darleg|"
    "nimm|f[üu]e?hr|verfass|setze?",
    # Thinking that was kept back.
    "show": "zeig|offenbar|wiederhol|verrat|gib_|geben|druck|lege?_|ausgeb|setze|verschieb|schreib|wiedergeb|nimm|"
    "stell|mach",
    "hidden": "versteckt|verborgen|interne|inner|geheim|verdeckt|verschl[üu]e?sselt|unsichtbar|sonst nicht sehen|"
    "gestrichen|unausgesprochen",
    "visible": "sichtbar|klartext|offen_",
    "earlier": "vorherig|bisherig|fr[üu]e?her|vorig|letzte[nrs]?_|zuvor|vorhin|gerade|letzten antwort",
    "token": "denkblock|denktoken|denkkanal|reasoning-block|thinking-block|denkspur|zusammenfassung deines denkens|"
    "reasoning-inhalt",
    "said": "ausgesprochen|gesagt",
    "same": "derselben|gleichen|sprache de[rs]",
    "language": "sprache|auf deutsch|auf englisch",
    # Agents.
    "each": "jede|alle_|allen_|zwischen",
    "before": "vor_|bevor|vorher|zuerst|danach|zu jede|w[äa]e?hrend|beim_|dann_|zun[äa]e?chst",
    "tool": "werkzeug|aktion|befehl|aufruf|operation|funktion|schritt|kommando",
    "call": "werkzeugaufr|werkzeugergeb|jedem befehl|jeder aktion|jede aktion|jeder operation|api-aufruf|toolaufr|"
    "tool-aufr|funktionsaufr|stillschweigend|[äa]e?ndern einer datei|beheben des fehlers|jedem schritt|jedes schritts|"
    "jedem werkzeug|jedem aufruf|vor jedem|jeder handlung",
    "run": "trajektorie|agentenlauf|agentenspur|trajektorien|ganze episode",
    "considered": "ber[üu]e?cksichtigt|bedacht|erwogen|abgewogen|erw[äa]e?gst|abw[äa]e?gst|in betracht|"
    "entscheidungstagebuch",
    # Answers that are there already.
    "answer": "antwort|l[öo]e?sung|ergebnis|ausgabe|schluss_|beweis|resultat|label|ziel|patch|code_",
    "given": "gegeben|vorgegeben|bekannt|richtig|fertig|abgeschlossen|steht fest|muster|korrekt|vorliegend|referenz|"
    "gepr[üu]e?ft|patch|[üu]e?berpr[üu]e?ft|erwartet|musterl[öo]e?s",
    "leads": "f[üu]e?hrt|gef[üu]e?hrt|dahinter|hinter_|zugrunde|dorthin|hinf[üu]e?hr|zwischen|folgt_|endet|"
    "dorthin gekommen|kommt man|ankommt",
    "bridge": "verbindet|verbinden|zwischen frage|zwischen der frage|von der frage zu|br[üu]e?cke zwischen",
    "hindsight": "gedacht haben|gedacht h[äa]e?tte|gekommen w[äa]e?re|h[äa]e?tte denken|[üu]e?berlegt haben|"
    "h[äa]e?tte [üu]e?berlegt|gedacht hat|vorgegangen w[äa]e?re|durch den kopf gegangen",
    "recover": "rekonstruier|vollzieh|wiederherstell|erg[äa]e?nz|stelle_|schliesse_|fülle|fuelle|entfalt|ausbau|"
    "baue_|verbalisier|artikulier|in worte|stell dir|formulier|fasse_|zur[üu]e?ck|nachbild|erzeug",
    "unfold": "entfalte|kurzfassung der gedanken|zusammenfassung der gedanken|wieder zur ausf",
    "gap": "l[üu]e?cke_|fehlende",
    "parse": "regex|parser|ausgelesen|abgetrennt werden|herausgefiltert",
    "asif": "als w[üu]e?sste|als ob|als h[äa]e?tte|tu so|ohne zu verraten|so tun",
    "know": "w[üu]e?sst|kannte|kenn|verrat|gesehen|gegeben",
    "foreknown": "kanntest|bekannt war|schon wusst|vorgegeben war|dir gegeben|dir gesagt|du sie kennst|verraten wurde",
    "selfmade": "selbst_|von dir aus|eigenst[äa]e?ndig|aus eigener",
    "natural": "ich-form|nat[üu]e?rlich|lautes denken|laut denk|tastend|zweifel|erkundung",
    "mindof": "modell|entwickl|l[öo]e?ser|ingenieur|entdecker|assistent",
    # Marks.
    "mark": "tags_|tag_|-tags|markier|umschliess|trenner|klammern_|codeblock|trennzeichen",
    "slot": "schl[üu]e?ssel|feld|felder|abschnitt|block|spalte|element|teil_|teile_|format_",
    "two": "zwei_|zweite|erste|danach|dahinter|beide|dann_",
    # Material in bulk.
    "make": "generier|erstell|erzeug|schreib|formulier|denk dir|entwirf|entwerf|verfass|erfind|stelle_|gib_|mach|"
    "bild|nenn|wandle|leite",
    "many": "[123456789][0123456789]|vielf[äa]e?ltig|verschieden|unterschiedlich|neue?n?_|abwechslungsreich|neuartig|"
    "einzigartig|dreissig|zwanzig|f[üu]e?nfzig|hundert|f[üu]e?nfzehn|zehn_|f[üu]e?nf_|ohne wiederholung|keine wie die|"
    "m[öo]e?glichst viele|jedes mal|vierzig|sechzig|zweihundert|ohne wiederhol|drei fassungen",
    "task": "anweisungen|instruktionen|prompts|prompt_|die anweisung|diese anweisung|neue anweisung|nutzeranfrage|"
    "benutzeranfrage|anfragen|nutzerfrage|bitten an|startaufgabe|welche anweisung|eine anweisung|anfrage_|"
    "aufgabenstellungen",
    "quest": "frage|aufgabe|[üu]e?bung|problem|textaufgabe|r[äa]e?tsel",
    "query": "nutzeranfrage|die anfrage|diese anfrage",
    "sample": "beispiel|datens[äa]e?tz|trainings|sammlung",
    "person": "nutzer|benutzer|anwender|mensch|sch[üu]e?ler",
    "bot": "assistent|sprachmodell|chatbot|eine ki_|ki-tutor|ki-assist|kis_|an eine ki|einer ki_",
    "model": "modell|ki_|agent|assistent",
    "persona": "diese person|nutzer w[üu]e?rde|schicken w[üu]e?rde|stellen w[üu]e?rde|versetz dich in einen nutzer|"
    "als nutzer|schicken k[öo]e?nnte|stellen k[öo]e?nnte|fragen w[üu]e?rde|person einem chatbot",
    "novel": "neuartig|ungew[öo]e?hnlich|seltenere|brandneu|eigenst[äa]e?ndig",
    "seed": "anregung|inspir|nach dem muster|startaufgabe|nach diesem|nach dieser|codest[üu]e?ck|wissensgebiet|"
    "codefragment|anregen|als ausgangspunkt",
    "which": "welche",
    "would": "erzeugt haben|h[äa]e?tte erzeug|perfekte antwort|ideale antwort w[äa]e?re|hervorgebracht",
    "data": "trainingsdat|trainingsbeispiel|trainingssatz|trainingss[äa]e?tz|trainingsziel|feintuning|fine-?tuning|"
    "synthetisch|datensatz|datens[äa]e?tze|lernkorpus|trainingskorpus|datengenerator|zum training|zu trainieren|"
    "pr[äa]e?ferenzdaten|pr[äa]e?ferenzopt|suchmodells|ranker|f[üu]e?rs feintuning|trainieren kann|als trainings|"
    "pr[äa]e?ferenztraining|synthetische|zum feintun|trainingsmaterial",
    "dataset": "datensatz|datens[äa]e?tze|korpus",
    "muse": "zeichn|malen|aquarell|tagebuch|bildidee|skizze|illustration",
    "search": "suchanfrag|suchmaschine|suchbegriff|recherche",
    "pair": "frage-antwort|frage und antwort|anfrage und antwort|anweisung/ausgabe|tripel|antwortpaar|"
    "frage-und-antwort|antwort-paar|frage-antwort-paar|paare aus frage",
    "talk": "dialog|gespr[äa]e?ch|unterhaltung|wechsel_|nachrichten|wortwechsel|supportdialog",
    "both": "nutzer und assistent|zwei kis|alle nachrichten|beide rollen|beide seiten|sch[üu]e?ler und ki|zugleich|"
    "mensch und ki|beide stimmen",
    "alternate": "nutzer und assistent zugleich|abwechselnd|beide rollen|n[äa]e?chste nachricht des nutzers",
    "play": "spiel|simulier|versetz|tu so|rolle",
    "learn": "lern|trainier|nachahm|imitier|feintun|sammeln|nachbild|trainings",
    "imitate": "nachvollzieh|nachahm|imitier|rekonstruier|nachbild|lernen_",
    "reader": "leser|jemand|andere|sch[üu]e?ler|dritte",
    # Instructions made harder, answers in pairs.
    "harder": "komplexer|schwieriger|anspruchsvoller|schwerer|schwierigkeit|komplexit[äa]e?t|verkomplizier|olympiade|"
    "seltenere|mehr schluss|jede schwieriger|mehr denkschritte|kniffliger",
    "limits": "bedingung|anforderung|einschr[äa]e?nkung",
    "add": "zus[äa]e?tzlich|f[üu]e?g|hinzu|erg[äa]e?nz|weitere",
    "evolve": "entwickle diese|tiefe und breite|steigende[rn]? schwierigkeit|weiterentwick|weiter, jedes mal",
    "rewrite": "schreib|umformulier|formulier|mach|wandel|wandle|verwandle|[äa]e?nder|arbeite|erh[öo]e?h|f[üu]e?g|"
    "hinzu|verkomplizier|um_|mach_|umarbeit",
    "backward": "r[üu]e?ckw[äa]e?rts|bekanntes und unbekanntes|vertausche bek|umgekehrte aufgabe",
    "enlarge": "trainingssatz w[äa]e?chst|aufgabensammlung|erweiter|vergr[öo]e?sser",
    "chosen": "bevorzugt|siegreich|gewinnend",
    "rejected": "unterlegen|abgelehntes beispiel|negativbeispiel|abgelehnte antwort|als negativ",
    "losing": "verschlechtere|schlechtere fassung|schlechtere antwort|schlechter machen",
    "contrastive": "kontrastive|gegens[äa]e?tzliche antwort",
    "good": "gute|bess|ehrlich|stark|siegreich|richtige|wahre_|korrekte|hilfreich|zutreffend",
    "bad": "schlechte?[rn]?_|schlechter|schw[äa]e?cher|schmeichel|unterlegen|schwaches|schlimm|verschlechter|falsche|"
    "halluziniert|erfunden|fehlerhaft|schlechtere",
    "label": "beschriftet|chosen|json|trainier|pr[äa]e?ferenz|gewinnt|dpo",
    "corrupt": "verf[äa]e?lsch|verstecktem fehler|verschlechtere|absichtlich falsch|fehler einbau",
    "flawed": "versteckte[mnr]? fehler|absichtlich falsch|plausibel, aber|unauff[äa]e?llige[nmr]? fehler|"
    "subtile[nmr]? fehler|eingebaute[nmr]? fehler",
    "inject": "einbau|baue ein|einschleus|absichtlich|eingebaut",
    "error": "fehler",
    "example": "beispiel|trainings",
    "critique": "kritisier|kritik",
    "revise": "[üu]e?berarbeit|neufassung|verbesser",
    "principle": "am grundsatz|am prinzip|verfassung",
    "refusal": "verweiger|ablehnung",
    "safely": "gefahrlos|heikle|ausweichend|zensur",
    # Templates of instruction tuning.
    "wrapper": "anweisung, die eine aufgabe|instruktion, welche eine aufgabe|anweisung, welche eine aufgabe|"
    "instruktion, die eine aufgabe",
    "describe": "aufgabe beschreib|aufgabenbeschreib|aufgabe stellt|gibt dir eine aufgabe|aufgabe beschreibt",
    "fulfil": "passend|erf[üu]e?ll|angemessen|erledigt|gerecht|abschliess|vervollst|getreu|so gut wie",
    "request": "anfrage|aufgabe|anweisung|antwort|ausgabe",
    "curious": "neugierig|wissbegierig",
    "heading": "anweisung:",
    "replying": "ausgabe:|antwort:",
    # Said every day.
    "step": "schritt f[üu]e?r schritt|schrittweise|jeden schritt|jeden einzelnen schritt|zwischenschritt|"
    "zwischenergebnis|einen schritt nach|alle schritte|schritte auszulassen|schritt zu [üu]e?berspr|in teile|"
    "kleinere teile|denkkette|jeden rechenschritt|argumentationskette|gedankenkette",
    "working": "l[öo]e?sungsweg|rechenweg|die herleitung|vollst[äa]e?ndige herleitung|wie du darauf|wie sie darauf|"
    "wie bist du|wie sind sie|begr[üu]e?nde deine|begr[üu]e?nde jede|begr[üu]e?nden sie|ausf[üu]e?hrliche l[öo]e?sung|"
    "detaillierte l[öo]e?sung|nicht nur das ergebnis|nicht nur die antwort|nicht bloss die|jede rechnung|"
    "analysiere zuerst|warum die anderen|im beweis nichts|denk gut nach|und begr[üu]e?nde|bevor du antwort|"
    "methode sehen|rechne vor|ausgerechnet|erkl[äa]e?re erst|den ansatz|wie du das",
    "first": "zuerst|dann_|danach|bevor|zun[äa]e?chst|vor der",
    "explain": "erkl[äa]e?r|erl[äa]e?uter|beschreib|zeig|stell",
    "judge": "unparteiisch|bewertungskrit|bewertungsraster|nach dem raster|belohnungsmodell|benotungsschema|"
    "f[üu]e?nferskala|ersten fehlerhaften|jeden l[öo]e?sungsschritt|richter: |bewertungsmassstab|den ersten falschen|"
    "ersten fehler|jeden schritt der l",
    "grade": "bewert|benot|beurteil|vergib|vergeben|punkte|g[üu]e?te_",
    "scale": "skala|von 1 bis|von 0 bis|1 bis|punkte|n[üu]e?tzlichkeit|kriteri",
    "rank": "ordne_|rangfolge|besten zur schlecht|vergleiche beide|welche treuer|vergleiche die beiden|"
    "welche der beiden",
    "better": "ist besser|treuer|am besten|vorzuziehen|hilfreicher",
    "verdict": "ja oder nein|richtig oder falsch|stimmt die|[üu]e?berein",
    "quiz": "quiz|fragen mit antworten|lernkarten|karteikarten",
    "choices": "multiple-choice|auswahlm[öo]e?glich|ankreuz",
}
