//! Which wording applies, and when the power exists.

super::rules! {
    TIME_ELAPSED_HOURS = "time-elapsed-hours", "Hours are elapsed time",
        "MHA s135(3ZA), s136(2A); the half-open reading and clock changes are inference",
        Statute, TextAndBackground, SETTLED, ACT,
        "A period of hours is elapsed time from its first instant and is over at the instant it ends, whatever the clocks on the wall do.";
    CONTESTED_FACT = "contested-fact", "Two live values of one time",
        "MHA s136(2A); that alarms follow the earliest value is the project's own rule of caution",
        Guidance, Inference, CONTESTED, UNDATED,
        "Where a time is in dispute every value is computed, and the earliest expiry is the one to act on.";
    REGIME_72H = "regime-72h", "The 72-hour wording",
        "MHA s136 before amendment; CoP 16.26",
        Statute, Secondary, SETTLED, OLD,
        "A removal that began before 11 December 2017 lasts up to 72 hours, with no consultation, no age bar on stations, no extension and no power to keep.";
    REGIME_72H_TRANSFER = "regime-72h-transfer", "Moves between places of safety in the 72-hour years",
        "MHA 2007 s44; MHA s135(3A), s136(3)",
        Statute, SecondaryAndBackground, SETTLED, TRANSFERS,
        "Within the 72 hours a person may be moved between places of safety only since 30 April 2008.";
    REGIME_24H = "regime-24h", "The 24-hour wording",
        "PCA 2017 ss80-83; SI 2017/1017 reg 3",
        Statute, Text, SETTLED, PCA,
        "A removal or keeping that began on or after 11 December 2017 lasts 24 hours, and up to 12 more if a doctor authorises them.";
    SAVING_S136 = "saving-s136", "Removals in train at the change keep the earlier wording",
        "SI 2017/1017 reg 4(1)(b)",
        Statute, Text, SETTLED, PCA,
        "A removal that began before 11 December 2017 stays under the 72-hour wording throughout, even if the person arrives later.";
    REGIME_2025 = "regime-2025", "Police stations cease to be places of safety",
        "MHA 2025 s48, s56(3)",
        Statute, Text, SETTLED, S48,
        "From the day section 48 is commenced a police station is not a place of safety for anybody; no order was found, so the day is set in the profile or not at all.";
    MHA25_STATUS = "mha25-status", "Section 48 has no date yet",
        "MHA 2025 s56(1)-(3)",
        Statute, TextAndSecondary, SETTLED, UNTIL_S48,
        "The 2025 Act has Royal Assent, but section 48 waits for a day the Secretary of State has not been found to have appointed.";
    MHA25_S48_EFFECTS = "mha25-s48-effects", "What section 48 takes away",
        "MHA 2025 s48",
        Statute, Text, SETTLED, S48,
        "Section 48 takes police stations out of the list of places of safety at every age, and with them the station rules and the superintendent's approval.";
    MHA25_REGS = "mha25-regs", "What section 48 does to the station regulations",
        "MHA 2025 s48; SI 2017/1036 regs 2-8; MHA s136(1C)(d) (inference)",
        Statute, Inference, SETTLED, S48,
        "Regulations 2 to 7 on police stations lose the section they rest on; regulation 8, by which occupational therapists and paramedics may be consulted, rests on another and stays.";
    MHA25_TRANSITION = "mha25-transition", "People already held when section 48 begins",
        "MHA 2025 s48, s56(6)",
        Statute, Text, CONTESTED, S48,
        "Section 48 saves nothing for a detention already under way and regulations may yet do so; the position must be put to the force's lawyers, not guessed.";
    MHA25_EXTEND = "mha25-extend", "The 2025 Act leaves extensions as they are",
        "MHA 2025; MHA s136B",
        Statute, Text, SETTLED, ASSENT,
        "The 2025 Act changes neither who may extend, nor the 24 hours, the 12 hours or the ground.";
    S136_WHO = "s136-who", "Who may use section 136",
        "MHA s136(1)",
        Statute, TextAndSecondary, SETTLED, ACT,
        "Only a constable, of any rank, may use section 136.";
    S136_GROUNDS = "s136-grounds", "The three grounds",
        "MHA s136(1)",
        Statute, Text, SETTLED, ACT,
        "The person must appear to the constable to be suffering from mental disorder and in immediate need of care or control, and the constable must think acting necessary in their interests or to protect others.";
    S136_MENTAL_DISORDER = "s136-mental-disorder", "What counts as mental disorder",
        "MHA s1(2)-(3)",
        Statute, Text, SETTLED, ACT,
        "Any disorder or disability of the mind counts; dependence on alcohol or drugs by itself does not, and learning disability is not excluded here.";
    S136_OPTIONS = "s136-options", "Remove, keep, or move on",
        "MHA s136(1)(a), (b)",
        Statute, Text, SETTLED, PCA,
        "A person who is not at a place of safety may be removed to one; a person already at one may be kept there or removed to another.";
    S136_NO_BAR_OTHER_STATUS = "s136-no-bar-other-status", "Another status is no bar",
        "MHCop 11 Jun 2017",
        Guidance, Secondary, SETTLED, UNDATED,
        "That a person is already absent without leave, on leave, on a community order or waiting for a bed does not bar section 136, though a more specific power may fit better.";
    S136_NOT_IF_ALREADY_136 = "s136-not-if-already-136", "Not twice over the same detention",
        "MHCop 30 Mar 2019; CoP 16.26",
        Guidance, Secondary, SETTLED, UNDATED,
        "A person still in law detained under section 136, such as one who escaped within the period, is retaken under section 138 and not detained afresh.";
    S136_ENTRY = "s136-entry", "Entering to use the power",
        "MHA s136(1B)",
        Statute, Text, SETTLED, PCA,
        "To use section 136 a constable may enter, by force if need be and without warrant, any place where the power may be used; that does not reach a home.";
    S136_HEALTH_SETTING = "s136-health-setting", "On a ward the holding powers come first",
        "CoP 16.20 (MHCop 13 Jul 2015); MHA s5",
        Guidance, TextAndSecondary, SETTLED, UNDATED,
        "For an in-patient the staff's own holding powers should be considered before section 136; people attending an emergency department are not in-patients.";
    S136_LOCATION = "s136-location", "Where the power may be used",
        "MHA s136(1A)",
        Statute, Text, SETTLED, PCA,
        "The power may be used anywhere except in a house, flat or room where anybody is living, and in its own yard, garden, garage or outhouse unless other homes share that.";
    S136_LOCATION_OLD = "s136-location-old", "Where the power could be used before December 2017",
        "MHA s136(1) before amendment",
        Statute, Secondary, SETTLED, OLD,
        "The person had to be found in a place to which the public have access.";
    S136_BROUGHT_OUT = "s136-brought-out", "Bringing somebody out of a home to use the power",
        "R (Sessay) v SLaM [2011] EWHC 2617 (QB)",
        Statute, SecondaryAndBackground, CONTESTED, ACT,
        "Bringing a person out of a home by coercion so that section 136 can be used outside is treated as unlawful; a person who truly walks out is judged by where they then are.";
    S136_CONSULT_DUTY = "s136-consult-duty", "Consult first, if practicable",
        "MHA s136(1C)",
        Statute, Text, SETTLED, PCA,
        "Before deciding to remove or keep, the constable must consult a listed professional if that is practicable.";
    S136_CONSULT_LIST = "s136-consult-list", "Who may be consulted",
        "MHA s136(1C)(a)-(d); SI 2017/1036 reg 8",
        Statute, Text, SETTLED, PCA,
        "A doctor, a registered nurse, an AMHP, and an occupational therapist or paramedic on the HCPC register count; nobody else does.";
    S136_CONSULT_ADVISORY = "s136-consult-advisory", "The decision stays the constable's",
        "MHCop 7 Mar 2017",
        Guidance, Secondary, SETTLED, UNDATED,
        "A consultee who disagrees does not bind the constable.";
    S136_CONSULT_IMPRACTICABLE = "s136-consult-impracticable", "When consulting is not practicable",
        "MHCop 8 Mar 2017; GUID 2.13",
        Guidance, Secondary, SETTLED, UNDATED,
        "Where consulting is not practicable nothing is breached, but the reason should be recorded.";
    S136_CONSULT_BREACH = "s136-consult-breach", "What follows when nobody was consulted",
        "MHA s136(1C); no judgment on the effect was found",
        Statute, Inference, CONTESTED, PCA,
        "Not consulting where it was practicable breaches the duty; whether the detention is thereby void is not decided.";
    S136_CONSULT_FREE_TO_LEAVE = "s136-consult-free-to-leave", "No power to hold while consulting",
        "MHCop 7 Mar 2017",
        Guidance, Secondary, SETTLED, UNDATED,
        "Until the constable decides to detain, the person is free to leave.";
    AGE_UNKNOWN = "age-unknown", "In doubt, a child",
        "MHA s136A (no belief defence is in the text); caution is the project's own",
        Guidance, Inference, SETTLED, UNDATED,
        "A person who may be under 18 is treated as under 18 until shown otherwise.";
    REC_CONSULT = "rec-consult", "Record the consultation",
        "MHCop 8 Mar 2017",
        Guidance, Secondary, SETTLED, UNDATED,
        "Record who was consulted and what they advised, or why that was not practicable.";
    REC_TIMES = "rec-times", "Record the times",
        "MHA ss136, 136B, 138 (derived)",
        Guidance, Derived, SETTLED, UNDATED,
        "The times of the decision, arrival, each move, any further period and the end decide how long a person may be held, so each must be recorded.";
    REC_AMHP_NOTIFY = "rec-amhp-notify", "Tell the AMHP service",
        "MHCop 19 Dec 2017",
        Guidance, Secondary, SETTLED, UNDATED,
        "The AMHP service should be told as soon as possible, also when the person goes to an emergency department first.";
    REC_INFO_HOSPITAL = "rec-info-hospital", "Explain the detention and rights",
        "MHA s132(1)-(3)",
        Statute, Text, SETTLED, ACT,
        "The managers of a hospital in which a person is detained must explain the provision and the person's rights, aloud and in writing, as soon as practicable.";
}
