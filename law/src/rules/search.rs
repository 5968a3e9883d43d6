//! Searching the person.

super::rules! {
    SRCH_GROUNDS = "srch-136c-grounds", "Both grounds, for this person",
        "MHA s136C(1), (3)",
        Statute, Text, SETTLED, PCA,
        "A constable may search only on reasonable grounds to believe that the person may present a danger and is concealing an item that could injure.";
    SRCH_136 = "srch-136c-136", "While detained at or between places of safety",
        "MHA s136C(3); KENT-B 3.4.1",
        Statute, Text, SETTLED, PCA,
        "The search power reaches a person detained at a place of safety or after a transfer, at any time while so detained.";
    SRCH_GAP = "srch-136c-gap", "Before the first place of safety",
        "MHA s136C(3) against published summaries",
        Statute, Text, CONTESTED, PCA,
        "During the first removal section 136C does not literally apply, so PACE section 32 is relied on; many summaries say otherwise.";
    SRCH_EXTENT = "srch-136c-extent", "How far the search may go",
        "MHA s136C; KENT-B 3.4.2; forum t/2684",
        Statute, SecondaryAndBackground, SETTLED, PCA,
        "No further than needed to find the item: outer coat, jacket, gloves and the mouth, never a strip or intimate search.";
    SRCH_SEIZE = "srch-136c-seize", "Keeping what is found",
        "MHA s136C",
        Statute, Background, SETTLED, PCA,
        "An item reasonably believed able to injure may be seized and kept.";
    SRCH_WHO = "srch-136c-who", "A constable searches",
        "MHA s136C; forum t/2684",
        Statute, Secondary, CONTESTED, PCA,
        "The power is a constable's; that others may search under direction is suggested and untested.";
    SRCH_AGE = "srch-136c-age", "Any age, and never a duty",
        "MHA s136C, as KENT-B 3.4.2 reads it",
        Guidance, Secondary, SETTLED, UNDATED,
        "There is no age limit and no duty to search.";
    SRCH_PACE_32 = "srch-pace-32", "PACE section 32",
        "PACE ss26, 32, Sch 2; MHCop 15 Aug 2013",
        Statute, SecondaryAndBackground, SETTLED, PACE,
        "Detention under sections 136 and 138 is a preserved power of arrest, so a person arrested elsewhere than at a police station may be searched on grounds to believe in danger.";
    SRCH_PACE_54 = "srch-pace-54", "PACE section 54",
        "PACE s54; KENT-B 3.4.3",
        Statute, SecondaryAndBackground, SETTLED, PACE,
        "At a police station the custody officer's own search powers remain.";
}
