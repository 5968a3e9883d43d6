//! Acting for a person who lacks capacity.

super::rules! {
    MCA_S5 = "mca-s5", "Acting for a person who lacks capacity",
        "MCA s5",
        Statute, TextAndBackground, SETTLED, MCA,
        "Whoever took reasonable steps, and reasonably believes that the person lacks capacity in the matter and that acting is in their best interests, is protected as if they had consent; that is a defence, and no power to detain or to enter.";
    MCA_S6_RESTRAINT = "mca-s6-restraint", "Restraint",
        "MCA s6(1)-(4)",
        Statute, Text, SETTLED, MCA,
        "Restraint must also be reasonably believed necessary to prevent harm to the person themselves, and be proportionate to how likely and serious that harm is; harm to others does not count.";
    MCA_NO_DOL = "mca-no-dol", "No deprivation of liberty",
        "MCA s4A",
        Statute, Background, SETTLED, MCA,
        "Sections 5 and 6 do not allow a person to be deprived of liberty; only a court's order, the deprivation of liberty safeguards or section 4B do.";
    MCA_S4B = "mca-s4b", "Deprivation of liberty to sustain life",
        "MCA s4B; MHCop 9 May 2015",
        Statute, SecondaryAndBackground, SETTLED, MCA,
        "While a court's decision is sought a person may be deprived of liberty where that is needed to give treatment that sustains life, or for an act believed necessary to prevent serious deterioration.";
    MCA_NOT_FOR_135_136 = "mca-not-for-135-136", "Not a way round sections 135 and 136",
        "R (Sessay) v SLaM [2011] EWHC 2617 (QB)",
        Statute, Secondary, SETTLED, MCA,
        "A person may not be taken to a place of safety for a mental-health assessment under capacity law, nor out of necessity: sections 135 and 136 are the only way for that purpose.";
    MCA_NO_CLOCK = "mca-no-clock", "No clock under capacity law",
        "MHA s136(2A)(a)(ii)",
        Statute, Text, SETTLED, PCA,
        "Taking a person to hospital under capacity law is not section 136 and starts no clock; if a constable keeps them there later, the clock starts with that decision.";
    CAPACITY_AGE = "capacity-age", "Capacity law from 16",
        "MCA s2(5); Children Act 1989 s46 (background knowledge)",
        Statute, Background, SETTLED, MCA,
        "The Mental Capacity Act protects acting for people of 16 or over; for a younger child there are parental responsibility, police protection and the common law.";
}
