//! Patients liable to be detained: absence without leave, leave, recall, and applications.

super::rules! {
    S138_SECTIONED_NOT_ADMITTED = "s138-sectioned-not-admitted", "Escaped after the application, before admission",
        "MHA s6(1), s138(2); forum t/2650",
        Statute, TextAndSecondary, CONTESTED, ACT,
        "A person who escapes between application and admission is taken to be retakable for the time the application authorises conveying, 14 days or 24 hours; read literally section 138(2) points to the limits of section 18.";
    S138_RESTRICTED = "s138-restricted", "Restricted patients who escape",
        "MHA s138(2)",
        Statute, Text, SETTLED, ACT,
        "A restricted patient who escapes from custody may be retaken without limit of time.";
    AWOL_DEF = "awol-def", "What absence without leave is",
        "MHA s18(1)",
        Statute, Text, SETTLED, ACT,
        "A patient liable to be detained in hospital is absent without leave who leaves it without leave, does not return from leave or on recall, or leaves a place where the leave requires them to be.";
    AWOL_WHO = "awol-who", "Who may take an absent patient",
        "MHA s18(1), (2A)",
        Statute, Text, SETTLED, ACT,
        "An AMHP, an officer on the hospital's staff, any constable, and anybody the managers authorise in writing may take the patient; for a recalled community patient also anybody the responsible clinician authorises in writing.";
    AWOL_GUARDIANSHIP = "awol-guardianship", "Absent from guardianship",
        "MHA s18(3)",
        Statute, Text, SETTLED, ACT,
        "A person under guardianship who leaves the place where they must live may be taken by an officer of a local social services authority, any constable, or anybody the guardian or the authority authorises in writing.";
    AWOL_VOLUNTARY = "awol-voluntary", "Informal patients are never absent without leave",
        "MHA s18; MHCop 7 Aug 2024",
        Statute, TextAndSecondary, SETTLED, ACT,
        "An informal patient who leaves is not absent without leave, and section 18 gives no power.";
    AWOL_LIMIT_S2 = "awol-limit-s2", "Section 2: twenty-eight days",
        "MHA s18(5), s2(4)",
        Statute, Text, SETTLED, ACT,
        "A section 2 patient may not be taken after 28 days beginning with the day of admission.";
    AWOL_LIMIT_S4 = "awol-limit-s4", "Section 4: seventy-two hours",
        "MHA s18(5), s4(4)",
        Statute, Text, SETTLED, ACT,
        "A section 4 patient may not be taken after 72 hours from admission.";
    AWOL_LIMIT_S5_2 = "awol-limit-s5-2", "Section 5(2): seventy-two hours",
        "MHA s18(5), s5(2)",
        Statute, Text, SETTLED, ACT,
        "A patient held under section 5(2) may not be taken after 72 hours from the doctor's report.";
    AWOL_LIMIT_S5_4 = "awol-limit-s5-4", "Section 5(4): six hours",
        "MHA s18(5), s5(4)",
        Statute, Text, SETTLED, ACT,
        "A patient held under section 5(4) may not be taken after six hours from the nurse's record.";
    AWOL_LIMIT_S3 = "awol-limit-s3", "Section 3 and guardianship: six months or the authority's end",
        "MHA s18(4), (4A)",
        Statute, Text, SETTLED, ACT,
        "The patient may be taken until the later of six months beginning with the first day of absence and the end of the authority then current, in which a renewal reported before the absence counts only if its period had begun.";
    AWOL_LIMIT_S37 = "awol-limit-s37", "Unrestricted hospital orders: as section 3",
        "MHA Sch 1 Pt I paras 2, 4; s18(4)",
        Statute, Text, CONTESTED, ACT,
        "An unrestricted hospital order runs as section 3 does; a published abstract (Andoh 2017) says 28 days, which is not the Act.";
    AWOL_LIMIT_RESTRICTED = "awol-limit-restricted", "Restricted patients: no limit",
        "MHA Sch 1 Pt II para 4",
        Statute, Text, SETTLED, ACT,
        "A patient under a restriction order or direction may be taken without limit of time.";
    AWOL_LIMIT_CTO = "awol-limit-cto", "Recalled community patients: six months or the order's end",
        "MHA s18(2A), (4), (4B)",
        Statute, Text, SETTLED, COMMUNITY,
        "A community patient who was recalled and is absent may be taken until the later of six months beginning with the first day of absence and the end of the order.";
    AWOL_LIMIT_S22 = "awol-limit-s22", "Released from prison: twenty-eight days",
        "MHA s22(6), (7)",
        Statute, Text, SETTLED, ACT,
        "A patient treated as absent on release from prison may be taken for 28 days beginning with the first day of absence.";
    AWOL_S35_36_38 = "awol-s35-36-38", "Remands and interim orders: arrest, not section 18",
        "MHA ss35(10), 36(8), 38(7), 138(4)",
        Statute, TextAndBackground, SETTLED, ACT,
        "Sections 18 and 138 do not reach a person who absconds from a remand or an interim order; a constable may arrest without warrant and bring them before the court.";
    AWOL_S21_WEEK = "awol-s21-week", "A week from return",
        "MHA s21; MHCop 3 Nov 2023",
        Statute, SecondaryAndBackground, SETTLED, ACT,
        "A patient absent in the last week of the authority and returned in time stays liable for a week beginning with the day of return.";
    LEAVE_OVERSTAY = "leave-overstay", "Leave that ran out",
        "MHA s18(1)(b)",
        Statute, Text, SETTLED, ACT,
        "A patient not back when leave ends is absent without leave, and no notice is needed.";
    LEAVE_REVOKE = "leave-revoke", "Revoking leave takes writing",
        "MHA s17(4); MHCop 9 Oct 2021",
        Statute, TextAndSecondary, SETTLED, ACT,
        "Leave that has not run out is revoked only by notice in writing to the patient or the person in charge of them; a recall by word of mouth leaves the patient on leave.";
    CTO_RECALL_NOTICE = "cto-recall-notice", "When a notice of recall takes effect",
        "SI 2008/1184 reg 6(3), (5), (6) (England)",
        Statute, Text, SETTLED, COMMUNITY,
        "A notice of recall takes effect at once in the patient's hand, on the day after it is left at the address, and on the second business day after posting first class; until then, and until the patient does not attend, there is no absence.";
    CTO_RECALL_PERIOD = "cto-recall-period", "Seventy-two hours on recall",
        "MHA s17F; MHCop 5 Oct 2022",
        Statute, SecondaryAndBackground, SETTLED, COMMUNITY,
        "A recalled patient may be held for 72 hours from detention on recall, and must then be released unless the order is revoked.";
    CTO_RECALL_DESTINATION = "cto-recall-destination", "Recalled to the hospital named",
        "MHA s17E; MHCop 10 Jul 2023",
        Statute, Secondary, CONTESTED, COMMUNITY,
        "A recalled patient is taken to the hospital the notice names; a place of safety that is no part of it is no destination.";
    S42_RECALL = "s42-recall", "Recalled by the Secretary of State",
        "MHA s42(3), (4); MHCop 2 Oct 2012, 29 Jul 2012",
        Statute, SecondaryAndBackground, SETTLED, ACT,
        "A conditionally discharged patient recalled by warrant is treated as absent without leave, without limit of time and still without a power of entry.";
    AWOL_EXPIRY_INFO = "awol-expiry-info", "The hospital says when the power ends",
        "CoP 28.17 (Wales 28.16)",
        Guidance, Secondary, SETTLED, UNDATED,
        "The hospital should tell the police the day on which the power to take the patient ends.";
    AWOL_PACE_17_1_D = "awol-pace-17-1-d", "Entering after an absent patient",
        "D'Souza v DPP [1992] UKHL 10; PACE s17(1)(d)",
        Statute, TextAndSecondary, SETTLED, PACE,
        "An absent patient is unlawfully at large, but entry under PACE section 17(1)(d) needs actual pursuit, near in time; a planned visit is none.";
    S6_AUTHORITY = "s6-authority", "Conveying on an application",
        "MHA s6(1), s137",
        Statute, Text, SETTLED, ACT,
        "A duly completed application lets the applicant, and anybody they authorise, take the person to the hospital named within 14 days beginning with the last medical examination; under section 4 within 24 hours of the earlier of examination and application.";
    S6_NO_ENTRY = "s6-no-entry", "An application opens no door",
        "MHA s6(1), s135(2)",
        Statute, TextAndSecondary, SETTLED, ACT,
        "The authority to convey carries no power of entry; a warrant under section 135(2) does.";
    S6_NEEDS_APPLICATION = "s6-needs-application", "Recommendations alone give no power",
        "MHA s6(1)",
        Statute, Text, SETTLED, ACT,
        "Two recommendations without an application give no power to convey or detain.";
    MHA25_S29 = "mha25-s29", "Shorter periods under section 3",
        "MHA 2025 s29",
        Statute, Secondary, SETTLED, S29,
        "Once commenced, section 3 runs for three months, then three, six and twelve, which shortens the current authority but not the six months from the first day of absence.";
}
