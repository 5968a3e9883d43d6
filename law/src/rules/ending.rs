//! Transfer, assessment and the end.

super::rules! {
    XFER_WHO = "xfer-who", "Who may transfer",
        "MHA s136(3)",
        Statute, Text, SETTLED, PCA,
        "A constable, an AMHP or somebody either of them authorised may take the person to another place of safety.";
    XFER_WHEN = "xfer-when", "Within the period",
        "MHA s136(3)",
        Statute, Text, SETTLED, PCA,
        "A transfer must begin before the permitted period ends.";
    XFER_END = "xfer-end", "The original end stands",
        "MHA s136(4)",
        Statute, Text, SETTLED, PCA,
        "Detention at the new place ends no later than the original period.";
    XFER_ACCEPT = "xfer-accept", "The new place should have said yes",
        "CoP 16.58",
        Guidance, Secondary, SETTLED, UNDATED,
        "A person should not be moved between places until the new one confirms that it is willing and able.";
    XFER_TO_STATION = "xfer-to-station", "Transfer to a police station",
        "SI 2017/1036 reg 2",
        Statute, Text, SETTLED, REGS,
        "A transfer to a police station must meet every station rule again, the inspector's authority included.";
    ASSESS_PURPOSE = "assess-purpose", "What detention is for",
        "MHA s136(2)",
        Statute, Text, SETTLED, ACT,
        "The person is held to be examined by a registered medical practitioner, interviewed by an AMHP, and to have any necessary arrangements made.";
    ASSESS_DOCTOR_TYPE = "assess-doctor-type", "One doctor, of any kind",
        "MHA s136(2); MHCop 3 May 2015",
        Statute, TextAndSecondary, SETTLED, ACT,
        "Any registered medical practitioner will do; approval under section 12 is preferred, and a reason should be recorded where it is wanting.";
    END_COMPLETE = "end-arrangements-complete", "Examined, interviewed, arranged",
        "MHA s136(2); MHCop 3 May 2015",
        Statute, TextAndSecondary, SETTLED, ACT,
        "The authority to detain ends when the person has been examined and interviewed and any necessary arrangements are made, even if hours remain.";
    END_NO_DISORDER = "end-doctor-no-disorder", "A doctor alone finds no mental disorder",
        "MHCop 3 May 2015; RCPsych Apr 2023; coroner's report after the death of James Emerson (One Pump Court)",
        Guidance, Secondary, CONTESTED, UNDATED,
        "Practice releases a person in whom a doctor finds no mental disorder before any AMHP interview; a coroner's report says that this contravenes the Act.";
    END_DISORDER_NO_ADMISSION = "end-doctor-disorder-no-admission", "Disorder found, no admission needed",
        "MHA s136(2); CoP 16.50-16.51",
        Statute, TextAndBackground, SETTLED, ACT,
        "A finding of mental disorder without need of admission does not end the detention: the AMHP interview and the arrangements are still due.";
    END_AMHP_ALONE = "end-amhp-alone", "An AMHP alone cannot end it",
        "Masked AMHP Nov 2016",
        Guidance, Secondary, CONTESTED, UNDATED,
        "An AMHP who sees no need to detain does not end the detention while the doctor's examination is outstanding; some hold that it does.";
    END_POLICE_RELEASE = "end-police-release", "Release by police",
        "NELFT page; no authority found",
        Guidance, Secondary, CONTESTED, UNDATED,
        "Whether police may release a person before the assessment, once at a place of safety, is not established; before arrival, because the grounds have gone, it is arguable.";
    END_ADMITTED = "end-admitted", "Admission",
        "MHA s6(2)",
        Statute, Text, SETTLED, ACT,
        "Admission on an application, or informally, ends section 136.";
    END_EXPIRY = "end-expiry", "The period runs out",
        "MHA s136(2); Sessay; forum t/2209, t/2970",
        Statute, TextAndSecondary, SETTLED, ACT,
        "When the permitted period ends the person must be free to leave unless another authority exists at that instant.";
    END_SWING_BED = "end-swing-bed", "Application to the hospital of the place of safety",
        "forum t/2209",
        Guidance, Secondary, SETTLED, UNDATED,
        "An application made before expiry to the hospital that houses the place of safety continues the detention lawfully.";
    END_WAIT_FOR_BED = "end-wait-for-known-bed", "Waiting for a bed within the period",
        "MHCop 1 Mar 2023",
        Guidance, Secondary, SETTLED, UNDATED,
        "After the assessment the person may be held within the period while a bed that is expected comes free.";
    END_MEDICAL_WARD = "end-medical-ward", "On a general ward when the period ends",
        "forum t/2970",
        Guidance, Secondary, SETTLED, UNDATED,
        "Admission to a general ward does not lengthen the period: section 136 lapses, and the holding powers of section 5 may then be considered.";
    HANDOVER = "handover", "Whether officers may leave",
        "MHCop 27 Feb, 17 Apr, 13 Nov 2024; forum t/1407",
        Guidance, Secondary, CONTESTED, UNDATED,
        "The Act does not say who must do the detaining at the place of safety, and legal advice conflicts: officers and the place must agree on the risk.";
}
