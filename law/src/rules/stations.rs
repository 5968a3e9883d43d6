//! Police stations as places of safety.

super::rules! {
    STN_UNDER18_BAN = "stn-under18-ban", "Nobody under 18 at a police station",
        "MHA s136A(1), (4), (5)",
        Statute, TextAndSecondary, SETTLED, PCA_STATIONS,
        "A person under 18 may never be removed to, kept at or taken to a police station as a place of safety, and nobody can authorise it.";
    STN_ADULT_CONDITIONS = "stn-adult-conditions", "The three conditions for an adult",
        "SI 2017/1036 reg 2(1)(a)",
        Statute, Text, SETTLED, REGS,
        "The behaviour must pose an imminent risk of serious injury or death, because of that risk no other place of safety in the police area can be expected to detain the person, and a healthcare professional will be there throughout as far as practicable.";
    STN_FULL_SUITE = "stn-full-suite-not-enough", "A full suite is not enough",
        "SI 2017/1036 reg 2(1)(a)(ii)",
        Statute, Text, SETTLED, REGS,
        "A place that is full, short of staff or closed, or that refuses for another reason, is not unavailable because of the risk.";
    STN_AREA = "stn-area", "The police area that counts",
        "SI 2017/1036 reg 2(3)",
        Statute, Text, SETTLED, REGS,
        "Only places in the police area where the power began to be used count.";
    STN_INSPECTOR = "stn-inspector", "An inspector must authorise",
        "SI 2017/1036 reg 2(1)(b)",
        Statute, Text, SETTLED, REGS,
        "Unless the decision-maker is a police officer of at least inspector rank, such an officer must authorise the station first; there is no exception for urgency and none afterwards.";
    STN_DECISION_MAKER = "stn-decision-maker", "Who decides on a station",
        "SI 2017/1036 reg 2(3)",
        Statute, Text, SETTLED, REGS,
        "The constable who uses the power decides; on a transfer it is the constable or AMHP who takes the person or authorises it.";
    STN_CONSULT = "stn-consult", "Consult before deciding on a station",
        "SI 2017/1036 reg 2(2)",
        Statute, Text, SETTLED, REGS,
        "A constable who decides, of any rank, must consult a listed professional first if reasonably practicable; an AMHP who decides need not.";
    STN_CHECK_30 = "stn-check-30", "A check every 30 minutes",
        "SI 2017/1036 reg 4(1)(a)",
        Statute, Text, SETTLED, REGS,
        "A healthcare professional must check the person's welfare at least every 30 minutes, asleep or awake.";
    STN_HCP_PRESENT = "stn-hcp-present", "A healthcare professional throughout",
        "SI 2017/1036 reg 4(1)(b)",
        Statute, Text, SETTLED, REGS,
        "As far as reasonably practicable a healthcare professional must be present and available throughout.";
    STN_FAIL_MOVE = "stn-fail-move", "A missed check means a move",
        "SI 2017/1036 reg 4(2)",
        Statute, Text, SETTLED, REGS,
        "Where the checks or the presence fail, the custody officer must arrange a move to another place of safety.";
    STN_REVIEW_60 = "stn-review-60", "A review every hour",
        "SI 2017/1036 reg 5(1)(a), (2)",
        Statute, Text, SETTLED, REGS,
        "The custody officer must review at least hourly whether the risk and its consequence still hold, first consulting the latest checker where practicable.";
    STN_REVIEW_FAIL_MOVE = "stn-review-fail-move", "Conditions gone means a move",
        "SI 2017/1036 reg 5(1)(b)",
        Statute, Text, SETTLED, REGS,
        "Once either condition no longer holds, the custody officer must arrange a move to a place of safety that is not a police station.";
    STN_REVIEW_180 = "stn-review-180-asleep", "Reviews while asleep",
        "SI 2017/1036 reg 6",
        Statute, Text, SETTLED, REGS,
        "While the person sleeps and the latest check found no risk that needs more frequent waking, reviews may be three hours apart; the checks may not.";
    STN_ASSESS_EXCEPTION = "stn-assess-exception", "Assessment sooner at the station",
        "SI 2017/1036 reg 7",
        Statute, Text, SETTLED, REGS,
        "The duties to move fall away while an arranged assessment would begin sooner at the station and postponing it would be likely to distress the person; checks and reviews go on.";
    STN_USED_IN_CUSTODY = "stn-136-used-in-custody", "Section 136 used in custody",
        "MHCop 20 Oct 2022",
        Guidance, Secondary, CONTESTED, UNDATED,
        "A station in which section 136 is first used, only until the person is conveyed, is read as not being used as a place of safety; the person must leave promptly.";
    STN_FIRST_CHECK = "stn-first-check-origin", "Where the first interval starts",
        "SI 2017/1036 regs 4-5; no authority found",
        Statute, Inference, SETTLED, REGS,
        "The first interval for checks and reviews is counted from arrival at the station.";
    STN_72H_ERA = "stn-72h-era", "Stations before December 2017",
        "Home Office Circular 7/2008",
        Guidance, Secondary, SETTLED, OLD,
        "No statutory limit applied; policy kept stations for exceptional circumstances.";
    REC_STATION = "rec-station", "Record the station decision",
        "SI 2017/1036 (derived)",
        Guidance, Derived, SETTLED, REGS,
        "The authority, each condition, each check and each review should be recorded.";
}
