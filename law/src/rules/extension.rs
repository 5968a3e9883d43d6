//! The further period of section 136B.

super::rules! {
    EXT_WHO = "ext-who", "Who may authorise a further period",
        "MHA s136B(1)",
        Statute, Text, SETTLED, PCA,
        "Only the registered medical practitioner responsible for the person's examination may authorise a further period.";
    EXT_WHEN = "ext-when", "Before the 24 hours end",
        "MHA s136B(1)",
        Statute, Text, SETTLED, PCA,
        "The authority must be given before the 24 hours end.";
    EXT_LENGTH = "ext-length", "Up to twelve hours, from hour 24",
        "MHA s136B(1)",
        Statute, Text, SETTLED, PCA,
        "The further period is what the doctor specifies, up to 12 hours, and runs from the end of the 24 hours whenever it is signed.";
    EXT_GROUND = "ext-ground", "The only ground",
        "MHA s136B(2)",
        Statute, Text, SETTLED, PCA,
        "It must be necessary because the person's condition makes it impracticable to carry out or complete the assessment in time.";
    EXT_NOT_GROUND = "ext-not-ground", "What is not a ground",
        "MHA s136B(2); MHCop 7 May 2023",
        Statute, TextAndSecondary, SETTLED, PCA,
        "The want of a bed, an AMHP, a doctor, transport or an open place is not a ground.";
    EXT_AFTER_ASSESSMENT = "ext-after-assessment-done", "Not after the assessment is done",
        "MHA s136B(2); forum t/1700",
        Statute, TextAndSecondary, SETTLED, PCA,
        "Once the assessment is complete the period cannot be extended to arrange admission.";
    EXT_SUPERINTENDENT = "ext-superintendent", "A superintendent's approval",
        "MHA s136B(3)",
        Statute, Text, SETTLED, PCA_STATIONS,
        "Where the person is at a police station and would be assessed there, an officer of at least superintendent rank must approve.";
    EXT_SUPERINTENDENT_NOT_NEEDED = "ext-superintendent-not-needed", "At a station, assessed elsewhere",
        "MHA s136B(3) against KENT-B 3.6.1",
        Statute, TextAndSecondary, SETTLED, PCA_STATIONS,
        "A person at a station who will be assessed elsewhere needs no superintendent in law, though a force may ask for one.";
    EXT_ONCE = "ext-once", "Twelve hours in all",
        "MHA s136B(1)",
        Statute, Text, SETTLED, PCA,
        "Any second authority must also come before hour 24, all of them together add at most 12 hours, and none can be given later.";
    EXT_BEFORE_ESCAPE = "ext-before-escape", "Extensions and escape",
        "MHA s138(3)(b)",
        Statute, Text, SETTLED, PCA,
        "For retaking, only a further period authorised before the escape counts.";
    EXT_FORM = "ext-form", "Record the further period",
        "no statutory form found",
        Guidance, Inference, SETTLED, UNDATED,
        "The doctor, the time, the condition and the length should be recorded.";
}
