//! The door can be held as one object by threads, and its faults are for their readers.

use figures::evidence::{Asked, Behind, CellOf, Evidence, Fault, LeftOut};
use figures::filters::Filters;
use figures::measure::Measure;

struct Empty(Vec<Measure>);

impl Evidence for Empty {
    fn measures(&self) -> &[Measure] {
        &self.0
    }

    fn answer<'a>(&'a self, name: &'a str, _: &'a Filters) -> Asked<'a, figures::evidence::Answer> {
        Box::pin(async move { Err(Fault::no_measure(name, self.measures())) })
    }

    fn records<'a>(&'a self, _: &'a str, _: &'a Filters, _: &'a CellOf) -> Asked<'a, Behind> {
        Box::pin(async { Err(Fault::Empty) })
    }
}

fn measure(name: &str) -> Measure {
    let text = "-- title: T\n-- definition: D\n-- numerator: N\n-- denominator: none\n\
        -- requirements: M-04\n-- caveats: C\n-- sources: incident\n-- grain: G\n\
        -- column area: label; ; the area\nSELECT area FROM incident";
    Measure::read(name, text).unwrap()
}

#[test]
fn one_object_serves_every_thread() {
    let held: std::sync::Arc<dyn Evidence> = std::sync::Arc::new(Empty(vec![measure("waits.sql")]));
    let there = std::thread::spawn(move || held.measures().len());
    assert_eq!(there.join().unwrap(), 1);
}

#[test]
fn a_misspelt_measure_is_answered_with_the_nearest() {
    let measures = [measure("waits_by_site.sql"), measure("demand_by_month.sql")];
    assert_eq!(
        Fault::no_measure("wait_by_site", &measures).to_string(),
        "there is no measure `wait_by_site`; did you mean `waits_by_site`?"
    );
    assert_eq!(
        Fault::no_measure("cost", &measures).to_string(),
        "there is no measure `cost`"
    );
    assert_eq!(
        Fault::no_measure("", &[]).to_string(),
        "there is no measure ``"
    );
}

#[test]
fn what_was_left_out_is_named() {
    let said = LeftOut::NoMonth {
        table: "incident".to_owned(),
        force: "kent".to_owned(),
        month: "2026-03".parse().unwrap(),
    };
    assert_eq!(
        said.to_string(),
        "nothing is held of March 2026 for `kent` in `incident`"
    );
}
