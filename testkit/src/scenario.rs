//! Scenario tables in Markdown.
