//! Warrants under section 135.

super::rules! {
    SAVING_S135 = "saving-s135", "A warrant issued before the change of 2017",
        "SI 2017/1017 reg 4(1)(a)",
        Statute, Text, SETTLED, SAVED,
        "A warrant issued before 11 December 2017 keeps the earlier wording whenever it is executed: the day of issue decides.";
    S135_NO_136_CONSULT = "s135-no-136-consult", "No section 136 consultation for a warrant",
        "MHA s136(1C); SI 2017/1036 reg 2",
        Statute, Text, SETTLED, PCA,
        "The duty to consult before using section 136 does not apply to a warrant; the consultation before a police station does.";
    S135_CLOCK_REMOVED = "s135-clock-start-removed", "Removed under a warrant: the clock starts on arrival",
        "MHA s135(3ZA)(a)(i)",
        Statute, Text, SETTLED, PCA,
        "A person removed under section 135(1) may be detained from the time they arrive at the place of safety, not from the entry.";
    S135_CLOCK_KEPT = "s135-clock-start-kept", "Kept under a warrant: the clock starts on entry",
        "MHA s135(3ZA)(a)(ii); KENT-B 3.6.2(ii)",
        Statute, Text, SETTLED, PCA,
        "A person kept at the premises may be detained from the time the constable first entered to execute the warrant; an earlier entry for another purpose does not count.";
    S135_CLOCK_ASSESSED = "s135-clock-assessed-then-removed", "Assessed there, then removed",
        "MHA s135(3ZA); MHCop 24 Oct 2024",
        Statute, TextAndSecondary, CONTESTED, PCA,
        "A person assessed at the premises without being kept, and then removed, is counted from arrival; the rival reading counts from the first entry.";
    S135_KEPT_THEN_MOVED = "s135-kept-then-moved", "Kept, then moved",
        "MHA s135(3B)",
        Statute, Text, SETTLED, PCA,
        "A person kept at the premises and later taken elsewhere may be held until the original end, counted from the first entry.";
    EXT_APPLIES_135 = "ext-applies-135", "A further period under section 135",
        "MHA s136B(1)",
        Statute, Text, SETTLED, PCA,
        "A further period may be authorised for a detention under section 135(1) as for one under section 136, and never for a removal under section 135(2).";
    ASSESS_S135 = "assess-s135-purpose", "What a section 135(1) detention is for",
        "MHA s135(1)",
        Statute, Text, SETTLED, ACT,
        "The person is held with a view to an application under Part II or other arrangements for their treatment or care.";
    W1_APPLICANT = "w1-applicant", "Who may apply for a section 135(1) warrant",
        "MHA s135(1)",
        Statute, Text, SETTLED, ACT,
        "Only an AMHP may apply, on oath, to a justice of the peace.";
    W1_GROUNDS = "w1-grounds", "The grounds for a section 135(1) warrant",
        "MHA s135(1)(a), (b)",
        Statute, Text, SETTLED, ACT,
        "There must be reasonable cause to suspect that a person believed mentally disordered is ill-treated, neglected or not under proper control, or is unable to care for themselves and lives alone, at a place within the justice's jurisdiction.";
    W1_NO_REFUSAL = "w1-no-refusal-needed", "Nobody need have been refused entry",
        "MHA s135(1); MHCop 28 Jan 2012",
        Statute, TextAndSecondary, SETTLED, ACT,
        "That entry was refused is neither a ground nor a condition of a section 135(1) warrant.";
    W1_CONTENT = "w1-content", "What the warrant must say",
        "MHA s135(1), (5)",
        Statute, Text, SETTLED, ACT,
        "The premises must be specified; the person need not be named.";
    W1_EXECUTE_WHO = "w1-execute-who", "Who executes the warrant",
        "MHA s135(1); MHCop 28 Dec 2018",
        Statute, TextAndSecondary, SETTLED, ACT,
        "Any constable may execute the warrant, and nobody else.";
    W1_ACCOMPANIED = "w1-accompanied", "With an AMHP and a doctor",
        "MHA s135(4)",
        Statute, Text, SETTLED, ACT,
        "The constable must be accompanied by an AMHP and a registered medical practitioner, any of each; without either the execution is unlawful, and no authority was found for attending from a distance.";
    W1_NAMED = "w1-named", "Professionals named on the warrant",
        "Ward v Commissioner of Police for the Metropolis [2005] UKHL 32, against KENT-B 3.1.7",
        Statute, Secondary, CONTESTED, ACT,
        "Names of professionals on a warrant are surplusage: other qualified people may attend instead.";
    W1_FORCE = "w1-force", "Entering by force",
        "MHA s135(1)",
        Statute, Text, SETTLED, ACT,
        "The constable may enter by force if need be.";
    W1_REMOVE = "w1-remove", "Removal if thought fit",
        "MHA s135(1); CoP 16.8",
        Statute, TextAndSecondary, SETTLED, ACT,
        "Whether to remove the person is for the constable; AMHP and doctor consider assessing them there with their agreement.";
    W1_KEEP = "w1-keep", "Keeping at the premises",
        "MHA s135(1A), (7)",
        Statute, Text, SETTLED, PCA,
        "Where the premises are themselves a place of safety, with the agreement the Act asks for, the person may be kept there instead.";
    W1_BED = "w1-bed", "No bed is no bar",
        "KENT-B 3.4.4",
        Guidance, Secondary, SETTLED, UNDATED,
        "That no bed has been found does not prevent the execution of the warrant.";
    W1_VALIDITY = "w1-validity", "How long a warrant lasts",
        "PACE ss15(1), 16(3)",
        Statute, Text, CONTESTED, PACE,
        "A warrant may be executed within three months from its issue, one month before 2006, and not after the date on its face; whether PACE sections 15 and 16 govern it is not decided, and a life of one month is said without a source.";
    W1_ENTRIES = "w1-entries", "How many entries",
        "PACE ss15(5), 16(3B)",
        Statute, Text, CONTESTED, PACE,
        "A warrant is for one entry unless it says more, and an inspector or above must allow each further entry in writing; whether PACE governs is not decided.";
    W1_FORMALITIES = "w1-formalities", "Formalities of the entry",
        "PACE ss15(1), 16(4)-(10)",
        Statute, Text, CONTESTED, PACE,
        "Enter at a reasonable hour unless that may frustrate the purpose, say who you are, show the warrant and give or leave a copy; whether PACE governs is not decided.";
    W1_DUTY = "w1-duty-to-execute", "Police must execute it",
        "MHCop 28 Dec 2018; KENT-B 3.3.2",
        Guidance, Secondary, SETTLED, UNDATED,
        "Police must execute a warrant within a reasonable time; refusing to supply officers is wrong.";
    W1_POLICE_END = "w1-police-end", "When the police part is over",
        "MHCop 24 Oct 2024",
        Guidance, Secondary, SETTLED, UNDATED,
        "The police part ends when execution is complete: the assessment there is finished, or the person is handed over at the place of safety.";
    W1_KENT_LOCAL = "w1-kent-local", "How a force goes about a warrant",
        "KENT-B 3.3.1-3.3.8, 3.5.1",
        Guidance, Secondary, SETTLED, UNDATED,
        "How a request is allocated, who leads, and what is considered beforehand are the force's own; none of it decides whether a warrant or its execution is lawful.";
    W2_APPLICANT = "w2-applicant", "Who may apply for a section 135(2) warrant",
        "MHA s135(2)",
        Statute, Text, SETTLED, ACT,
        "Any constable may apply, and anybody whom the Act authorises to take or retake the patient.";
    W2_PATIENT = "w2-patient", "Only for a patient liable to be taken",
        "MHA s135(2); ss6, 18, 42, 138",
        Statute, Text, SETTLED, ACT,
        "The patient must already be liable to be taken or retaken: absent without leave, escaped, recalled, or the subject of a completed application.";
    W2_GROUNDS = "w2-grounds", "The grounds for a section 135(2) warrant",
        "MHA s135(2)(a), (b)",
        Statute, Text, SETTLED, ACT,
        "There must be reasonable cause to believe that the patient is on premises within the jurisdiction, and that admission was refused or a refusal is apprehended.";
    W2_ACCOMPANY = "w2-accompany", "Company is allowed, not required",
        "MHA s135(4)(a), (b)",
        Statute, Text, SETTLED, ACT,
        "A doctor, or somebody authorised to take the patient, may accompany the constable; neither need.";
    W2_EFFECT = "w2-effect", "What a section 135(2) warrant does",
        "MHA s135(2); MHCop 10 Jul 2023",
        Statute, TextAndSecondary, SETTLED, ACT,
        "The constable may enter, by force if need be, and remove the patient to where the underlying power takes them; no clock of section 135 starts.";
    W2_NEEDED = "w2-needed", "Retaking has no entry power of its own",
        "MHCop 9 Oct 2021; D'Souza v DPP [1992] UKHL 10",
        Guidance, Secondary, SETTLED, UNDATED,
        "Sections 18 and 138 give no power to enter: consent, a section 135(2) warrant, close pursuit or saving life or limb is needed.";
    W2_VALIDITY = "w2-validity", "How long a section 135(2) warrant lasts",
        "PACE ss15-16",
        Statute, Text, CONTESTED, PACE,
        "Its life and entries are those of a section 135(1) warrant, on the same footing.";
    SRCH_135_1 = "srch-136c-135-1", "Searching under a section 135(1) warrant",
        "MHA s136C(2)(a)",
        Statute, Text, SETTLED, PCA,
        "The search power runs from the constable's entry to the premises until the detention ends.";
    SRCH_135_2 = "srch-136c-135-2", "Searching under a section 135(2) warrant",
        "MHA s136C(2)(b)",
        Statute, Text, SETTLED, PCA,
        "The search power runs only while the person is being removed under the warrant.";
    REC_WARRANT = "rec-warrant", "Endorse and return the warrant",
        "PACE s16(9), (10)",
        Statute, Text, CONTESTED, PACE,
        "The warrant is endorsed with what was found and done, and returned to the court; whether PACE governs is not decided.";
}
