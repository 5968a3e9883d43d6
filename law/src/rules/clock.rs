//! When the permitted period begins, and how long it lasts; how days and months are counted.

super::rules! {
    TIME_CALENDAR_PERIODS = "time-calendar-periods", "Days and months of the calendar",
        "MHA ss2(4), 6(1), 18(4), (5); PACE s16(3)",
        Statute, TextAndBackground, SETTLED, UNDATED,
        "A period beginning with a day counts that day; one running from a day does not; either lasts to the end of its last day in Europe/London.";
    CLOCK_REMOVED = "s136-clock-start-removed", "Removed: the clock starts on arrival",
        "MHA s136(2A)(a)(i); CoP 16.26",
        Statute, Text, SETTLED, PCA,
        "A person removed under section 136 may be detained from the time they arrive at the first place of safety.";
    CLOCK_KEPT = "s136-clock-start-kept", "Kept: the clock starts on the decision",
        "MHA s136(2A)(a)(ii)",
        Statute, Text, SETTLED, PCA,
        "A person kept at a place of safety may be detained from the time the constable decides to keep them; earlier voluntary presence does not count.";
    CLOCK_AT_POS_THEN_REMOVED = "s136-clock-at-pos-then-removed", "Already at one place, removed to another",
        "MHA s136(1)(b), (2A)",
        Statute, Text, CONTESTED, PCA,
        "Read literally the clock starts on arrival at the second place; a long wait at the first looks like keeping, and then it starts on the decision.";
    CLOCK_ARRIVAL = "clock-arrival-meaning", "What arriving means",
        "GUID, as repeated in KENT-B 3.6.2(i)",
        Guidance, Secondary, SETTLED, UNDATED,
        "Arriving is read as physically entering; travelling, or waiting outside for a place to open, does not count.";
    CLOCK_QUEUE = "clock-ambulance-queue", "Waiting in a vehicle outside",
        "MHCop 11 Jan 2024; GUID via KENT-B 3.6.2(i)",
        Guidance, Secondary, CONTESTED, UNDATED,
        "The guidance counts from entering the building; the rival reading counts from reaching the site, so that a queue cannot lengthen custody.";
    CLOCK_ED_FIRST = "clock-ed-first", "Emergency department first",
        "KENT-B 3.6.2; MHCop 19 Dec 2017",
        Guidance, Secondary, SETTLED, UNDATED,
        "An emergency department is a hospital and so a place of safety: going there first for treatment starts the clock there.";
    CLOCK_NO_RESTART = "clock-no-restart", "A transfer does not restart the clock",
        "MHA s136(4)",
        Statute, Text, SETTLED, PCA,
        "A move between places of safety neither restarts nor pauses the clock, and the time on the road counts.";
    CLOCK_NO_STOP_MEDICAL = "clock-no-stop-medical", "Treatment does not stop the clock",
        "mentalhealthlaw.co.uk forum t/2970",
        Guidance, Secondary, SETTLED, UNDATED,
        "Medical treatment or unconsciousness does not stop the clock; only a doctor's authority under section 136B adds time.";
    CLOCK_NO_STOP_ESCAPE = "clock-no-stop-escape", "Escape does not stop the clock",
        "MHA s138(3)(b); forum t/1700",
        Statute, TextAndSecondary, SETTLED, PCA,
        "The clock runs on while the person is absent.";
    CLOCK_ESCAPE_BEFORE_ARRIVAL = "clock-escape-before-arrival", "Escape before any place of safety",
        "MHA s136(2A), s138(3)(a)",
        Statute, Text, SETTLED, PCA,
        "A person who escapes while being removed and is retaken in time has no clock yet; it starts on the later arrival.";
    CLOCK_IN_CUSTODY = "clock-136-in-custody", "Used in custody, then removed",
        "forum t/1123; MHCop 20 Oct 2022",
        Guidance, Secondary, CONTESTED, UNDATED,
        "Where the power is used in a station that is not itself the place of safety, the clock is read as starting on arrival at the real one; the rival reading is the decision.";
    CLOCK_24 = "clock-duration-24", "Twenty-four hours, thirty-six at most",
        "MHA s136(2A)(b), s136B(1)",
        Statute, Text, SETTLED, PCA,
        "The permitted period is 24 hours and any authorised further period of up to 12, so never more than 36 from the start.";
    CLOCK_72 = "clock-duration-72", "Seventy-two hours",
        "CoP 16.26; MHA s136(2) before amendment",
        Statute, Secondary, SETTLED, OLD,
        "Under the earlier wording the period is 72 hours from arrival at the first place of safety, without extension.";
    CLOCK_CONSECUTIVE = "clock-consecutive", "No back-to-back periods",
        "CoP 16.26; forum t/1165",
        Guidance, Secondary, SETTLED, UNDATED,
        "Using section 136 again to gain time is unlawful; a genuinely fresh use on new facts after release is not barred.";
}
