"""The English by which people say yes and no: negation, conditions, doubt, other bodies. It knows no subject.

All patterns are for folded text (:func:`correspondence.answers.text.fold`). What belongs to a questionnaire's own subject
stands in its vocabulary.
"""

from __future__ import annotations

import re

# --- what is had -----------------------------------------------------------------------------------------------------

INSTRUMENT = re.compile(
    r"\b(?:statutes?|rules?|regulations?|polic(?:y|ies)|practices?|ordinances?|procedures?|directives?|"
    r"(?:general|special|standing|executive|written|department(?:al)?) orders?|protocols?|provisions?|guidelines?|programs?|agreements?|arrangements?)\b"
)
HAVING = re.compile(
    r"\b(?:ha(?:s|ve|d)|there (?:is|are|exists?)|exists?|maintains?|adopt(?:s|ed)?|follows?|operates? under|in (?:place|force|effect)|"
    r"it is (?:\w+ ){0,3}(?:policy|practice|rule)|(?:policy|practice|rule|order|directive|ordinance|law|statute|section|manual)\w*\b[^.;]{0,40}?\b(?:is|provid\w+|requir\w+|direct\w*|states?|says?|gives?|permits?|allows?|authoriz\w+|instructs?))\b"
)

# --- polar words -----------------------------------------------------------------------------------------------------

_YES = r"(?:yes|yep|yeah|affirmative(?:ly)?|correct|absolutely|certainly|it does|we do|it is|in the affirmative)"
_NO = (
    r"(?:no|nope|negative(?:ly)?|in the negative|none|never|not at all|it does not|we do not|it is not|does not|do not)"
)
_END = r"(?=\s*(?:[.,;:!()\]\"-]|$|\s(?:to|for|on|in answer|as to|with regard|with respect|regarding|again|also|sir|too|here|as well|because|since|and|but|-)\b))"
POLAR_START = re.compile(
    rf"^[\s\"'(\[*.:-]*(?:(?:is|are|would be|must be)\s+(?:(?:likewise|also|again|therefore|simply|still)\s+)?)?(?:(?:a|answer|response|reply|ans|our answer|our response|the answer|the response|short answer|the short answer)\s*(?:[:.-]+|is\b|,)\s*)?"
    rf"(?:(?:well|so|again|also|here too|likewise|sorry|unfortunately|respectfully|similarly|and|the answer is|in short|in brief|in a word)[,:]?\s+)*\"?"
    rf"(?:(?P<yes>(?:yes|yep|yeah|affirmative|correct|absolutely)(?!\s+not\b))|(?P<no>no(?!\.\s*\d)|nope|negative|none|never|(?:absolutely|certainly|definitely) not))\b(?P<rest>{_END}|(?=\s+(?:we|it|they|the (?:city|county|town|village|department|sheriff|office|agency|district|police)|i|this|that|he|she|our|(?:do|does|did|have|has|will|is|are)(?:n't| not)|not|never|dont|sir|ma'am)\b)|(?<=\byes)(?=\s+(?:if|when|whenever|where|wherever|up to|through|per|under|provided|unless|only|as long as|so long as|subject|until|upon)\b))"
)
POLAR_ANYWHERE = re.compile(
    r"(?:\b(?:answers?|responses?|reply|replies|position|mine|ours|it)\b[^.;?!]{0,90}?\b(?:is|are|was|would be|must be|has to be|be(?: now)?|:)\s+(?:recorded as |changed to |treated as )?(?:(?:likewise|also|again|therefore|accordingly|thus|simply|still|a|an|the same|once more|equally|an equally|plain|simple|short|in|unequivocal|emphatic|firm|flat|clear|however|each|both|all|,)\s+){0,3}[\"']?(?P<a>yes|no|affirmative|negative|the affirmative|the negative)\b)|"
    r"\b(?:answer\w*|respon\w+|repl\w+|questions?)\b[^.;]{0,60}\bin the (?P<b>affirmative|negative)\b|"
    r"(?:(?:\.{3,}|:|\s-|\s--|_{3,}|,|\?|=|\[x\]|->)\s*(?:(?:also|again|likewise|still)\s+)?[\"']?(?P<c>yes|no|none|never)[\"']?\s*[.!,;]?\s*$)|"
    r"(?:(?::|\s-|\s--|\?|\.{3,})\s*[\"']?(?P<d>yes|no|none|never)[\"']?\s*[,.;-])|"
    r"(?:,\s+(?P<e>yes|no|affirmative|negative)\s*,)|^\W*(?:that's|thats|that is|so that's) (?:a|another) (?P<g>yes|no)\b|"
    r"(?:^|[,;]\s+(?:and\s+|but\s+)?)(?P<f>yes|no)\s+(?:to|on|for|as to|with respect to|regarding|in answer to)\b|"
    r"^\W*(?:on|to|for|re|as to) (?:your )?(?:#|nos?\.?|numbers?|questions?|items?|q)\s?\d{1,2}\s+(?P<h>yes|no)\b(?=\s*(?:[,.;:-]|$))"
)
PARTLY = re.compile(
    r"\b(?:in part|partly|partially|yes and no|a qualified yes|qualified (?:yes|no)|sometimes|it depends|to (?:a|some) (?:limited )?(?:extent|degree)|with (?:some )?(?:qualifications?|exceptions?|limits|limitations)|not always|not in every (?:case|instance)|(?:only|solely) in some|yes,? with (?:conditions|exceptions)|no,? with (?:one|an|some) exceptions?|not entirely|not fully)\b"
)

# --- negation --------------------------------------------------------------------------------------------------------

NEGATION = re.compile(
    r"\b(?:not|never|cannot|neither|nor|nobody|nothing|none|no one|no longer|no|nowhere|hardly|dont|doesnt|wont|cant|isnt|arent|didnt|havent|hasnt)\b|n't\b"
)
HARMLESS = re.compile(
    r"\b(?:no|not)\s+(?:later|less|fewer|sooner|more|earlier|longer than|matter|exceptions?|questions asked|conditions?|objections?|difficult\w+|trouble|doubt|reservations?|"
    r"only|merely|just|to mention|to exceed|limited to)\b|\bnever (?:less|fail(?:s|ed)? to)\b|\bwithout (?:exception|delay|question|fail|limit\w*)\b|\bno\.?\s*\d|"
    r"\b(?:not|never) (?:reduced to|written down|in writing|been written|been reduced|put (?:in|into|down)|codified)\b|\b(?:no one|nobody) (?:has )?(?:ever )?(?:written|put|reduced)\b|\bnot (?:counted|counting|included|including)\b|\bunwritten\b|\bno (?:\w+ or )?(?:written|formal|official|codified) (?:\w+ ){0,3}?(?:polic(?:y|ies)|rules?|procedures?|orders?|directives?|statutes?|ordinances?)\b(?=[^.;]*\b(?:but|however|yet|though|although)\b)|\bnot (?:before|sooner|earlier|until then)(?=\W*$)|\bneed not\b|\bwhether or not\b|\bif not\b|\bnot (?:infrequently|uncommonly|unusual\w*)\b|"
    r"\bhas(?:n't| not) (?:yet )?(?:happened|arisen|come up)\b"
)
OUTER = re.compile(
    r"\b(?:it|that|this)?\s*(?:is|would|was|'s)\s*(?:not|n't)\s+(?:be\s+)?(?:the case|accurate|true|correct|right|fair|so)\b(?:\s+to\s+(?:say|state|suggest))?(?:\s+that)?|"
    r"\bit has been (?:[\w-]+ ){0,4}(?:years|months|decades|a (?:long )?(?:time|while))\b[^.;]{0,20}?\bsince\b|"
    r"\b(?:wrong|incorrect|inaccurate|untrue|false|a mistake)\s+to\s+(?:say|state|suggest|think|assume)(?:\s+that)?"
)
TWICE = re.compile(
    r"\b(?:not|never|no|n't)\b[^,.;]{0,60}\b(?:that|which|when|where) (?:we|it|they|he|she|the \w+)\b[^,.;]{0,30}(?:\bnot\b|n't\b|\bnever\b|\bdeclined?\b|\brefused?\b|\bturned (?:down|away)\b)|"
    r"\b(?:nobody|no one|no \w+|never)\b[^.;]{0,120}?\bwithout (?:\w+ ){1,4}?(?:having|being|hearing|knowing|getting)\b|"
    r"\b(?:has|have) (?:not|never) been (?:an?|any) (?:\w+ )?(?:time|day|case|instance|occasion|officer|agent|request)\b[^.;]{0,140}?(?:\bnot\b|n't\b|\bnever\b|\bdeclined\b|\brefused\b|\bdenied\b|\bturned (?:down|away)\b)|"
    r"\b(?:cannot|can't|can not|do not|don't|never) (?:recall|remember|think of|know of)\b[^.;]{0,120}?\b(?:refused|denied|turned (?:away|down)|declined|kept out|not|never|rejected|ignored)\b|"
    r"\bno (?:[\w'-]+ ){1,6}?(?:who|that|which|whom)\b[^.;]{3,120}?\b(?:is|are|was|were|will|shall|may|has|have) (?:to |ever |been |be ){0,3}(?:turned (?:away|down)|kept out|refused|denied|excluded|sent away|rejected|declined|ignored)\b"
)
ADVERSE = re.compile(
    r"\b(?:declin(?:e|es|ed|ing)|refus(?:e|es|ed|al|ing)|den(?:y|ies|ied|ying)|turn(?:s|ed|ing)?\s+(?:\w+\s+){0,4}(?:down|away)|reject(?:s|ed|ing)?|ignor(?:e|es|ed|ing)|"
    r"disregard(?:s|ed|ing)?|exclud(?:e|es|ed|ing)|withh(?:old|olds|eld|olding)|forb(?:id|ids|ade|idden|idding)|prohibit(?:s|ed|ing|ion)?|bar(?:s|red|ring)|ban(?:s|ned|ning)?|"
    r"ceas(?:e|es|ed|ing)|stop(?:s|ped|ping)?|quit|discontinu(?:e|es|ed|ing)|abandon(?:s|ed|ing)?|rescind(?:s|ed|ing)?|repeal(?:s|ed|ing)?|suspend(?:s|ed|ing)?|ended|"
    r"did away with|put (?:a stop|an end) to|call(?:s|ed) a halt to|fail(?:s|ed|ing)?\s+to|prevent(?:s|ed|ing)?|preclud(?:e|es|ed|ing)|restrict(?:s|ed|ing)?|disallow(?:s|ed|ing)?|oppos(?:e|es|ed|ing)|lack(?:s|ed|ing)?|"
    r"uninformed|unwilling|unable|uncooperative|keeps? (?:\w+ ){0,3}out|kept out|out of the business of|gave up|given up)\b"
)
RAW_PREVENTING = r"(?:(?:prevent|prohibit|preclud|restrict|hinder|imped|disallow|obstruct|interfer)\w*|forbid(?:s|ding|den)?|bar(?:s|red|ring)?|stands? in the way|(?:keep|stop|block)s?\s+(?:\w+\s+){1,4}from|(?:keep|shut|lock)s?\s+(?:\w+\s+){1,4}out)"
NOTHING_PREVENTS = re.compile(
    rf"\b(?:no(?:thing)?|not (?:aware of |know of )?any(?:thing)?|none|nor does (?:any|it)|nor (?:is|are) there any(?:thing)?|neither)\b[^.;]{{0,140}}?\b(?:that |which |to |would |could |does |do |in any way |itself )*(?:{RAW_PREVENTING})\b|"
    rf"\b(?:does|do|did|is|are|has|have|would|will)(?: not|n't) (?:\w+ ){{0,2}}{RAW_PREVENTING}\b|\b(?:not|nothing|never)\s+(?:been )?(?:prohibited|forbidden|barred|prevented|precluded)\b|"
    rf"\b(?:has|have) (?:not|never) been (?:\w+ )?to {RAW_PREVENTING}\b|"
    r"\b(?:is|are) (?:silent|mute)\b|\bneither (?:require\w*|permit\w*|provide\w*|mandate\w*) nor (?:prohibit\w*|forbid\w*|prevent\w*|bar\w*|restrict\w*)\b|\bneither (?:prohibit\w*|forbid\w*|prevent\w*|bar\w*) nor (?:require\w*|permit\w*|provide\w*|mandate\w*|compel\w*)\b"
)

# --- limits ----------------------------------------------------------------------------------------------------------

ONLY = re.compile(
    r"\bunless\b|\bexcept(?:ing)?\b(?!\s+(?:on the street|that we))|\bbut only\b|\bonly\s+(?:if|when|where|with|upon|on|of|for|after|in|as|those|to|once|under|at|pursuant|because of|by|persons?|people|individuals?|the|such|a|an|then)\b|"
    r"\b(?:if and|then) only\b|\bsolely (?:if|when|where|for|in|on|to|with)\b|(?<!is )(?<!are )(?<!be )(?<!as )(?<!was )\bprovid(?:ed|ing),?\s+(?:that|the|it|he|she|they|always|there|a|an|we|you|its)\b|\b(?:so|(?<!for )(?<!just )as) long as\b(?! (?:there (?:has|have) been|anyone can|i (?:can|have)|we have (?:been|had)))|\bon (?:the )?condition\b|"
    r"\bcondition(?:ed|al)\s+(?:on|upon)\b|\bcontingent\b|\bsubject to (?!(?:the |these |this |our |its |that |said )?(?:\w+ )?(?:statements?|objections?|reservations?|foregoing|above|understanding|qualifications?)\b|these|this|the same|search|security|change|your|the usual|normal|usual|routine|our usual|availability)\b|\babsent\b|\bnot without\b|\bcase[\s-]+by[\s-]+case\b|\bin (?:some|certain|limited|rare|exceptional|special|appropriate|selected) (?:cases?|circumstances?|instances?|situations?)\b|"
    r"\b(?:at|in) (?:the|our|his|her|my) (?:sole |absolute |own )?(?:discretion|option)\b|\bdiscretion(?:ary)?\b|\bdepend(?:s|ing) (?:up)?on\b|\bother than\b|\b(?:limited|restricted|confined) to\b|\bon a (?:limited|discretionary|selective) basis\b|\b(?:and|but) not (?:otherwise|for (?:anything|anyone|anybody|any) (?:less|else|other))\b|\b(?:and|but) (?:in|for|to|on|of|with|under|at) no (?:others?|one else|body else)\b|\botherwise not\b|\bin the case of\b|\bwith the (?:\w+ )?exceptions? of\b|\bwith (?:one|two|this|a single) exceptions?\b"
)
CASE_BY_CASE = re.compile(
    r"\bcase[\s-]+by[\s-]+case\b|\b(?:decid\w+|decisions?|judgments?|determin\w+|weigh\w*|consider\w*|review\w*|look\w* at)\b[^.;]{0,30}\b(?:in|on|for|at) ?(?:each|every) (?:case|instance|one|request|occasion)\b|"
    r"\b(?:decid\w+|determin\w+|judg\w+|weigh\w*|consider\w*) (?:each|every) (?:case|instance|one|request)\b|\beach (?:case|instance|one|request)\b[^.;]{0,40}\bon its (?:own )?(?:merits|facts)\b"
)
OFFERS = re.compile(
    r"\b(?:i|we)(?:'d| am| are| would be| will be| remain| stand) (?:\w+ )?(?:available|happy|glad|pleased|ready|at your)\b[^.;]{0,40}\b(?:discuss|talk|answer|assist|help|further|additional|more|meet with you|speak with you|explain|supply|elaborate|clarify|questions?|disposal|above|service)\b"
)
WHEN = re.compile(
    r"\b(?:in case|in the event|if|when|whenever|where|wherever|once|upon|until|provided|so far as|insofar as|in (?:those |the |all )?cases (?:in )?(?:which|that))\b(?P<limb>[^.;]{0,160})"
)
UNCONDITIONAL = re.compile(
    r"\bwith or without\b|\bwhether or not\b|\bregardless of\b[^,.;]*|\birrespective of\b[^,.;]*|\beven (?:if|when|where|with)\b[^,.;]*|\bno (?:judge|judicial|court|warrant)\b[^,.;]{0,30}\b(?:required|needed|necessary)\b|\bwithout (?:exception|(?:the )?need (?:of|for))\b[^,.;]*|\bno exceptions?\b|\bexcept on\b"
)
SOLELY = re.compile(r"\b(?:solely|merely|simply|only) (?=(?:on|upon|because|by|for|due to|in response to)\b)")
WITHOUT = re.compile(
    r"\b(?:without|w/o|lacking|absent|in the absence of|unaccompanied by|unsupported by|not (?:accompanied|supported|backed|signed) by|unless|until)\b(?P<limb>[^.;,]{0,80})"
)
LESS_TIME = re.compile(
    r"\bthe (?:morning|evening|afternoon|night|day) of\b|\b(?:on|until) the (?:day|morning|date) (?:of|itself|(?:he|she|they|the \w+) (?:is|are))\b|\bsame[\s-]day\b|\b(?:evening|night|morning|afternoon|day) before\b|\b(?:a )?(?:few|couple of|several) (?:hours|minutes)\b|"
    r"\bat the (?:time|moment) (?:of|that|when|the)\b|(?<!\bno )(?<!\bnot )\b(?:less|shorter) than (?:that|what|you|the|\d|two|forty)\b|\b(?:not|never|rarely|seldom)\b[^.;,]{0,30}\b(?:48|forty-eight) hours\b|\bwithin (?:an hour|minutes|hours)\b|\bas (?:he|she|they|the \w+) (?:is|are) (?:being )?(?:released|processed|leaving)\b|\bless (?:notice|time)\b|\bshort(?:er)? notice\b|\bafter the fact\b"
)

# --- what is no answer -----------------------------------------------------------------------------------------------

PENDING = re.compile(
    r"\bunder (?:\w+ ){0,2}(?:review|revision|consideration|study|discussion|development|reconsideration)\b|\b(?:is|are|being|currently) (?:now |currently |presently |still )?(?:being (?:rewritten|revised|redrafted|redone|updated|drafted|reconsidered|re-?examined|revisited|reviewed)|rewritten|redrafted|reviewing|rewriting|redoing|reworking|redrafting|revising|drafting|developing|in (?:the )?(?:draft|process))\b|"
    r"\b(?:has|have) not (?:yet )?(?:been )?(?:decided|settled|determined|finali[sz]ed|resolved)\b|\b(?:has|have) not (?:yet )?been (?:adopted|approved)\b|\b(?:is|are|remains?) (?:now |still )?(?:pending|in flux|unsettled|undecided|before (?:the|our) (?:\w+ ){0,2}(?:council|boards?|commission\w*|committee|legislature|assembly|trustees|supreme court|court of appeals))\b|\b(?:not|un)(?: yet|-)?(?:able|in a position)? to (?:say|tell|state|predict|determine|characterize)\b|"
    r"\bin a position to say\b|\b(?:i|we) (?:cannot|can't|could not|am not able to|are not able to) (?:yet )?(?:say|tell you|determine|confirm)\b|\bremains to be (?:seen|decided|determined)\b|\bawait(?:s|ing)?\b[^.;]{0,40}\b(?:decision|ruling|guidance|approval|vote|opinion)\b|\bno (?:final )?decision has\b|\bexpect(?:s|ed)? to (?:adopt|vote|decide)\b|\bto be determined\b|\btbd\b"
)
UNDECIDED = re.compile(
    r"\b(?:can(?:no|')t|cannot|can not|unable to|could not|won't|not able to) (?:\w+ ){0,2}give (?:you )?(?:an? )?(?:\w+ )?answer\b|\b(?:not|un)\s?(?:sure|certain|clear) (?:what|whether|how|if|that)\b|\b(?:do not|don't|does not) (?:really )?know (?:what|whether|how|if|the answer)\b|"
    r"\b(?:is|are) (?:now |currently )?(?:looking (?:at|into)|studying|weighing|considering|evaluating)\b|\bdraft (?:order|policy|directive|ordinance|rule|procedure)\b|\b(?:draft|proposal) (?:is|was|will be) (?:expected|due|circulat\w+)|\breferred to (?:a|the|our) (?:\w+ ){0,2}(?:committee|working group|task force)\b|\b(?:cannot|can't|could not|not able to|unable to) (?:yet )?(?:tell|tell you|say) (?:what|whether|how|if|which)\b|\brather not characterize\b|\bopinions? differ\b|\bnever (?:\w+ ){0,2}(?:been )?(?:thought (?:through|about)|decided|addressed|considered|settled|worked out)\b|\b(?:practices?|it|they) var(?:y|ies)\b|\bsome (?:\w+ ){0,4}(?:do|call|does) and (?:some|others) (?:do(?:es)?n't|do(?:es)? not)\b|\bsorted (?:it |this )?out\b|\bno settled\b|\bnot (?:yet )?settled\b|\bdisagree(?:s|ment)?\b|\b(?:look(?:ed)? at|take|consider|decide|judge|weigh) (?:each|every) (?:one|request|case) (?:as|when) (?:it|they) (?:comes?|came|arrives?)\b"
)
HAS_INSTRUMENT = re.compile(
    r"\bit (?:is|has (?:long )?been)(?: not)? (?:\w+ ){0,6}?(?:policy|practice|rule)\b|\b(?:(?:do|does|did)(?: not|n't) (?:currently |presently |now )?have|has|have|there (?:is|are)|adopted|maintains?|follows?)\s+(?:currently |also |now |never had |never adopted )?(?:no|an?|any|such|neither an?)\s+(?:[\w-]+,?\s+){0,4}?(?:statutes?|rules?|regulations?|polic(?:y|ies)|practices?|ordinances?|procedures?|directives?|orders?|protocols?|laws?)\b"
)
ATTACHED = re.compile(
    r"\b(?:see|refer(?:red)? to|consult|review|find|contained in|set (?:out|forth) in|stated in|found in|explained in|addressed in|described in|answered (?:in|by)|governed by|covered (?:in|by))\b[^.;]{0,90}\b(?:attach(?:ed|ments?)|enclos(?:ed|ures?)|exhibit|appendix|annex|tab [a-z0-9]|in (?:red|blue|bold|green|color|colour)|highlighted|below in)\b|"
    r"\b(?:attach(?:ed|ments?)|enclos(?:ed|ures?)|exhibit [a-z0-9]|appendix [a-z0-9])\b[^.;]{0,60}\b(?:answers?|responds?|sets? (?:out|forth)|explains?|states?|speaks?|governs?|contains?|responsive|addresses|covers?|as (?:our|the) (?:answer|response))\b|\bspeaks? for (?:itself|themselves)\b|\banswers?\b[^.;]{0,60}\bin (?:red|blue|bold|green|color)\b"
)
ASSURANCE = re.compile(
    r"\b(?:cooperat\w+|partner\w*|mutual respect|(?:fullest|full) extent|(?:to the )?extent (?:that )?(?:the law |permitted|allowed)|consistent with (?:applicable|federal|state|the|all|our|law|its)\b|"
    r"in (?:accordance|compliance|conformity|keeping) with (?:all )?(?:applicable|federal|state|the law|the constitution)|(?:due|careful|every|full|the|serious) consideration|compl(?:y|ies|iance) (?:fully )?with (?:all |every |any )?(?:applicable|federal|state|the law|the laws|laws?)\b|assure you|strong relationship|work(?:s|ed|ing)? closely|committed to|commitment|as (?:the )?law (?:allows|permits|requires)|takes? (?:\w+ ){0,2}seriously|"
    r"good (?:neighbors?|friends?|communication)|excellent (?:working )?relation\w*|good (?:working )?relation\w*|values? (?:its|our)|(?:each|every) (?:situation|case|instance|encounter)\b[^.;]{0,50}\b(?:unique|different|its own)|(?:public safety|safety of (?:this|our|the) (?:community|public|city|residents))\b[^.;]{0,30}\b(?:first|priority|guides?|paramount)|prides? (?:itself|ourselves|themselves)|always (?:been )?(?:willing|happy|glad|ready)|supports? (?:the )?(?:efforts?|mission|work)|stands? ready|obey\w* the law|follows? the law|every effort|strives? to|endeavou?rs? to)\b"
)
LAWFULLY = re.compile(
    r"\bto the (?:full(?:est)? )?extent (?:that (?:the )?law )?(?:permitted|allowed|required|authorized|permits|allows)\b|\bas (?:the )?law (?:allows|permits|requires)\b|"
    r"\b(?:consistent with|in accordance with|in compliance with|in conformity with) (?:all )?(?:applicable |federal |state |the )+(?:and (?:federal|state) )?laws?\b"
)
REFERS = re.compile(
    r"\b(?:is|are) (?:covered|addressed|governed|controlled|regulated|treated|set (?:out|forth)|found|contained|described|explained|answered|spelled out|dealt with) (?:in|by|at|under)\b|^\W*(?:please )?(?:see|refer to|consult)\b|\b(?:i|we) (?:would |must |can only )?refer you to\b"
)
DECLINED = re.compile(
    r"\b(?:do|does|will)(?: not|n't) (?:discuss|comment on)\b|\bdeclin(?:e|es|ed|ing)\b[^.;]{0,30}\b(?:to (?:answer|respond|comment|reply|provide (?:an? )?(?:answer|response)|say|discuss|state|address|take a position)|comment|answer)\b|"
    r"\b(?:will|shall|must|can|do|does|would|is|are|am)(?: not|n't|not)\s+(?:be (?:able to )?|going to |in a position to |at liberty to |prepared to |able to |authorized to |free to )?(?:answer(?:ing)?|respond(?:ing)?|comment(?:ing)?|address(?:ing)?|discuss(?:ing)?)\b(?=\W*$|[^.;]{0,40}\b(?:this|that|it|these|those|them|questions?|inquir(?:y|ies)|letter|number|no\.|item|until|at this time|pending|on (?:the )?advice|because|publicly|further)\b)|"
    r"\b(?:give|allow|grant) (?:us|me) (?:until|till|(?:some )?(?:more|additional|further) time)\b|\bno comment\b|\bprefer(?:s)? not to (?:answer|say|comment|respond)\b|\brather (?:(?:the \w+ )?not|(?:i|we) did not|didn't) (?:say|answer|comment|state|take)\b|\b(?:respectfully|politely|have to|going to|i(?:'ll| will)|we(?:'ll| will)) (?:respectfully )?pass\b(?=\W*$|[^.;]{0,12}\b(?:on|here|this)\b)|\bnot at liberty\b|\b(?:will|shall|'ll|must|to) (?:have to )?(?:get back|return|come back|respond separately|follow up) (?:to you |with you )?(?:on|about|as to|regarding|separately|later)\b|"
    r"\b(?:answer|response|reply)\b.{0,40}\b(?:will follow|to follow|will be (?:sent|provided|furnished)|under separate cover|is reserved)\b|\bmake no (?:statement|comment|answer|response)\b|\breserves? (?:its|our|the) (?:answer|response|right not to)\b|\bpass(?:es)? on (?:this|that) (?:one|question)\b|\bleave (?:this|that) (?:one|question) (?:blank|unanswered|open)\b|\b(?:offers?|gives?|makes?) no (?:answer|response)\b|\bto get back to you\b|\bno (?:answer|response) (?:is|will be|can be) (?:given|offered|provided|made)\b|\bskip(?:ping)?\b[^.;]{0,20}\bquestion\b"
)
NOT_APPLICABLE = re.compile(
    r"\bnot applicable\b|(?<!\w)n\s?[/.]\s?a\b|\binapplicable\b|\b(?:do|does|did|is|are|can|could|would)(?: not|n't|nt) (?:\w+ ){0,2}(?:appl(?:y|icable)|pertain|relevant|arise|concern (?:us|the city|this|our))\b|\b(?:none|neither|not one)\b[^.;]{0,70}\b(?:appl(?:y|ies)|pertains?|concerns? (?:us|the|our)|is applicable|are applicable)\b|"
    r"\bnot (?:one|ones|a question|questions)\b[^.;]{0,20}\bappl(?:y|ies)\b|\bha(?:s|ve) no (?:application|bearing|relevance|applicability)\b|\b(?:no|never any) occasion to\b|\b(?:is|are) (?:moot|beside the point|irrelevant)\b|\bunable to answer\b[^.;]{0,60}\bbecause\b|\bcan(?:not|'t) (?:\w+ )?appl(?:y|ies)\b|\bnot (?:under|within|in) (?:our|my|the (?:city|town|village|county|department)'s|this (?:city|town|department|office)'s) (?:control|authority|power|hands|jurisdiction|custody)\b|\bdoesnt apply\b|\bdont apply\b"
)
NOTHING_TO = re.compile(
    r"\b(?:has|have|having|there (?:is|are|would be|will be)) (?:no|never any|nothing|nobody|no one)\b[^.;,]{0,60}?\b(?:(?:of|for|to|about|from|over) (?:which|whom)|whose) (?:\w+ ){1,6}?(?:could|can|would|might|may)\b"
)
UP_TO = re.compile(
    r"\b(?:(?:is|are|be|remains?|again|entirely|solely) (?:\w+ )?(?:up to|a (?:matter|question|decision) for|the (?:responsibility|business|province|concern|affair) of|in the hands of|for)|rests? with|lies with) (?P<whom>(?:[\w'-]+ ){0,3}[\w'-]+)"
)
CORRECTION = re.compile(
    r"\b(?:correction|corrected|i misspoke|we misspoke|was (?:mistaken|wrong|in error|incorrect)|in error|should (?:have )?(?:read|said|say)|on second thought|disregard (?:my|our|the)|strike that|supersed\w+|withdraw(?:n|s)? (?:my|our|the)|i stand corrected|(?:to|must|should|let me) correct|amend(?:s|ed)? (?:my|our|the) (?:answer|response|earlier)|replaces? (?:my|our))\b"
)
HEDGE = re.compile(
    r"\b(?:generally|usually|normally|typically|ordinarily|as a rule|in general|for the most part|often|mostly|in most (?:cases|instances)|tr(?:y|ies) to|attempts? to|endeavou?rs? to|strives? to|"
    r"i (?:think|believe|suppose|guess|assume)|we (?:think|believe|assume)|to (?:my|our|the best of (?:my|our)) knowledge|as far as (?:i|we) know|appears? to|seems? to|probably|perhaps|possibly|presumably|apparently|may|might|should|would|could|"
    r"more or less|at (?:this|the present) time|for now|at present|currently|so far|as (?:of|it stands)|rarely|seldom|occasionally|sometimes)\b"
)
CONTRAST = re.compile(
    r"\b(?:but|however|although|though|yet|nevertheless|nonetheless|that said|on the other hand|whereas|while|in practice|notwithstanding|otherwise|even so|in fairness|having said|instead|rather|conversely|admittedly)\b"
)

GOES_ON = re.compile(
    r"^\W*(?:(?:and|but|so|then|otherwise|with|without|for|in|if|when|where)\b[^.;]{0,40}?[,\s])?(?:we|they|it|he|she|i|none|nobody|no one|those|these|that|this|all|others?)\b[^.;]{0,40}\b(?:it|so|him|them|this|that|one|those|others|do|does|did|not|never|is|are)\b"
)

# --- who speaks, and of whom -----------------------------------------------------------------------------------------

BODIES = (
    "county", "counties", "sheriff", "state", "commonwealth", "parish", "board", "authority", "commission", "contractor", "vendor", "company",
    "corporation", "marshal", "marshals", "district", "borough", "neighboring", "regional",
    "consortium", "commander", "administrator", "operator", "provider",
)  # fmt: skip
"""Words by which other bodies than a city's own department are called."""
_BODY = rf"(?:{'|'.join(BODIES)})"
SUBJECT_BODY = re.compile(
    rf"^[\s\"'(,-]*(?:(?:and|but|though|although|while|that|because|since|as|however|whether|for its part|as it happens|in fact|i believe|we believe|i think|we think|it is my understanding|it is our understanding|our understanding is|it appears|to our knowledge|as far as (?:i|we) know|as (?:we|i) understand it|i understand|we understand)\b,?\s+(?:that\s+)?)*"
    rf"(?:(?:the|that|this|its|his|their|said|a|an|your)\s+)?(?:[\w.'-]+\s+){{0,4}}?{_BODY}(?:'s|s'|s)?\b(?!\s+(?:law|laws|statutes?|code|constitution|legislature|court|courts|supreme|line|council|attorney's opinion|counselor|counsel|charter|ordinance|commissioners? (?:adopted|passed))\b)"
)
LAW_SUBJECT = re.compile(
    r"\b(?:law|laws|statutes?|code|constitution|legislature|courts?|act|ordinance|council|resolution|policy|order|directive)\b"
)
OURSELVES = re.compile(
    r"\b(?:we|our|ours|us|i|my|this (?:office|department|agency|city|town|village|county|jurisdiction|sheriff's office)|the (?:city|town|township|village|department|police department|agency|office|division|bureau|police))\b"
)
REPORTED = re.compile(
    r"\b(?:inform(?:s|ed)?|tells?|told|advis(?:es|ed)|assur(?:es|ed)|mention(?:s|ed)?|report(?:s|ed)?) (?:us|me|our|my|this (?:office|department)|the (?:city|department|undersigned|chief))\b|\bi (?:am|was|have been) (?:informed|told|advised|given to understand)\b|\bwe (?:are|were|have been) (?:informed|told|advised)\b|"
    r"\b(?:our|my) understanding\b|\b(?:we|i) understand\b|\bas far as (?:i|we) know\b|\bhas (?:published|announced|stated|said)\b|\b(?:reports?|states?|says|said|advises|confirms) that\b|\bare said to\b|\bis said to\b|\breportedly\b|\bfrom what (?:i|we) (?:hear|know|understand)\b|\bword is\b|\bwere (?:the )?\w+ to be asked\b"
)
ABOUT_THE_QUESTION = re.compile(
    r"\b(?:questions?|letter|inquiry|items?) (?:\w+ ){0,4}(?:asks?|asked|concerns?|supposes?|relates?|seeks?|inquires?|pertains?|is whether|deals?|addresses|poses|contains?|speaks?|mentions?)\b|\b(?:it|which|that|you) (?:also )?(?:have )?ask(?:s|ed)? (?:about|whether|if|us|me|that|three|two|several|a)\b|\byou (?:also )?(?:have )?ask(?:ed)? for\b|"
    r"\byou(?:r letter)? (?:also )?(?:inquire|ask|want|wish|wanted|wished|would like)\w*\b|\byour (?:questions?|inquiry|letter) (?:of|dated|about|on|regarding|concerning|is|are|was|were|has|have)\b|\bi (?:trust|hope)\b|\bwe (?:trust|hope)\b|\bplease\b|\bthank you\b|\bquestions? about\b|\bif you (?:have|need|require|wish|want)\b|\b(?:do not|don't) hesitate\b|\bfeel free\b|\bwhether\b(?! or not)"
)
SAME_AS = re.compile(
    r"\b(?:same|see|refer|incorporat\w+|likewise|repeat\w*|identical|adopts?|as (?:in|under|stated|set out|with)|for the reasons?|restat\w+)\b[^.;]{0,60}?\b(?:answer|response|reply|question|above|reasons?|as|under|to|number|no|item)\b"
)
BRINGS_UP = re.compile(
    r"^\W*(?:the|your) (?:first|second|third|fourth|fifth|sixth|last|next|other)(?: one| question| item| of these)? (?:was|is|concerns?|asks?|asked|has to do|goes)\b(?! (?:yes|no|likewise|also|again|harder|easier|not))|\b(?:you|your (?:letter|question|inquiry)|it|which) (?:also |then |next |further |have |has )?ask(?:s|ed)?\b|\byou(?:r letter)? (?:also |then )?inquired?\b|\b(?:question|inquiry|item|letter) (?:\w+ ){0,3}(?:concerns?|asks?|deals? with|relates? to|goes to|is about|has to do with|inquires?|addresses|pertains to)\b|\b(?:turning|as|with (?:regard|respect)) to\b[^.;]{0,80}[,:]$"
)
PLANNED = re.compile(
    r"\b(?:will|shall) (?:soon |shortly )?(?:begin|start|take effect|adopt|become|be adopted|be implemented|change|go into effect)\b|\b(?:beginning|starting|commencing) (?:on |in |this |next )|\bnot yet\b|\bplan(?:s|ning|ned)? to\b|\bpropos(?:e|es|ed|al|ing)\b|\b(?:intends?|hopes?|expects?) to\b|\bin the (?:near )?future\b|\bdraft(?:s|ed|ing)?\b"
)
LEGAL_CONDITION = re.compile(
    r"\b(?:warrants?|court orders?|judges?|judicial|magistrates?|consents?|convict\w*|felon\w*|misdemeanor\w*|probable cause|sentenced|charged with|subpoenas?|waivers?|permission|final orders?)\b"
)
REQUIRES = re.compile(
    r"\b(?:only|must|decid(?:e|es|ed)|may (?:refuse|decline|not|object)|(?:is|are) (?:required|needed))\b|\bfrom \d+\b[^.;]{0,12}\bto \d+\b|\bmust (?:first |also )?(?:have|get|obtain|receive|agree|provide|submit|make|come|bring|produce|be (?:accompanied|approved|signed|ordered))\b|\b(?:permission|approval|pre-?approv\w+|prior authorization|subpoena|waiver|consents?)\b|\b(?:conditions?|exceptions?|restrictions?|limitations?|qualifications?|circumstances)\b(?<!working conditions)"
)
OPINION = re.compile(
    r"\b(?:in my (?:own |humble )?(?:opinion|view)|should (?:be|have been|answer|say)|ought to|i (?:think|hope|wish|would like))\b"
)
PAST = re.compile(
    r"\b(?:used to|formerly|previously|in the past|at one time|until (?:19|20)\d\d|before (?:19|20)\d\d|years ago|prior to (?:19|20)\d\d|once)\b"
)
FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|am|do|does|did|has|have|had|will|would|shall|should|can|cannot|could|may|might|must|we|i|they|it|there|\w{3,}s|\w{2,}ed)\b|n't\b"
)
EXPLAINS = re.compile(
    r"^\W*(?:see|per|pursuant to|under|by|this is|that is|as required by|in accordance with|copies|a copy|the (?:policy|order|directive|ordinance) (?:was|is|has been) (?:adopted|enclosed|attached|available|dated|in))\b"
)
