//! Legal custody, escape and retaking.

super::rules! {
    S137_CUSTODY = "s137-custody", "Legal custody",
        "MHA s137(1)",
        Statute, Text, SETTLED, ACT,
        "A person being conveyed or detained under the Act is in legal custody meanwhile.";
    S137_POWERS = "s137-powers", "Powers of whoever conveys or detains",
        "MHA s137(2)",
        Statute, Text, SETTLED, ACT,
        "A constable, or anybody else authorised to take, convey or detain, has for that purpose a constable's powers and protection.";
    S137_CONVEY = "s137-convey", "What conveying is",
        "MHA s137(3)",
        Statute, Text, SETTLED, ACT,
        "Conveying includes any form of removal from place to place.";
    S139_PROTECTION = "s139-protection", "Protection for acts under the Act",
        "MHA s139(1)-(2)",
        Statute, Text, SETTLED, ACT,
        "Nobody is liable for what they did purporting to act under the Act unless in bad faith or without reasonable care, and proceedings need leave; that does not make the act lawful.";
    S138_WHO = "s138-who", "Who may retake",
        "MHA s138(1)",
        Statute, Text, SETTLED, ACT,
        "Whoever had custody just before, any constable and an AMHP may retake.";
    S138_BEFORE_ARRIVAL = "s138-before-arrival", "Escaped while being removed",
        "MHA s138(3)(a)",
        Statute, Text, SETTLED, PCA,
        "A person who escapes while being removed may be retaken until 24 hours after the escape.";
    S138_AFTER_START = "s138-after-start", "Escaped after the clock began",
        "MHA s138(3)(b)",
        Statute, Text, SETTLED, PCA,
        "A person who escapes after the period began may be retaken until it ends, counting only a further period authorised before the escape.";
    S138_OLD = "s138-old", "Retaking before December 2017",
        "Hansard 24 Jul 1959; MHCop 2 Oct 2012",
        Statute, Secondary, SETTLED, OLD,
        "The person could be retaken until the earlier of 72 hours from the escape and the end of the detention.";
    S138_NO_ENTRY = "s138-no-entry", "No power of entry",
        "MHCop 30 Mar 2019; D'Souza v DPP [1992] UKHL 10",
        Guidance, Secondary, SETTLED, UNDATED,
        "Section 138 gives no power of entry but works wherever the constable lawfully is, a home included.";
    S138_NOT_AWOL = "s138-not-awol", "Not absent without leave",
        "MHCop 30 Mar 2019",
        Guidance, Secondary, SETTLED, UNDATED,
        "A person who leaves a place of safety is not absent without leave, and section 18 does not apply.";
}
