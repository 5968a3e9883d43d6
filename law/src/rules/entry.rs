//! Entering premises without a warrant under the Mental Health Act.

super::rules! {
    PACE_17_1_E = "pace-17-1-e", "Entering to save life or limb",
        "PACE s17(1)(e)",
        Statute, Text, SETTLED, PACE,
        "A constable may enter and search any premises to save life or limb, or to prevent serious damage to property.";
    PACE_17_THRESHOLD = "pace-17-threshold", "How grave it must be",
        "Baker v CPS [2009] EWHC 299 (Admin); Syed v DPP [2010] EWHC 81 (Admin)",
        Statute, Secondary, SETTLED, PACE,
        "It takes a reasonable belief that serious harm has happened or is imminent, to anybody, the person themselves included; general concern for somebody's welfare is too little.";
    PACE_17_NO_DETAIN = "pace-17-no-detain", "Entering is not detaining",
        "PACE s17; MHA s136(1A)",
        Statute, Text, SETTLED, PCA,
        "Having entered a home to save life gives no power to use section 136 inside it.";
    PACE_17_EXTENT = "pace-17-extent", "How far premises may be searched",
        "PACE s17(4)",
        Statute, Text, SETTLED, PACE,
        "The premises may be searched only as far as the purpose of the entry reasonably needs.";
    PACE_17_1_D = "pace-17-1-d", "Entering in pursuit",
        "PACE s17(1)(d); D'Souza v DPP [1992] UKHL 10",
        Statute, TextAndSecondary, SETTLED, PACE,
        "A constable may enter to recapture a person unlawfully at large whom they are pursuing; that takes a chase, close in time, and a planned visit is none.";
    BREACH_OF_PEACE = "breach-of-peace", "Entering for a breach of the peace",
        "PACE s17(6)",
        Statute, Text, SETTLED, PACE,
        "The common-law power to enter to deal with or prevent a breach of the peace survives.";
    ENTRY_BASIS = "entry-basis", "An entry needs a basis",
        "MHCop 9 Oct 2021; D'Souza v DPP [1992] UKHL 10; PACE s17 (derived)",
        Guidance, Derived, SETTLED, UNDATED,
        "Without a warrant a home may be entered only by consent or under a power; the basis and what was known should be recorded.";
}
