//! What a place of safety is.

super::rules! {
    POS_LIST = "pos-list", "The list of places of safety",
        "MHA s135(6)",
        Statute, Text, SETTLED, ACT,
        "Council residential accommodation, a hospital, a police station, an independent hospital or care home for mentally disordered people, and any other suitable place are places of safety; designation is irrelevant.";
    POS_AGREEMENT = "pos-agreement", "Agreement for a home or another suitable place",
        "MHA s135(7)",
        Statute, Text, SETTLED, PCA,
        "A home needs the person's agreement and, unless they live there alone, that of one occupier; any other suitable place needs that of somebody who appears responsible for managing it.";
    POS_AGREEMENT_OLD = "pos-agreement-old", "Agreement before December 2017",
        "MHA s135(6) before amendment",
        Statute, Secondary, SETTLED, OLD,
        "Another suitable place was one whose occupier was temporarily willing to receive the person.";
    POS_AGREEMENT_CAPACITY = "pos-agreement-capacity", "Agreement needs capacity",
        "MHA s135(7); no authority found",
        Statute, Inference, CONTESTED, PCA,
        "A person who lacks capacity to agree probably cannot give the agreement the Act asks for.";
    POS_AGREEMENT_WITHDRAWN = "pos-agreement-withdrawn", "Agreement withdrawn",
        "MHA s135(7), s136(3); no authority found",
        Statute, Inference, SETTLED, PCA,
        "When agreement is withdrawn the place stops being suitable and the person must be moved; the clock is not affected.";
    POS_HOSPITAL_NO_VETO = "pos-hospital-no-statutory-veto", "A hospital has no veto in law",
        "MHA ss135(6), 136 (contrast s55); CoP 16.58",
        Statute, TextAndSecondary, SETTLED, ACT,
        "A hospital is a place of safety without its managers' consent.";
}
