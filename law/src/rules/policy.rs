//! What a force asks beyond the Act.

super::rules! {
    KENT_TRANSPORT = "kent-transport", "A police vehicle needs an inspector",
        "KENT-B 3.5.2-3.5.5, 3.3.4",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "An ambulance is the rule; a police vehicle needs an inspector's permission, except where violence leaves no choice.";
    KENT_ABD = "kent-abd", "Suspected ABD is ruled out by an emergency doctor",
        "KENT-B 3.5.6-3.5.7",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "Suspected acute behavioural disturbance is an emergency until a doctor of an emergency department rules it out.";
    KENT_SUPERINTENDENT = "kent-superintendent", "A superintendent whenever at a station",
        "KENT-B 3.6.1",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The force asks for a superintendent's approval of any further period while the person is at a station, wherever the assessment will be.";
    KENT_ENTRY_STARTS_CLOCK = "kent-entry-starts-clock", "Entry starts the clock",
        "KENT-B 3.6.2",
        ForcePolicy, Secondary, SETTLED, UNDATED,
        "The force counts from physically entering the place of safety and not from waiting outside.";
    AMBULANCE_THIRTY = "ambulance-thirty-minutes", "An ambulance within 30 minutes",
        "Kent O18g, as cited by the force's publication scheme",
        LocalAgreement, Secondary, SETTLED, UNDATED,
        "The local agreement aims for an ambulance within 30 minutes of the request for a section 136 detention.";
}
