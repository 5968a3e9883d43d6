//! Places of safety that a criminal court directs.

super::rules! {
    S55_PLACES = "s55-places-of-safety", "Where a court may have a person held",
        "MHA s55(1); the 1933 Act was not read",
        Statute, Background, SETTLED, ACT,
        "For an adult a court's place of safety is a police station, a prison or remand centre, or a hospital whose managers are willing; for a child it is what the Children and Young Persons Act 1933 says.";
    MHA25_PART3 = "mha25-part3", "A court's places of safety after section 48",
        "MHA 2025 s48, s48(3)",
        Statute, Text, SETTLED, S48,
        "For an adult only a hospital whose managers are willing remains, and for a child the list of the 1933 Act without a police station; directions already given are not touched.";
}
