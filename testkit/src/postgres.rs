//! A temporary PostgreSQL server of the test's own.
