//! The contract of the record, the same on SQLite and on PostgreSQL.

mod backup;
mod contract;
mod damage;
mod events;
mod follow;
mod killed;
mod place;
mod race;
mod trouble;
