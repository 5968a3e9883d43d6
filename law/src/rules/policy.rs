//! What a force asks beyond the Act.
//!
//! The paragraphs are those of two documents of Kent Police: O18 on policing mental health, and
//! O18b (KENT-B in the citations) on section 135 warrants. A force that has no such rule does not
//! list it in its configuration, and then it is not said. The dates are the configuration's.

super::rules! {
    KENT_REQUESTS = "kent-requests", "Requests by other services",
        "KENT 3.1",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Whether police go to a request by another service is decided under the force's Right Care Right Person policy.";
    KENT_ENCOUNTER = "kent-encounter", "A person in crisis met on patrol",
        "KENT 3.3",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Officers who themselves come upon a person in an emergency still owe them a duty of care, whatever is decided about requests.";
    KENT_AMHP_LEADS = "kent-amhp-leads", "The AMHP brings a warrant together",
        "KENT-B 3.2.1",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The AMHP seeks the section 135(1) warrant and arranges the doctors, the ambulance and the attendance of police.";
    KENT_ALLOCATION = "kent-allocation", "The control room allocates a warrant",
        "KENT-B 3.3.1, 3.3.3",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Requests to execute a section 135(1) warrant go to the force control room, which checks with the lead professional before it allocates.";
    KENT_NO_PRELIMINARY_VISIT = "kent-no-preliminary-visit", "No preliminary visit",
        "KENT-B 3.3.1",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The force makes no visit to find out whether professionals would be let in, as a step towards a warrant.";
    KENT_POLICE_LEAD = "kent-police-lead", "A police officer leads the execution",
        "KENT-B 3.3.2, 3.3.6",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The AMHP coordinates, but a police officer briefed by a supervisor leads the execution of the warrant.";
    KENT_RECHECK = "kent-recheck", "Intelligence checked again",
        "KENT-B 3.3.7",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The lead officer makes further checks and revises the risk where circumstances may have changed.";
    KENT_COMMAND = "kent-command", "A sergeant takes command",
        "KENT-B 3.3.8",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The sergeant on duty takes command of the execution and speaks with the AMHP directly; command may pass between shifts.";
    KENT_BODY_WORN_VIDEO = "kent-body-worn-video", "Body-worn video considered",
        "KENT-B 3.3.8",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Officers executing a warrant should consider body-worn video.";
    KENT_SAFE_ENTRY = "kent-safe-entry", "Police say when it is safe",
        "KENT-B 3.3.9",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Once entry is secured the lead officer says when it is safe for the others to enter, and stays to prevent a breach of the peace.";
    KENT_SEARCH = "kent-search", "A search is never required",
        "KENT-B 3.4.1-3.4.2",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "A section 136C search may be made at any age, goes no further than outer clothing and mouth, and is never required.";
    KENT_NO_BED_NEEDED = "kent-no-bed-needed", "No bed need be found first",
        "KENT-B 3.4.4",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "A warrant may be executed though no bed has been identified.";
    KENT_ABSENT_PROFESSIONALS = "kent-absent-professionals", "When AMHP or doctor will not attend",
        "KENT-B 3.4.4",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Where the AMHP or the doctor refuses to be present and no other power fits, officers escalate to a supervisor or duty manager and record what was said.";
    KENT_UNMARKED = "kent-unmarked", "Unmarked vehicles considered",
        "KENT-B 3.5.1",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Officers should consider unmarked vehicles for travelling to a warrant.";
    KENT_TRANSPORT = "kent-transport", "A police vehicle needs an inspector",
        "KENT-B 3.5.2-3.5.5, 3.3.4",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "An ambulance is the rule; a police vehicle needs an inspector's permission, except where violence leaves no choice.";
    KENT_CONTAINMENT = "kent-containment", "Containment in an ambulance",
        "KENT-B 3.5.3",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The doors of a standing ambulance do not lock, and police remain responsible for containment until the person is handed over.";
    KENT_ABD = "kent-abd", "Suspected ABD is ruled out by an emergency doctor",
        "KENT-B 3.5.6-3.5.7",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Suspected acute behavioural disturbance is an emergency until a doctor of an emergency department rules it out.";
    KENT_STAY_AT_ED = "kent-stay-at-ed", "A supervisor decides about staying",
        "KENT-B 3.5.7",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The officer's supervisor decides whether the officer stays with the person at an emergency department.";
    KENT_SUPERINTENDENT = "kent-superintendent", "A superintendent whenever at a station",
        "KENT-B 3.6.1",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The force asks for a superintendent's approval of any further period while the person is at a station, wherever the assessment will be.";
    KENT_ENTRY_STARTS_CLOCK = "kent-entry-starts-clock", "Entry starts the clock",
        "KENT-B 3.6.2",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The force counts from physically entering the place of safety and not from waiting outside.";
    KENT_FIRST_ENTRY = "kent-first-entry", "Kept at the address of a warrant: first entry",
        "KENT-B 3.6.2(ii)",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "For a person kept at the address of a warrant the force counts from when police first enter, as the Act does.";
    KENT_ED_FIRST = "kent-ed-first", "An emergency department first",
        "KENT-B 3.6.2",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Where the person is taken to an emergency department first the force counts from arriving there.";
    KENT_NAMED_PROFESSIONAL = "kent-named-professional", "A professional named on the warrant",
        "KENT-B 3.1.7",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The force says that a professional whom the warrant names must attend; in law any AMHP and any doctor suffice.";
    REC_KENT = "rec-kent", "Submissions after a warrant",
        "KENT-B 3.7.1",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The lead officer sees that an intelligence submission and the section 135 mental-health form are made when the matter is over.";
    AMBULANCE_THIRTY = "ambulance-thirty-minutes", "An ambulance within 30 minutes",
        "Kent O18g, as cited by the force's publication scheme",
        LocalAgreement, Secondary, SETTLED, UNDATED,
        "The local agreement aims for an ambulance within 30 minutes of the request for a section 136 detention.";
}
