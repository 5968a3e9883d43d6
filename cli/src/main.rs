//! The program `lantern`: everything a force runs, in one binary.
//!
//! Each command is a module that reads its arguments, calls the crates below, and answers in
//! plain words: on standard output what was asked for, on standard error how it goes and what
//! went wrong. Exit codes are those of docs/cli.md.

mod accounts;
mod arguments;
mod backup;
mod demo;
mod flag;
mod import;
mod incidents;
mod lake;
mod law;
mod link;
mod night;
mod outcome;
mod person;
mod recogniser;
mod report;
mod returns;
mod screen;
mod serve;
mod stop;
mod store;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command, ImportCommand, LawCommand};
use lake::LakeCommand;
use outcome::{Answer, Problem, Result};

/// Many small and short-lived lists are what this program makes; the benches of `law` use the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap writes help to standard output and mistakes to standard error.
            let _nobody_reads = error.print();
            return if error.use_stderr() {
                ExitCode::from(Problem::USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match run(arguments.command) {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(problem) => {
            screen::complain(&problem);
            ExitCode::from(problem.code())
        }
    }
}

fn run(command: Command) -> Result<Answer> {
    match command {
        Command::Law(LawCommand::Explain(wanted)) => law::explain(&wanted),
        Command::Law(LawCommand::Test(wanted)) => law::test(&wanted),
        Command::Law(LawCommand::Rules(wanted)) => law::rules(&wanted),
        Command::Law(LawCommand::Diff(wanted)) => law::diff(&wanted),
        Command::Law(LawCommand::Schema) => law::schema(),
        Command::Law(LawCommand::Replay(wanted)) => law::replay(&wanted),
        Command::Lake(LakeCommand::Build(wanted)) => wait(lake::build(wanted)),
        Command::Lake(LakeCommand::Follow(wanted)) => wait(lake::follow(wanted)),
        Command::Lake(LakeCommand::Check(wanted)) => lake::check(&wanted),
        Command::Lake(LakeCommand::Invent(wanted)) => lake::invent(&wanted),
        Command::Report(wanted) => wait(report::report(wanted)),
        Command::Return(wanted) => wait(returns::run(wanted)),
        Command::Link(wanted) => link::link(*wanted),
        Command::Night(wanted) => wait(night::tell(wanted)),
        Command::Serve(wanted) => wait(serve::serve(wanted)),
        Command::Demo(wanted) => wait(demo::demo(wanted)),
        Command::Import(ImportCommand::Detentions(wanted)) => wait(import::detentions(wanted)),
        Command::Import(ImportCommand::Incidents(wanted)) => incidents::incidents(&wanted),
        Command::Flag(wanted) => flag::flag(&wanted),
        Command::Verify(wanted) => wait(verify::verify(wanted)),
        Command::Backup(wanted) => wait(backup::backup(wanted)),
        Command::Restore(wanted) => wait(backup::restore(wanted)),
    }
}

/// Runs a command that reads and writes the record.
fn wait<T>(command: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::could_not(format!("threads could not be started: {error}")))?
        .block_on(command)
}
