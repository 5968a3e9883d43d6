//! The Police and Criminal Evidence Act 1984, as far as it lets a constable into premises.

pub(crate) mod s17;
