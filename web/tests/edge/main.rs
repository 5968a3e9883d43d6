//! The edge from outside: what a browser, a program or an attacker meets.
//!
//! One program for all of them, because linking costs more than running.

#[cfg(test)]
mod api;
#[cfg(test)]
mod board;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod evidence_api;
#[cfg(test)]
#[path = "../held/names.rs"]
mod names;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod permissions;
mod powers;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod same_person;
#[cfg(test)]
mod security;
#[cfg(test)]
#[path = "../held/small.rs"]
mod small;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod suggestions;
#[cfg(test)]
mod warrants;
#[cfg(test)]
mod who;
